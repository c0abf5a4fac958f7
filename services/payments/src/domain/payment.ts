import type { ContractDrafted } from './contract-draft.ts';
import type { Approval, Certainty, MoneyState } from './money-state.ts';

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
  readonly state: MoneyState;
  readonly certainty: Certainty;
  readonly approval: Approval;
  readonly approvalId: string | null;
  /** The operation whose session is, or was last, the one to pay by. */
  readonly operationId: string | null;
  /** The rail's object that holds, or held, the money. */
  readonly intentRef: string | null;
  readonly captureBefore: Date | null;
  /** The last refusal that was told, so that it is told once. */
  readonly failureRef: string | null;
  readonly released: boolean;
  /** Counts the changes; the `sequence` of the events about this milestone. */
  readonly revision: number;
}
