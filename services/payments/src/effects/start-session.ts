import type { InputOf, openCheckout } from '@loop/contracts';
import type { Decision, Refusal } from '@loop/runtime';
import { capturableMinor } from '../domain/capture-guard.ts';
import { whyNotPayable } from '../domain/checkout-guard.ts';
import type { Mode, Payment } from '../domain/payment.ts';
import type { RailName } from '../domain/payment-reading.ts';
import { sessionPurposeOf } from '../domain/session-purpose.ts';
import { findContract } from '../store/contracts.ts';
import { endOperation, findLiveOperation } from '../store/operations.ts';
import { lockPayment, savePayment } from '../store/payments.ts';
import type { MoneyEffects } from './money-effects.ts';
import { type RequestedOperation, requestOperation } from './request-operation.ts';

/** The one live page of a milestone, the rail it is on, and the effect that opens it. */
export interface StartedSession extends RequestedOperation {
  readonly rail: RailName;
}

type Asked = InputOf<typeof openCheckout> & { readonly mode: Mode; readonly railSavesCards: boolean };

/**
 * Decides on a wish to pay, the payment locked: the live page if there is one, else the next, on the rail the client chose for
 * the contract. However often and however simultaneously it is asked for, one page is live.
 */
export async function startSession(
  decision: Decision,
  effects: MoneyEffects,
  asked: Asked,
): Promise<StartedSession | Refusal> {
  const { now, tx } = decision;
  const payment = await lockPayment(tx, asked.milestoneId);
  const contract = await findContract(tx, asked.contractId);
  const refusal = whyNotPayable(payment, contract, asked);
  if (refusal !== undefined || payment === undefined || contract === undefined) {
    return refusal ?? { refused: 'milestone_not_payable', detail: 'This milestone is not known here.' };
  }
  const { rail } = contract;
  const live = await findLiveOperation(tx, payment.milestoneId, 'open_session');
  const isOpen = live !== undefined && (live.expiresAt === null || live.expiresAt > now);
  if (isOpen && live.rail === rail && live.operationId === payment.operationId) return live;
  if (live !== undefined) await endOperation(tx, live.operationId, 'ended', now, isOpen ? 'replaced' : 'expired');
  return nextSession(decision, effects, payment, asked, rail);
}

async function nextSession(
  decision: Decision,
  effects: MoneyEffects,
  payment: Payment,
  asked: Asked,
  rail: RailName,
): Promise<StartedSession> {
  const requested = await requestOperation(decision, payment, {
    kind: 'open_session',
    rail,
    effect: effects[rail].openSession,
    amountMinor: capturableMinor(payment),
    rest: {
      purpose: sessionPurposeOf(payment),
      customerRef: payment.rail === rail ? payment.customerRef : null,
      title: payment.title,
      successUrl: asked.returnUrl,
      cancelUrl: asked.cancelUrl,
    },
  });
  await savePayment(decision.tx, { ...payment, rail, operationId: requested.operationId });
  return { ...requested, rail };
}
