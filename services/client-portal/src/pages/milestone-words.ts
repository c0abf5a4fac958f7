import { formatDay, formatTime, type LightColour } from '@loop/ui';
import type { RoomMilestone } from '../domain/client-room.ts';

/** How a milestone's status reads: its light, the word beside it, and a sentence. */
export interface MilestoneWords {
  readonly colour: LightColour;
  readonly label: string;
  readonly sentence: string;
}

/** Puts a milestone's status into the client's words. */
export function milestoneWords(milestone: RoomMilestone): MilestoneWords {
  switch (milestone.status) {
    case 'unfunded':
      return unfundedWords(milestone);
    case 'card_saved':
      return { colour: 'amber', label: 'Card saved', sentence: 'Your card is saved, but nothing is set aside yet.' };
    case 'secured':
      return { colour: 'green', label: 'Secured', sentence: securedSentence(milestone) };
    case 'delivered':
      return {
        colour: 'amber',
        label: 'Your review',
        sentence: `Delivered${deliveredOn(milestone)}. Look at it and decide; your card hold stays in place meanwhile.`,
      };
    case 'revision_requested':
      return { colour: 'amber', label: 'Changes under way', sentence: 'You asked for changes. We deliver again soon.' };
    case 'approved':
      return {
        colour: 'green',
        label: 'Approved',
        sentence: 'You approved this. The held amount is being collected from your card.',
      };
    case 'released':
      return { colour: 'done', label: 'Paid', sentence: 'Approved and paid. The results are yours.' };
    case 'refunded':
      return { colour: 'grey', label: 'Refunded', sentence: 'The whole amount went back to your card.' };
  }
}

function unfundedWords({ money, status }: RoomMilestone): MilestoneWords {
  if (money.kind === 'unfunded' && money.failure !== null) {
    return { colour: 'red', label: 'Payment declined', sentence: `${money.failure} Nothing was taken.` };
  }
  if (money.kind === 'unfunded' && money.lapsed) {
    return {
      colour: 'grey',
      label: 'Hold lapsed',
      sentence: 'The card hold ended before it was used. Nothing was taken. Set the amount aside again to go on.',
    };
  }
  const label = status === 'unfunded' ? 'Not funded yet' : 'Not secured';
  return { colour: 'grey', label, sentence: 'Nothing is set aside for this yet, so its work has not started.' };
}

function securedSentence({ money, workDays }: RoomMilestone): string {
  const until =
    money.kind === 'secured' && money.payment.captureBefore !== null
      ? ` The hold lasts until ${formatDay(money.payment.captureBefore)}.`
      : '';
  return `The amount is set aside on your card, not taken.${until} We deliver within ${workDays} ${workDays === 1 ? 'day' : 'days'}.`;
}

function deliveredOn({ delivery }: RoomMilestone): string {
  return delivery === null ? '' : ` on ${formatTime(delivery.submittedAt)}`;
}
