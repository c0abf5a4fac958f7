import type { CodePurpose } from './code-request.ts';
import type { ContractStatus } from './contract.ts';
import { type FundingMethod, fundingChoices, type Rail, type RailOffer, railInUse } from './funding.ts';
import { isBehind, type MilestoneStatus, milestoneStatus, refusePayment, type WorkFacts } from './milestone.ts';
import {
  type FundingChoice,
  HOLD_TOO_SHORT,
  type MoneyState,
  moneyState,
  type PaymentFacts,
} from './milestone-money.ts';
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
    readonly choice: FundingChoice | null;
    readonly work: WorkFacts;
    readonly delivery: Delivery | null;
  }[];
  readonly events: readonly RoomEvent[];
  /** Position of the first record that does not fit the one before it; null while the chain holds. */
  readonly brokenAt: number | null;
  /** The code that is on its way, or in the client's mailbox. */
  readonly openCode: { readonly purpose: CodePurpose; readonly milestoneId: string | null } | null;
  /** The rails that take payments; none where payments is switched off: then nothing offers to pay. */
  readonly rails: readonly RailOffer[];
  /** The rail the client picked; null before. */
  readonly picked: Rail | null;
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
  /** How it is funded: the client's choice, else the contract's plan. */
  readonly fundingMethod: FundingMethod;
  /** The ways it can be funded on the rail in use, while nothing is held or taken; none after that. */
  readonly choices: readonly FundingMethod[];
  /** What an approval takes: less than the amount where it was lowered. */
  readonly approvalMinor: number;
  readonly canPay: boolean;
}

/** The one thing that happens next, and whose turn it is. */
export type NextStep =
  | { readonly next: 'sign'; readonly codeSent: boolean }
  | {
      readonly next: 'pay' | 'choose_funding' | 'pay_unavailable' | 'await_work' | 'await_changes' | 'await_release';
      readonly milestone: RoomMilestone;
    }
  | { readonly next: 'review'; readonly milestone: RoomMilestone; readonly codeSent: boolean }
  | { readonly next: 'completed' | 'declined' | 'withdrawn' | 'expired' };

/** Kinds of money that are never added to one another, in minor units. */
export interface RoomMoney {
  /** Agreed by signature. */
  readonly contractedMinor: number;
  /** Set aside on the client's card, not taken. */
  readonly heldMinor: number;
  /** Taken and refundable: the client's until they approve. */
  readonly prepaidMinor: number;
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
  readonly rails: readonly RailOffer[];
  /** The rail that payments use; null where there is none. */
  readonly rail: Rail | null;
  /** Domain time at which it was put together. */
  readonly now: Date;
}

/** Every way of paying there is, for decisions that do not depend on which are switched on. */
export const EVERY_RAIL: readonly RailOffer[] = [
  { rail: 'stripe', fundingMethods: ['hold', 'card_on_file', 'prepaid'] },
  { rail: 'paypal', fundingMethods: ['hold', 'prepaid'] },
];

/** Puts the room together. Pure: the same records and time show the same room. */
export function clientRoom(records: RoomRecords, now: Date): ClientRoom {
  const { status, statement, statementSha256, signedAt, signerName, events, brokenAt, rails } = records;
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
    rails,
    rail: railInUse(rails, records.picked)?.rail ?? null,
    now,
  };
}

function roomMilestones(records: RoomRecords): RoomMilestone[] {
  const offer = railInUse(records.rails, records.picked);
  const found = records.statement.milestones.map((plan) => {
    const record = records.milestones.find((one) => one.milestoneId === plan.milestoneId);
    const payments = record?.payments ?? [];
    const money = moneyState(payments, plan.amountMinor, record?.choice);
    const status = record === undefined ? 'unfunded' : milestoneStatus(money, record.work);
    return { plan, record, payments, money, status };
  });
  return found.map(({ plan, record, payments, money, status }, index) => {
    const fundingMethod = record?.choice?.method ?? plan.fundingMethod;
    const isServed = offer?.fundingMethods.includes(fundingMethod) ?? false;
    const tooShort = payments.some((one) => one.failureReason === HOLD_TOO_SHORT && one.rail === offer?.rail);
    const isOpen = (money.kind === 'unfunded' || money.kind === 'card_saved') && !(record?.work.approved ?? false);
    const lowered = payments.flatMap(({ reducedMinor }) => (reducedMinor === null ? [] : [reducedMinor]));
    return {
      milestoneId: plan.milestoneId,
      position: plan.position,
      title: plan.title,
      deliverable: plan.deliverable,
      amountMinor: plan.amountMinor,
      workDays: plan.workDays,
      reviewDays: plan.reviewDays,
      status,
      money,
      delivery: record?.delivery ?? null,
      fundingMethod,
      choices: isOpen ? fundingChoices(offer, plan, tooShort) : [],
      approvalMinor: Math.min(plan.amountMinor, ...lowered),
      canPay:
        isServed &&
        !(money.kind === 'unfunded' && money.failure?.reason === HOLD_TOO_SHORT) &&
        refusePayment(records.status === 'signed', found, index) === null,
    };
  });
}

function moneyOf(signed: boolean, statement: Statement, milestones: readonly RoomMilestone[]): RoomMoney {
  const sum = (of: (milestone: RoomMilestone) => number) => milestones.reduce((total, one) => total + of(one), 0);
  return {
    contractedMinor: signed ? statement.totalMinor : 0,
    heldMinor: sum(({ money, amountMinor }) => (money.kind === 'secured' ? amountMinor : 0)),
    prepaidMinor: sum(({ money, amountMinor }) =>
      money.kind === 'prepaid' ? amountMinor - money.payment.refundedMinor : 0,
    ),
    earnedMinor: sum(({ money }) => (money.kind === 'released' && isKept(money.payment) ? money.earnedMinor : 0)),
  };
}

/** What a bank took back, for good or until it has decided, is not ours. */
function isKept({ exposure }: PaymentFacts): boolean {
  return exposure === 'none' || exposure === 'inquiry';
}

function nextStep(records: RoomRecords, milestones: readonly RoomMilestone[], now: Date): NextStep {
  const { status, statement, openCode } = records;
  if (status === 'completed' || status === 'declined' || status === 'withdrawn') return { next: status };
  if (status !== 'signed') {
    if (now > new Date(statement.validUntil)) return { next: 'expired' };
    return { next: 'sign', codeSent: openCode?.purpose === 'sign' };
  }
  const milestone =
    milestones.find((one) => !isBehind(one)) ??
    milestones.find((one) => one.status === 'approved') ??
    milestones.at(-1);
  if (milestone === undefined) return { next: 'completed' };
  switch (milestone.status) {
    case 'unfunded':
      return { next: payingStep(milestone), milestone };
    case 'card_saved':
    case 'secured':
      return { next: 'await_work', milestone };
    case 'revision_requested':
      return { next: 'await_changes', milestone };
    case 'delivered': {
      const codeSent = openCode?.purpose === 'approve' && openCode.milestoneId === milestone.milestoneId;
      return { next: 'review', milestone, codeSent };
    }
    default:
      return { next: milestone.canPay ? 'pay' : 'await_release', milestone };
  }
}

function payingStep({ canPay, choices }: RoomMilestone): 'pay' | 'choose_funding' | 'pay_unavailable' {
  if (canPay) return 'pay';
  return choices.length > 0 ? 'choose_funding' : 'pay_unavailable';
}
