import { milestoneCardSaved } from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';
import type { PostOffice } from '../effects/mailing.ts';
import { queueMoneyNews } from '../effects/queue-money-news.ts';

/** Tells the client that their card is saved, and that this secures nothing; once a milestone. */
export function onMilestoneCardSaved(office: PostOffice): EventHandler {
  return on(milestoneCardSaved, (handling) => {
    return queueMoneyNews(handling, office, handling.event.data, ['card_saved'], { kind: 'card_saved' });
  });
}
