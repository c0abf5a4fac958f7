import type { Schedule } from '@loop/runtime';
import type { MatchContext } from '../effects/match-effects.ts';
import { startMatch, windowToMatch } from '../effects/start-match.ts';

const DAY_MS = 86_400_000;

/**
 * Once a day every rail that lists its account is matched with the ledger: its balance transactions, payouts and undelivered
 * events, from before what agreed last until now. `rails` are those that are configured and have such lists.
 */
export function matchDaily(rails: readonly MatchContext[]): Schedule {
  return {
    name: 'match_daily',
    everyMs: DAY_MS,
    run: async (decision, dueAt) => {
      for (const context of rails) {
        const window = await windowToMatch(decision, context.rail);
        if (window !== undefined) await startMatch(decision, context, 'balance', window, dueAt.toISOString());
      }
    },
  };
}
