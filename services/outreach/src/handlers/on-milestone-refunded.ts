import { milestoneRefunded } from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';
import type { PostOffice } from '../effects/mailing.ts';
import { queueMoneyNews } from '../effects/queue-money-news.ts';

/** Tells the client that money is on its way back, once a refund. */
export function onMilestoneRefunded(office: PostOffice): EventHandler {
  return on(milestoneRefunded, (handling) => {
    return queueMoneyNews(handling, office, handling.event.data, ['refunded', handling.event.data.refundId], {
      kind: 'refunded',
    });
  });
}
