import type { Decision, Schedule } from '@loop/runtime';
import { objectTypeOf } from '../domain/rail-objects.ts';
import type { MatchContext } from '../effects/match-effects.ts';
import { openOnRail } from '../store/open-payments.ts';

const HOUR_MS = 3_600_000;

/** Most payments read in one sweep of a rail; those left over come first in the next. */
const MOST_READ = 2_000;

/**
 * Every hour every open payment is read from its rail, whatever its notices said: those with money under way or held, and hosted
 * pages that were opened. Holds that end soon come first.
 */
export function sweepHourly(rails: readonly MatchContext[]): Schedule {
  return {
    name: 'sweep_open_payments',
    everyMs: HOUR_MS,
    run: async (decision, dueAt) => {
      for (const context of rails) await sweep(decision, context, dueAt);
    },
  };
}

async function sweep(decision: Decision, { effects, rail }: MatchContext, dueAt: Date): Promise<void> {
  for (const { kind, ref } of await openOnRail(decision.tx, rail, MOST_READ)) {
    const look = { objectType: objectTypeOf(rail, kind), objectRef: ref, providerEventId: null };
    await decision.act(effects.readPayment, look, { key: `sweep:${ref}:${dueAt.toISOString()}` });
  }
}
