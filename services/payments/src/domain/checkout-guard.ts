import { whyNotChargeable } from './chargeable-amount.ts';
import type { MoneyState } from './money-state.ts';
import type { Mode, Payment } from './payment.ts';

/** The contract as far as paying for it goes. */
export interface ContractTerms {
  /** The version the client signed; null while unsigned. */
  readonly signedVersion: number | null;
  readonly declined: boolean;
}

/** What the client saw beside the button, and the mode the system runs in. */
export interface Asked {
  readonly contractId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly mode: Mode;
}

/** A refusal of `payments.open_checkout`. */
export interface CheckoutRefusal {
  readonly refused: 'milestone_not_payable' | 'amount_mismatch';
  readonly detail: string;
}

/** Sentences for the client on why a state takes no payment; a state that is missing takes one. */
const NOT_PAYABLE: Partial<Record<MoneyState, string>> = {
  authorized: 'This milestone is already funded.',
  capture_requested: 'This milestone is already funded and its payment is being completed.',
  captured: 'This milestone is already paid.',
};

/**
 * Tells why a milestone cannot be paid now, or undefined when it can. What is charged is the contract's amount or nothing,
 * and in the mode it was drafted in: nobody pays real money for a rehearsal.
 */
export function whyNotPayable(
  payment: Payment | undefined,
  contract: ContractTerms | undefined,
  asked: Asked,
): CheckoutRefusal | undefined {
  const notPayable = (detail: string): CheckoutRefusal => ({ refused: 'milestone_not_payable', detail });
  if (payment === undefined || contract === undefined || payment.contractId !== asked.contractId) {
    return notPayable('This milestone is not known here yet. Please try again in a moment.');
  }
  if (payment.mode !== asked.mode) {
    return notPayable(`This contract was made in ${payment.mode} mode and cannot be paid here.`);
  }
  if (contract.declined) return notPayable('This contract was declined.');
  if (contract.signedVersion === null) return notPayable('The contract is not signed yet.');
  if (contract.signedVersion !== payment.contractVersion) {
    return notPayable('This milestone belongs to a version of the contract that was not signed.');
  }
  const reason = NOT_PAYABLE[payment.state];
  if (reason !== undefined) return notPayable(reason);
  if (payment.amountMinor !== asked.amountMinor || payment.currency !== asked.currency) {
    return {
      refused: 'amount_mismatch',
      detail: 'The amount shown is not the amount of the contract. Please reload the page.',
    };
  }
  if (payment.fundingMethod !== 'hold') return notPayable('This way of funding a milestone is not offered yet.');
  const notChargeable = whyNotChargeable(payment.amountMinor, payment.currency);
  return notChargeable === undefined ? undefined : notPayable(notChargeable);
}
