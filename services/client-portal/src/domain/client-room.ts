import type { CodePurpose } from './code-request.ts';
import type { ContractStatus } from './contract.ts';
import { type MilestoneStatus, milestoneStatus, refusePayment, type WorkFacts } from './milestone.ts';
import { type MoneyState, moneyState, type PaymentFacts } from './milestone-money.ts';
import type { Statement } from './statement.ts';

/** A file or page that was delivered. */
export interface Artifact {
  readonly name: string;
  readonly url: string | null;
  readonly sha256: string;
}

/** A delivery of a milestone. */
export interface Delivery {
  readonly deliveryId: string;
  readonly version: number;
  readonly title: string;
  readonly artifacts: readonly Artifact[];
  readonly submittedAt: Date;
}

/** Something that happened to the contract, from its chain of evidence. */
export interface RoomEvent {
  readonly position: number;
  readonly kind: string;
  readonly at: Date;
  readonly hash: string;
  /** Position of the milestone concerned; null when it is about the contract. */
  readonly milestone: number | null;
}

/** All that is on record about a contract: what the room is made of. */
export interface RoomRecords {
  readonly status: ContractStatus;
  readonly statement: Statement;
  readonly statementSha256: string;
  readonly signedAt: Date | null;
  readonly signerName: string | null;
  readonly milestones: readonly {
    readonly milestoneId: string;
    readonly payments: readonly PaymentFacts[];
    readonly work: WorkFacts;
    readonly delivery: Delivery | null;
  }[];
  readonly events: readonly RoomEvent[];
  /** Position of the first record that does not fit the one before it; null while the chain holds. */
  readonly brokenAt: number | null;
  /** The code that is on its way, or in the client's mailbox. */
  readonly openCode: { readonly purpose: CodePurpose; readonly milestoneId: string | null } | null;
  /** False where payments is switched off: then nothing offers to pay. */
  readonly payable: boolean;
}

/** A milestone as the client sees it. */
export interface RoomMilestone {
  readonly milestoneId: string;
  readonly position: number;
  readonly title: string;
  readonly deliverable: string;
  readonly amountMinor: number;
  readonly workDays: number;
  readonly reviewDays: number;
  readonly status: MilestoneStatus;
  readonly money: MoneyState;
  readonly delivery: Delivery | null;
  readonly canPay: boolean;
}

/** The one thing that happens next, and whose turn it is. */
export type NextStep =
  | { readonly next: 'sign'; readonly codeSent: boolean }
  | {
      readonly next: 'pay' | 'pay_unavailable' | 'await_work' | 'await_changes' | 'await_release';
      readonly milestone: RoomMilestone;
    }
  | { readonly next: 'review'; readonly milestone: RoomMilestone; readonly codeSent: boolean }
  | { readonly next: 'completed' | 'declined' | 'withdrawn' | 'expired' };

/** Three kinds of money that are never added to one another, in minor units. */
export interface RoomMoney {
  /** Agreed by signature. */
  readonly contractedMinor: number;
  /** Set aside on the client's card, not taken. */
  readonly heldMinor: number;
  /** Taken after approval. */
  readonly earnedMinor: number;
}

/** Everything the client room shows. */
export interface ClientRoom {
  readonly statement: Statement;
  readonly statementSha256: string;
  readonly status: ContractStatus;
  readonly signedAt: Date | null;
  readonly signerName: string | null;
  readonly milestones: readonly RoomMilestone[];
  readonly money: RoomMoney;
  readonly step: NextStep;
  readonly events: readonly RoomEvent[];
  readonly brokenAt: number | null;
}

/** Puts the room together. Pure: the same records and time show the same room. */
export function clientRoom(records: RoomRecords, now: Date): ClientRoom {
  const { status, statement, statementSha256, signedAt, signerName, events, brokenAt } = records;
  const milestones = roomMilestones(records);
  return {
    statement,
    statementSha256,
    status,
    signedAt,
    signerName,
    milestones,
    money: moneyOf(signedAt !== null, statement, milestones),
    step: nextStep(records, milestones, now),
    events,
    brokenAt,
  };
}

function roomMilestones(records: RoomRecords): RoomMilestone[] {
  const found = records.statement.milestones.map((plan) => {
    const record = records.milestones.find((one) => one.milestoneId === plan.milestoneId);
    const money = moneyState(record?.payments ?? [], plan.amountMinor);
    const status = record === undefined ? 'unfunded' : milestoneStatus(money, record.work);
    return { plan, money, status, delivery: record?.delivery ?? null };
  });
  const statuses = found.map((one) => one.status);
  return found.map(({ plan, money, status, delivery }, index) => ({
    milestoneId: plan.milestoneId,
    position: plan.position,
    title: plan.title,
    deliverable: plan.deliverable,
    amountMinor: plan.amountMinor,
    workDays: plan.workDays,
    reviewDays: plan.reviewDays,
    status,
    money,
    delivery,
    canPay: records.payable && refusePayment(records.status === 'signed', statuses, index) === null,
  }));
}

function moneyOf(signed: boolean, statement: Statement, milestones: readonly RoomMilestone[]): RoomMoney {
  const sum = (kind: MoneyState['kind']) =>
    milestones.filter((one) => one.money.kind === kind).reduce((total, one) => total + one.amountMinor, 0);
  const refunded = milestones.reduce(
    (total, one) => total + (one.money.kind === 'released' ? one.money.payment.refundedMinor : 0),
    0,
  );
  return {
    contractedMinor: signed ? statement.totalMinor : 0,
    heldMinor: sum('secured'),
    earnedMinor: sum('released') - refunded,
  };
}

function nextStep(records: RoomRecords, milestones: readonly RoomMilestone[], now: Date): NextStep {
  const { status, statement, openCode } = records;
  if (status === 'completed' || status === 'declined' || status === 'withdrawn') return { next: status };
  if (status !== 'signed') {
    if (now > new Date(statement.validUntil)) return { next: 'expired' };
    return { next: 'sign', codeSent: openCode?.purpose === 'sign' };
  }
  const milestone = milestones.find(
    (one) => one.status !== 'released' && one.status !== 'refunded' && one.status !== 'approved',
  );
  const unreleased = milestone ?? milestones.find((one) => one.status === 'approved') ?? milestones.at(-1);
  if (unreleased === undefined) return { next: 'completed' };
  switch (unreleased.status) {
    case 'unfunded':
    case 'card_saved':
      return { next: records.payable ? 'pay' : 'pay_unavailable', milestone: unreleased };
    case 'secured':
      return { next: 'await_work', milestone: unreleased };
    case 'revision_requested':
      return { next: 'await_changes', milestone: unreleased };
    case 'delivered': {
      const codeSent = openCode?.purpose === 'approve' && openCode.milestoneId === unreleased.milestoneId;
      return { next: 'review', milestone: unreleased, codeSent };
    }
    default:
      return { next: 'await_release', milestone: unreleased };
  }
}
