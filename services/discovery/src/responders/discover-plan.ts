import { opsDiscoverPlan } from '@loop/contracts';
import { type Responder, respond } from '@loop/runtime';
import type { ReadingBudget } from '../domain/reading-budget.ts';
import { planRun } from '../intake/plan-run.ts';
import type { ReadingDesk } from '../intake/reading-desk.ts';
import { understandWish } from '../intake/run-wish.ts';
import { unknownSource } from './discover.ts';

/** Answers `ops.discovery.discover_plan`: what a run would ask, and what it may cost. Nothing is sent or kept. */
export function discoverPlanResponder(desk: ReadingDesk, runBudget: ReadingBudget): Responder {
  return respond(opsDiscoverPlan.request('discovery'), async (context) => {
    const { input, now } = context;
    const { tenantId } = input;
    const wish = understandWish(desk, runBudget, input);
    if ('unknown' in wish) return unknownSource(wish.on);
    return { ok: await context.read(tenantId, (tx) => planRun(tx, desk, wish, { tenantId, now })) };
  });
}
