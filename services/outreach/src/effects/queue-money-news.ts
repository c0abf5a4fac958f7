import type { milestoneRefunded, PayloadOf } from '@loop/contracts';
import { type Decision, idFrom, type NotYet } from '@loop/runtime';
import type { MoneyNews } from '../domain/money-news.ts';
import { findMessage } from '../store/messages.ts';
import type { PostOffice } from './mailing.ts';
import { queueNotice } from './queue-notice.ts';

/** What every event about a milestone's money says of it. */
type Money = Pick<PayloadOf<typeof milestoneRefunded>, 'milestoneId' | 'contractId' | 'amountMinor' | 'currency'>;

/** Has news of a milestone's money sent to its client. `about` names the message: the same parts are the same message. */
export function queueMoneyNews(
  decision: Decision,
  office: PostOffice,
  money: Money,
  about: readonly string[],
  news: MoneyNews,
): Promise<NotYet | undefined> {
  const { amountMinor, contractId, currency, milestoneId } = money;
  return queueNotice(decision, office, {
    contractId,
    about: [milestoneId, ...about],
    intent: (messageId, presentationId) => ({
      template: 'money_news',
      messageId,
      contractId,
      presentationId,
      milestoneId,
      amountMinor,
      currency,
      news,
    }),
  });
}

/** Whether the client of a milestone was told that their card is saved for it: then they need not be there when it is charged. */
export async function isCardSaved({ tenantId, tx }: Decision, milestoneId: string): Promise<boolean> {
  return (await findMessage(tx, idFrom('outreach.message', tenantId, milestoneId, 'card_saved'))) !== undefined;
}
