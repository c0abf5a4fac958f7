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
  card_saved: { pay: true, deliver: 'not_funded', approve: 'not_funded', request_revision: 'not_funded' },
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
  not_funded: 'There is no card hold for this milestone.',
  already_funded: 'This milestone is funded already.',
  already_approved: 'This milestone is approved already.',
  nothing_delivered: 'There is no delivery to decide on.',
  another_delivery: 'There is a newer delivery. Look at it before you decide.',
};

/** A refusal with its sentence. */
export function milestoneRefusal(refused: MilestoneRefusal['refused']): MilestoneRefusal {
  return { refused, detail: DETAILS[refused] };
}

/** The one status of a milestone, from its money and its work. */
export function milestoneStatus(money: MoneyState, work: WorkFacts): MilestoneStatus {
  if (money.kind === 'released' || money.kind === 'refunded') return money.kind;
  if (work.approved) return 'approved';
  if (money.kind !== 'secured') return money.kind;
  if (work.deliveryId === null) return 'secured';
  return work.revisionOpen ? 'revision_requested' : 'delivered';
}

/** Decides whether a command may happen: null, or the refusal. */
export function refuseMilestone(status: MilestoneStatus, command: MilestoneCommand): MilestoneRefusal | null {
  const rule = MILESTONE_RULES[status][command];
  return rule === true ? null : milestoneRefusal(rule);
}

/**
 * Decides whether the milestone at `index` may be paid now. They are paid one after the other, because a card hold lasts
 * seven days: money is set aside only when its work is next.
 */
export function refusePayment(
  signed: boolean,
  statuses: readonly MilestoneStatus[],
  index: number,
): MilestoneRefusal | null {
  if (!signed) return milestoneRefusal('not_signed');
  const status = statuses[index] ?? 'unfunded';
  const refusal = refuseMilestone(status, 'pay');
  if (refusal !== null) return refusal;
  const before = statuses.slice(0, index);
  return before.every((one) => one === 'approved' || one === 'released') ? null : milestoneRefusal('not_yet');
}
