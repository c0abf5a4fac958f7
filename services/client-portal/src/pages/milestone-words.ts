import { formatDay, formatTime, type LightColour } from '@loop/ui';
import type { RoomMilestone } from '../domain/client-room.ts';

/** How a milestone's status reads: its light, the word beside it, and a sentence. */
export interface MilestoneWords {
  readonly colour: LightColour;
  readonly label: string;
  readonly sentence: string;
}

/** Puts a milestone's status into the client's words. Green is said only of money that is secured, and proved to be. */
export function milestoneWords(milestone: RoomMilestone): MilestoneWords {
  switch (milestone.status) {
    case 'unfunded':
      return unfundedWords(milestone);
    case 'card_saved':
      return cardSavedWords(milestone);
    case 'secured':
      return securedWords(milestone);
    case 'delivered':
      return deliveredWords(milestone);
    case 'revision_requested':
      return { colour: 'amber', label: 'Changes under way', sentence: 'You asked for changes. We deliver again soon.' };
    case 'approved':
      return approvedWords(milestone);
    case 'released':
      return { colour: 'done', label: 'Paid', sentence: 'Approved and paid. The results are yours.' };
    case 'refunded':
      return { colour: 'grey', label: 'Refunded', sentence: 'The whole amount went back to you.' };
  }
}

function unfundedWords({ fundingMethod, money, status }: RoomMilestone): MilestoneWords {
  if (money.kind === 'unfunded' && money.failure !== null) {
    const isDeclined = money.failure.reason !== 'hold_too_short' && money.failure.reason !== 'authentication_required';
    return {
      colour: isDeclined ? 'red' : 'amber',
      label: isDeclined ? 'Payment declined' : 'Needs you',
      sentence: `${money.failure.message} Nothing was taken.`,
    };
  }
  if (money.kind === 'unfunded' && money.lapsed) {
    return {
      colour: 'grey',
      label: 'Hold lapsed',
      sentence: 'The hold ended before it was used. Nothing was taken. Set the amount aside again to go on.',
    };
  }
  const label = status === 'unfunded' ? 'Not funded yet' : 'Not secured';
  const missing = fundingMethod === 'card_on_file' ? 'No card is saved' : 'Nothing is set aside';
  return { colour: 'grey', label, sentence: `${missing} for this yet, so its work has not started.` };
}

function cardSavedWords({ money, workDays }: RoomMilestone): MilestoneWords {
  const failure = money.kind === 'card_saved' ? money.failure : null;
  return {
    colour: 'amber',
    label: 'Card saved, not secured',
    sentence:
      failure === null
        ? `Your card is saved. Nothing is set aside and nothing is taken. We deliver within ${days(workDays)} and then ask you to set the amount aside.`
        : `${failure.message} Nothing was taken.`,
  };
}

function securedWords({ money, workDays }: RoomMilestone): MilestoneWords {
  const pace = `We deliver within ${days(workDays)}.`;
  if (money.kind === 'prepaid') {
    return {
      colour: 'green',
      label: 'Prepaid, refundable',
      sentence: `You prepaid this: the amount was taken, and we return it if you ask before you approve. ${pace}`,
    };
  }
  return {
    colour: 'green',
    label: 'Secured',
    sentence: `The amount is set aside, not taken.${heldUntil(money)} ${pace}`,
  };
}

function deliveredWords({ delivery, money }: RoomMilestone): MilestoneWords {
  const on = delivery === null ? '' : ` on ${formatTime(delivery.submittedAt)}`;
  const decide = `Delivered${on}. Look at it and decide`;
  switch (money.kind) {
    case 'card_saved':
      return {
        colour: 'amber',
        label: 'Your review, not secured',
        sentence:
          money.failure === null
            ? `${decide}; your card is saved and the amount is not set aside yet.`
            : `${money.failure.message} Nothing was taken.`,
      };
    case 'prepaid':
      return {
        colour: 'amber',
        label: 'Your review',
        sentence: `${decide}; what you prepaid stays refundable meanwhile.`,
      };
    default:
      return { colour: 'amber', label: 'Your review', sentence: `${decide}.${heldUntil(money)}` };
  }
}

function approvedWords({ money }: RoomMilestone): MilestoneWords {
  const failure = 'failure' in money ? money.failure : null;
  if (failure !== null) {
    return { colour: 'amber', label: 'Approved, needs you', sentence: `${failure.message} Nothing was taken.` };
  }
  if (money.kind === 'unfunded') {
    return {
      colour: 'grey',
      label: 'Approved, not paid',
      sentence: 'You approved this, but the hold ended before the amount was taken. Nothing was taken.',
    };
  }
  const what = money.kind === 'prepaid' ? 'What you prepaid is being booked' : 'The amount is being collected';
  return { colour: 'green', label: 'Approved', sentence: `You approved this. ${what}.` };
}

function heldUntil(money: RoomMilestone['money']): string {
  return money.kind === 'secured' && money.payment.captureBefore !== null
    ? ` The hold lasts until ${formatDay(money.payment.captureBefore)}.`
    : '';
}

function days(count: number): string {
  return `${count} ${count === 1 ? 'day' : 'days'}`;
}
