import { milestoneRefundFailed } from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';
import type { PostOffice } from '../effects/mailing.ts';
import { queueMoneyNews } from '../effects/queue-money-news.ts';

/** Tells the client that a refund did not reach them, and that it is still theirs. */
export function onMilestoneRefundFailed(office: PostOffice): EventHandler {
  return on(milestoneRefundFailed, (handling) => {
    return queueMoneyNews(handling, office, handling.event.data, ['refund_failed', handling.event.data.refundId], {
      kind: 'refund_failed',
    });
  });
}
