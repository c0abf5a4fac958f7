import { formatDay } from '@loop/ui';
import type { ClientRoom, RoomMilestone } from '../domain/client-room.ts';
import { type FundingMethod, HOLD_DAYS, type Rail } from '../domain/funding.ts';

const DAY_MS = 86_400_000;

/** What each rail is called in front of a client. */
export const RAIL_NAMES: Readonly<Record<Rail, string>> = { stripe: 'Card', paypal: 'PayPal' };

/** What each way of funding is called. */
export const FUNDING_NAMES: Readonly<Record<FundingMethod, string>> = {
  hold: 'Hold now, pay on approval',
  card_on_file: 'Save a card, hold on delivery',
  prepaid: 'Prepay, refundable',
};

/** The same in the price table of a statement. */
export const PLANNED_NAMES: Readonly<Record<FundingMethod, string>> = {
  hold: 'Card hold',
  card_on_file: 'Card on file, not secured',
  prepaid: 'Prepaid, refundable',
};

/** The longest the milestone takes from its money to the end of the review: until when a hold has to last. */
function lastDay({ now }: ClientRoom, { workDays, reviewDays }: RoomMilestone): string {
  return formatDay(new Date(now.getTime() + (workDays + reviewDays) * DAY_MS));
}

/** What a way of funding does to the client's money, before they choose it. True to the letter: it is what they agree to. */
export function fundingSentence(room: ClientRoom, milestone: RoomMilestone, method: FundingMethod): string {
  const { rail } = room;
  switch (method) {
    case 'hold':
      return rail === 'paypal' ? paypalHold(room, milestone) : cardHold(room, milestone);
    case 'card_on_file':
      return `Saving your card sets nothing aside and takes nothing, so this is not secured. When we deliver, within ${days(milestone.workDays)}, we ask you to set the amount aside; if you do not, we hold it on the saved card a day later or when you approve. Only your approval takes it.`;
    case 'prepaid':
      return `The amount is taken ${rail === 'paypal' ? 'from your PayPal account' : 'from your card'} now. Until you approve the delivery it stays refundable: ask us, and we return it. Your approval makes it ours; nothing more is taken then.`;
  }
}

function cardHold(room: ClientRoom, milestone: RoomMilestone): string {
  return `Your bank sets the amount aside and nothing is taken until you approve the delivery. A card hold lasts up to ${HOLD_DAYS.stripe} days; we need it until ${lastDay(room, milestone)} at the latest. Its exact end stands here once your bank has confirmed it. If you do not approve by then it lapses and costs you nothing.`;
}

function paypalHold(room: ClientRoom, milestone: RoomMilestone): string {
  return `PayPal sets the amount aside and nothing is taken until you approve the delivery, by ${lastDay(room, milestone)} at the latest. PayPal keeps it for up to ${HOLD_DAYS.paypal} days but guarantees only the first three; we ask it to renew after that, and ask you again if it refuses.`;
}

function days(count: number): string {
  return `${count} ${count === 1 ? 'day' : 'days'}`;
}
