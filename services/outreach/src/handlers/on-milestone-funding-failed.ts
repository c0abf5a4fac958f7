import { milestoneFundingFailed } from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';
import type { PostOffice } from '../effects/mailing.ts';
import { isCardSaved, queueMoneyNews } from '../effects/queue-money-news.ts';

/** Failures that only the client can end, wherever they are. */
const NEED_THE_CLIENT: ReadonlySet<string> = new Set(['hold_too_short', 'authentication_required']);

/**
 * Asks the client back to their room when only they can go on: their bank wants to hear from them, a hold would end too early,
 * or a saved card was refused, for which they were not there. Whoever pays on the page reads of a refusal there.
 */
export function onMilestoneFundingFailed(office: PostOffice): EventHandler {
  return on(milestoneFundingFailed, async (handling) => {
    const { milestoneId, providerRef, reason } = handling.event.data;
    const isAway = NEED_THE_CLIENT.has(reason) || (await isCardSaved(handling, milestoneId));
    if (!isAway) return undefined;
    return queueMoneyNews(handling, office, handling.event.data, ['needs_client', providerRef], {
      kind: 'needs_client',
      reason,
    });
  });
}
