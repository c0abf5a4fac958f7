import { milestoneAmountReduced } from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';
import type { PostOffice } from '../effects/mailing.ts';
import { queueMoneyNews } from '../effects/queue-money-news.ts';

/** Tells the client that an approval takes less than was agreed. */
export function onMilestoneAmountReduced(office: PostOffice): EventHandler {
  return on(milestoneAmountReduced, (handling) => {
    const { amountMinor, contractMinor } = handling.event.data;
    const about = ['amount_reduced', String(amountMinor)];
    return queueMoneyNews(handling, office, handling.event.data, about, { kind: 'amount_reduced', contractMinor });
  });
}
