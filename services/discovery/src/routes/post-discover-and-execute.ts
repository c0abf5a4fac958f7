import { idFrom, json, type Mode, type Route, route, withHeader } from '@loop/runtime';
import { z } from 'zod';
import type { ReadingBudget } from '../domain/reading-budget.ts';
import { beginSourceRun } from '../intake/begin-run.ts';
import { planRun } from '../intake/plan-run.ts';
import type { ReadingDesk } from '../intake/reading-desk.ts';
import { awaitRun } from '../intake/run-progress.ts';
import { toldReading, understandWish } from '../intake/run-wish.ts';
import { orderAnswer, planAnswer, sourceNotOn, toldRun } from './discovery-answers.ts';
import { refusalOf } from './operator-token.ts';

/** Longest that whoever asks waits for a run; it goes on without them. */
const PATIENCE_MS = 20_000;
const MICROS = 1_000_000;

/** How discovery is offered over HTTP. */
export interface DiscoveryOffer {
  readonly desk: ReadingDesk;
  readonly runBudget: ReadingBudget;
  readonly mode: Mode;
  readonly token: string | undefined;
  readonly tenantId: string;
}

const order = z.strictObject({
  max_opportunities: z.int().min(1).max(1_000).nullable().default(null).describe('Opportunities found, at most'),
  auto_contract: z
    .boolean()
    .default(true)
    .describe('Contracts are drafted for those who can be reached; false: once `loop draft` orders them'),
  dry_run: z.boolean().default(false).describe('Says what would be asked and what it may cost, and sends nothing'),
  prompt: z.string().trim().min(1).max(500).nullable().default(null).describe('A sentence; becomes searches by rules'),
  sources: z.array(z.string().min(1).max(50)).min(1).max(20).default(['all']),
  budgets: z
    .strictObject({
      usd: z.number().min(0).max(100_000).nullable().default(null),
      requests: z.int().min(0).max(1_000_000).nullable().default(null),
    })
    .default({ usd: null, requests: null })
    .describe("What this run may cost; the tenant's day has an end of its own"),
});

/**
 * `POST /integration/discover-and-execute`: a run over sources; enrichment, contracts and their presentation follow by themselves.
 * Answers 200 when the run is over, 202 while it goes on, and with `dry_run` 200 with what would be asked. The same
 * `Idempotency-Key` is the same run.
 */
export function postDiscoverAndExecute({ desk, mode, runBudget, tenantId, token }: DiscoveryOffer): Route {
  return route({
    method: 'post',
    path: '/integration/discover-and-execute',
    summary: 'Looks for opportunities and has them executed',
    idempotent: true,
    ratePerMinute: 30,
    body: order,
    answers: orderAnswer,
    async handle(context) {
      const { body, headers, idempotencyKey, now } = context;
      const refusal = refusalOf(mode, token, headers['authorization']);
      if (refusal !== undefined) return refusal;
      const { budgets, max_opportunities: maxFound, prompt, sources } = body;
      const amountMicros = budgets.usd === null ? null : Math.round(budgets.usd * MICROS);
      const budget = { amountMicros, requests: budgets.requests };
      const asked = { source: sources.join(','), query: null, prompt, limit: null, maxFound, budget };
      const wish = understandWish(desk, runBudget, asked);
      if ('unknown' in wish) return sourceNotOn(wish.unknown, wish.on);
      if (body.dry_run) {
        const plan = await context.read(tenantId, (tx) => planRun(tx, desk, wish, { tenantId, now }));
        return json(planAnswer.parse({ dryRun: true, ...plan }));
      }
      const runId = idFrom('run', tenantId, idempotencyKey);
      await context.decide(tenantId, { cause: `run ${runId}`, correlationId: runId }, (decision) =>
        beginSourceRun(decision, desk, {
          runId,
          wish,
          autoContract: body.auto_contract,
          actor: 'integration',
          reason: 'discover-and-execute',
        }),
      );
      const told = toldRun(await awaitRun(context, tenantId, runId, PATIENCE_MS));
      const answer = json(
        orderAnswer.parse({ ...told, understood: toldReading(wish) }),
        told.completedAt === null ? 202 : 200,
      );
      return withHeader(answer, 'location', told.href);
    },
  });
}
