import type { Decision, Schedule } from '@loop/runtime';
import { objectTypeOf } from '../domain/rail-objects.ts';
import { alertDrift } from '../effects/judge-drift.ts';
import type { MatchContext } from '../effects/match-effects.ts';
import { giveUpPending, resolvePosted } from '../store/drift.ts';
import { inDoubt } from '../store/open-payments.ts';
import { cleanOpenReconciliations } from '../store/reconciliations.ts';

const MINUTE_MS = 60_000;

/** Time an act has to end by itself before its payment is read. */
const DOUBTFUL_AFTER_MS = MINUTE_MS;

/** Time the reading of a line's payment has to book it before the line is unexplained. */
const PENDING_FOR_MS = 5 * MINUTE_MS;

const MOST_READ = 500;

/**
 * Every minute: payments with an act that was sent more than a minute ago, or whose end is not known, are read from the provider,
 * which alone knows; nothing is guessed and nothing sent again. Drift that has been booked meanwhile is resolved, and what
 * nobody could explain in five minutes freezes the public totals.
 */
export function janitor(rails: readonly MatchContext[]): Schedule {
  return {
    name: 'janitor',
    everyMs: MINUTE_MS,
    run: async (decision, dueAt) => {
      for (const context of rails) await readDoubtful(decision, context, dueAt);
      await settlePending(decision, rails);
    },
  };
}

async function readDoubtful(decision: Decision, { effects, rail }: MatchContext, dueAt: Date): Promise<void> {
  const sentBefore = new Date(decision.now.getTime() - DOUBTFUL_AFTER_MS);
  for (const { ref } of await inDoubt(decision.tx, rail, sentBefore, MOST_READ)) {
    const look = { objectType: objectTypeOf(rail, 'payment'), objectRef: ref, providerEventId: null };
    await decision.act(effects.readPayment, look, { key: `janitor:${ref}:${dueAt.toISOString()}` });
  }
}

async function settlePending(decision: Decision, rails: readonly MatchContext[]): Promise<void> {
  const { now, tx } = decision;
  await resolvePosted(tx, now);
  const unexplained = await giveUpPending(tx, new Date(now.getTime() - PENDING_FOR_MS));
  for (const context of rails) {
    const own = unexplained.filter(({ provider }) => provider === context.rail);
    const [first] = own;
    if (first !== undefined)
      await alertDrift(decision, context, own.length, `unposted ${first.ref} ${first.foundAt.toISOString()}`);
    await cleanOpenReconciliations(tx, context.rail);
  }
}
