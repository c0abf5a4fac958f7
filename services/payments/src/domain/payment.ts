import type { ContractDrafted } from './contract-draft.ts';
import type { Approval, Certainty, Exposure, MoneyState } from './money-state.ts';
import type { RailName } from './payment-reading.ts';

/** The mode a figure belongs to; only `live` money is real. */
export type Mode = 'sandbox' | 'test' | 'live';

/** The money of one milestone: what it should be, where it is, and what proves it. */
export interface Payment {
  readonly milestoneId: string;
  readonly contractId: string;
  /** Version of the contract that set the amount. */
  readonly contractVersion: number;
  readonly position: number;
  readonly title: string;
  readonly amountMinor: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  readonly mode: Mode;
  readonly fundingMethod: ContractDrafted['milestones'][number]['fundingMethod'];
  /** When the client chose that way, where they did, in domain time. */
  readonly fundingSelectedAt: Date | null;
  /** The rail of the last session; the contract's chosen one until there is one. */
  readonly rail: RailName;
  /** Days the work and its review may take, by contract: a hold must outlast them. Null: the contract does not say. */
  readonly workDays: number | null;
  readonly reviewDays: number;
  readonly state: MoneyState;
  readonly certainty: Certainty;
  readonly approval: Approval;
  /** The event that proves the approval; there is no other. */
  readonly approvalId: string | null;
  /** When the client, or we, said what `approval` says, in domain time: news may overtake one another. */
  readonly approvalSaidAt: Date | null;
  readonly exposure: Exposure;
  /** The operation whose session is, or was last, the one to pay by. */
  readonly operationId: string | null;
  /** The rail's object that holds, or held, the money. */
  readonly paymentRef: string | null;
  /** The card that was saved for this milestone, as the rail names it. */
  readonly customerRef: string | null;
  readonly cardRef: string | null;
  /** What an approval captures when an operator lowered it; null: the whole amount. */
  readonly captureMinor: number | null;
  /** What the present payment held at most, captured, and gave back for good or is giving back. */
  readonly authorizedMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly refundPendingMinor: number;
  readonly captureBefore: Date | null;
  /** The hold would end before work and review can: it is being released, and nothing may be captured from it. */
  readonly isHoldTooShort: boolean;
  /** The last warning that was given of the end of the present hold: so many hours before it. */
  readonly warnedHours: 48 | 24 | null;
  /** When work was handed in last, in domain time: a saved card is charged without the client a grace time later. */
  readonly submittedAt: Date | null;
  /** The newest reading believed, in real time: an older one that comes late says nothing about what is not secured. */
  readonly readAt: Date | null;
  /** The last refusal that was told, so that it is told once. */
  readonly failureRef: string | null;
  readonly released: boolean;
  /** Counts the changes; the `sequence` of the events about this milestone. */
  readonly revision: number;
}

/** Whether money of a payment is held, or was captured. */
export function isSecured({ state }: Pick<Payment, 'state'>): boolean {
  return state === 'authorized' || state === 'capture_requested' || state === 'captured' || state === 'settled';
}
