import { milestoneFundingExpiring } from '@loop/contracts';
import { type EventHandler, idFrom, on } from '@loop/runtime';
import { formatMoney, formatTime } from '@loop/ui';
import type { PostOffice } from '../effects/mailing.ts';
import { queueAlert } from '../effects/queue-alert.ts';
import { queueMoneyNews } from '../effects/queue-money-news.ts';

/** Warns the client and the operator of a hold that is about to end, once for each warning. */
export function onMilestoneFundingExpiring(office: PostOffice): EventHandler {
  return on(milestoneFundingExpiring, async (handling) => {
    const { amountMinor, captureBefore, contractId, currency, hoursLeft, milestoneId, mode, providerRef } =
      handling.event.data;
    const about = ['hold_ending', providerRef, String(hoursLeft)];
    const notYet = await queueMoneyNews(handling, office, handling.event.data, about, {
      kind: 'hold_ending',
      captureBefore,
    });
    if (notYet !== undefined) return notYet;
    await queueAlert(handling, office, {
      alertId: idFrom('outreach.alert', handling.tenantId, milestoneId, ...about),
      severity: hoursLeft === 24 ? 'critical' : 'warning',
      code: 'hold_ending',
      summary: `A hold of ${formatMoney(amountMinor, currency)} ends on ${formatTime(new Date(captureBefore))}, and nothing has captured it. After that it cannot be taken any more.`,
      milestoneId,
      contractId,
      mode,
    });
    return undefined;
  });
}
