import { capturableMinor } from './capture-guard.ts';
import { whyNotChargeable } from './chargeable-amount.ts';
import type { ContractDrafted } from './contract-draft.ts';
import type { MoneyState } from './money-state.ts';
import type { Mode, Payment } from './payment.ts';
import type { RailName } from './payment-reading.ts';

/** The contract as far as paying for it goes. */
export interface ContractTerms {
  /** The version the client signed; null while unsigned. */
  readonly signedVersion: number | null;
  readonly declined: boolean;
  readonly rail: RailName;
}

/** What the client saw beside the button, the mode the system runs in, and what the contract's rail can do. */
export interface Asked {
  readonly contractId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly mode: Mode;
  /** What the button said, where it said it: news of another choice may still be on its way. */
  readonly rail?: RailName | undefined;
  readonly fundingMethod?: ContractDrafted['milestones'][number]['fundingMethod'] | undefined;
  readonly railSavesCards: boolean;
}

/** A refusal of `payments.open_checkout`. */
export interface CheckoutRefusal {
  readonly refused: 'milestone_not_payable' | 'amount_mismatch' | 'funding_method_not_served';
  readonly detail: string;
}

/** Sentences for the client on why a state takes no payment; a state that is missing takes one. */
const NOT_PAYABLE: Partial<Record<MoneyState, string>> = {
  authorizing: 'Your payment is being placed. Please reload this page in a moment.',
  authorized: 'This milestone is already funded.',
  capture_requested: 'This milestone is already funded and its payment is being completed.',
  captured: 'This milestone is already paid.',
  settled: 'This milestone is already paid.',
};

const notPayable = (detail: string): CheckoutRefusal => ({ refused: 'milestone_not_payable', detail });

/**
 * Tells why a milestone cannot be paid now, or undefined when it can. What is charged is the contract's amount or nothing,
 * and in the mode it was drafted in: nobody pays real money for a rehearsal.
 */
export function whyNotPayable(
  payment: Payment | undefined,
  contract: ContractTerms | undefined,
  asked: Asked,
): CheckoutRefusal | undefined {
  if (payment === undefined || contract === undefined || payment.contractId !== asked.contractId) {
    return notPayable('This milestone is not known here yet. Please try again in a moment.');
  }
  return whyNotAgreed(payment, contract, asked) ?? whyNotFundable(payment, contract, asked);
}

function whyNotAgreed(payment: Payment, contract: ContractTerms, asked: Asked): CheckoutRefusal | undefined {
  if (payment.mode !== asked.mode) {
    return notPayable(`This contract was made in ${payment.mode} mode and cannot be paid here.`);
  }
  if (contract.declined) return notPayable('This contract was declined.');
  if (contract.signedVersion === null) return notPayable('The contract is not signed yet.');
  if (contract.signedVersion !== payment.contractVersion) {
    return notPayable('This milestone belongs to a version of the contract that was not signed.');
  }
  return undefined;
}

function whyNotFundable(payment: Payment, contract: ContractTerms, asked: Asked): CheckoutRefusal | undefined {
  const reason = NOT_PAYABLE[payment.state];
  if (reason !== undefined) return notPayable(reason);
  if (payment.exposure !== 'none') return notPayable('Your bank questions this payment. Please write to us.');
  if (capturableMinor(payment) !== asked.amountMinor || payment.currency !== asked.currency) {
    return {
      refused: 'amount_mismatch',
      detail: 'The amount shown is not the amount of the contract. Please reload the page.',
    };
  }
  const isOther = (asked.rail ?? contract.rail) !== contract.rail;
  if (isOther || (asked.fundingMethod ?? payment.fundingMethod) !== payment.fundingMethod) {
    return notPayable('Your choice is still being noted. Please try again in a moment.');
  }
  if (payment.fundingMethod === 'card_on_file' && !asked.railSavesCards) {
    const detail = 'A card cannot be saved with this way of paying. Please choose another one.';
    return { refused: 'funding_method_not_served', detail };
  }
  return whyNoPage(payment);
}

/** A card that is saved is asked for again only to hold the amount, once there is work to pay for. */
function whyNoPage(payment: Payment): CheckoutRefusal | undefined {
  const { approval, currency, state } = payment;
  if (state === 'card_saved' && approval !== 'submitted' && approval !== 'approved') {
    return notPayable('Your card is saved. The amount is held once there is work to decide on.');
  }
  const notChargeable = whyNotChargeable(capturableMinor(payment), currency);
  return notChargeable === undefined ? undefined : notPayable(notChargeable);
}
