import { milestoneFundingFailed } from '@loop/contracts';
import { type EventHandler, idFrom, on } from '@loop/runtime';
import type { PostOffice } from '../effects/mailing.ts';
import { queueMoneyNews } from '../effects/queue-money-news.ts';
import { findMessage } from '../store/messages.ts';

/** Failures that only the client can end, wherever they are. */
const NEED_THE_CLIENT: ReadonlySet<string> = new Set(['hold_too_short', 'authentication_required']);

/**
 * Asks the client back to their room when only they can go on: their bank wants to hear from them, a hold would end too early,
 * or a saved card was refused, for which they were not there. Whoever pays on the page reads of a refusal there.
 */
export function onMilestoneFundingFailed(office: PostOffice): EventHandler {
  return on(milestoneFundingFailed, async (handling) => {
    const { tenantId, tx } = handling;
    const { milestoneId, providerRef, reason } = handling.event.data;
    const savedId = idFrom('outreach.message', tenantId, milestoneId, 'card_saved');
    const isAway = NEED_THE_CLIENT.has(reason) || (await findMessage(tx, savedId)) !== undefined;
    if (!isAway) return undefined;
    return queueMoneyNews(handling, office, handling.event.data, ['needs_client', providerRef], {
      kind: 'needs_client',
      reason,
    });
  });
}
