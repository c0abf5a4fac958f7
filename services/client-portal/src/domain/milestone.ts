import type { MoneyState } from './milestone-money.ts';

/** Where a milestone stands, money and work together. */
export type MilestoneStatus =
  | 'unfunded'
  | 'card_saved'
  | 'secured'
  | 'delivered'
  | 'revision_requested'
  | 'approved'
  | 'released'
  | 'refunded';

/** What was done about a milestone's work. */
export interface WorkFacts {
  /** Id of the newest delivery; null before the first. */
  readonly deliveryId: string | null;
  /** How many deliveries there were. */
  readonly deliveries: number;
  /** True when changes were asked for on the newest delivery. */
  readonly revisionOpen: boolean;
  /** How often changes were asked for. */
  readonly revisions: number;
  readonly approved: boolean;
}

/** What can be asked of a milestone. */
export type MilestoneCommand = 'pay' | 'deliver' | 'approve' | 'request_revision';

/** Why it may not happen; `detail` is a sentence for whoever asked. */
export interface MilestoneRefusal {
  readonly refused:
    | 'not_signed'
    | 'not_yet'
    | 'not_funded'
    | 'already_funded'
    | 'card_is_saved'
    | 'not_offered'
    | 'already_approved'
    | 'nothing_delivered'
    | 'another_delivery';
  readonly detail: string;
}

/** True where the command may happen in the state; a refusal's type where not. */
const MILESTONE_RULES: Readonly<
  Record<MilestoneStatus, Readonly<Record<MilestoneCommand, true | MilestoneRefusal['refused']>>>
> = {
  unfunded: { pay: true, deliver: 'not_funded', approve: 'not_funded', request_revision: 'not_funded' },
  card_saved: {
    pay: 'card_is_saved',
    deliver: true,
    approve: 'nothing_delivered',
    request_revision: 'nothing_delivered',
  },
  secured: {
    pay: 'already_funded',
    deliver: true,
    approve: 'nothing_delivered',
    request_revision: 'nothing_delivered',
  },
  delivered: { pay: 'already_funded', deliver: true, approve: true, request_revision: true },
  revision_requested: { pay: 'already_funded', deliver: true, approve: true, request_revision: 'nothing_delivered' },
  approved: {
    pay: 'already_funded',
    deliver: 'already_approved',
    approve: 'already_approved',
    request_revision: 'already_approved',
  },
  released: {
    pay: 'already_funded',
    deliver: 'already_approved',
    approve: 'already_approved',
    request_revision: 'already_approved',
  },
  refunded: {
    pay: 'already_funded',
    deliver: 'already_approved',
    approve: 'already_approved',
    request_revision: 'already_approved',
  },
};

const DETAILS: Readonly<Record<MilestoneRefusal['refused'], string>> = {
  not_signed: 'The contract is not signed yet.',
  not_yet: 'This milestone comes after the one before it is approved.',
  not_funded: 'This milestone is not funded: there is no card hold, no saved card and no prepayment.',
  already_funded: 'This milestone is funded already.',
  card_is_saved: 'Your card is saved. The amount is held when the work is delivered; there is nothing to pay before.',
  not_offered: 'This milestone cannot be funded that way.',
  already_approved: 'This milestone is approved already.',
  nothing_delivered: 'There is no delivery to decide on.',
  another_delivery: 'There is a newer delivery. Look at it before you decide.',
};

/** A refusal with its sentence. */
export function milestoneRefusal(refused: MilestoneRefusal['refused']): MilestoneRefusal {
  return { refused, detail: DETAILS[refused] };
}

/** The one status of a milestone, from its money and its work. Work may be done on a saved card; what is shown says so. */
export function milestoneStatus(money: MoneyState, work: WorkFacts): MilestoneStatus {
  if (money.kind === 'released' || money.kind === 'refunded') return money.kind;
  if (work.approved) return 'approved';
  if (money.kind === 'unfunded') return 'unfunded';
  if (work.deliveryId === null) return money.kind === 'card_saved' ? 'card_saved' : 'secured';
  return work.revisionOpen ? 'revision_requested' : 'delivered';
}

/** Decides whether a command may happen: null, or the refusal. */
export function refuseMilestone(status: MilestoneStatus, command: MilestoneCommand): MilestoneRefusal | null {
  const rule = MILESTONE_RULES[status][command];
  return rule === true ? null : milestoneRefusal(rule);
}

/** Where a milestone stands, as far as paying it goes. */
export interface Standing {
  readonly status: MilestoneStatus;
  readonly money: MoneyState;
}

/** Whether a milestone is done with for the client: paid, returned, or approved with its money in place. */
export function isBehind({ status, money }: Standing): boolean {
  if (status === 'released' || status === 'refunded') return true;
  return status === 'approved' && (money.kind === 'secured' || money.kind === 'prepaid');
}

/** A saved card is charged for a delivery: by the client on the provider's page, or after the bank wanted to see them there. */
function refusePaying({ status, money }: Standing): MilestoneRefusal | null {
  const isHoldDue = status === 'delivered' || status === 'approved';
  if (money.kind === 'card_saved' && isHoldDue) {
    return status === 'approved' && money.failure === null ? milestoneRefusal('card_is_saved') : null;
  }
  return money.kind === 'unfunded' ? null : refuseMilestone(status, 'pay');
}

/**
 * Decides whether the milestone at `index` may be paid now. They are paid one after the other, because a card hold lasts
 * seven days: money is set aside only when its work is next.
 */
export function refusePayment(
  signed: boolean,
  milestones: readonly Standing[],
  index: number,
): MilestoneRefusal | null {
  if (!signed) return milestoneRefusal('not_signed');
  const milestone = milestones[index];
  const refusal = milestone === undefined ? null : refusePaying(milestone);
  if (refusal !== null) return refusal;
  return milestones.slice(0, index).every(isBehind) ? null : milestoneRefusal('not_yet');
}
