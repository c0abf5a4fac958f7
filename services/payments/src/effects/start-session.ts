import type { InputOf, openCheckout } from '@loop/contracts';
import { type Decision, idFrom, type Refusal } from '@loop/runtime';
import { whyNotPayable } from '../domain/checkout-guard.ts';
import type { Mode, Payment } from '../domain/payment.ts';
import { findContract } from '../store/contracts.ts';
import { addOperation, endOperation, findLiveOperation, nextOrdinal } from '../store/operations.ts';
import { lockPayment, savePayment } from '../store/payments.ts';
import type { MoneyEffects } from './money-effects.ts';
import { paramsSha256 } from './params-sha256.ts';

/** The one live session of a milestone: its operation, and the effect that opens it. */
export interface StartedSession {
  readonly operationId: string;
  readonly effectId: string;
}

type Asked = InputOf<typeof openCheckout> & { readonly mode: Mode };

/**
 * Decides on a wish to pay, the payment locked: the live session if there is one, else the next. However often and however
 * simultaneously it is asked for, one session is live.
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
  if (refusal !== undefined || payment === undefined) {
    return refusal ?? { refused: 'milestone_not_payable', detail: 'This milestone is not known here.' };
  }
  const live = await findLiveOperation(tx, payment.milestoneId, 'open_session');
  if (live !== undefined && (live.expiresAt === null || live.expiresAt > now)) return live;
  if (live !== undefined) await endOperation(tx, live.operationId, 'ended', now, 'expired');
  return nextSession(decision, effects, payment, asked);
}

async function nextSession(
  decision: Decision,
  effects: MoneyEffects,
  payment: Payment,
  asked: Asked,
): Promise<StartedSession> {
  const { now, tenantId, tx } = decision;
  const { amountMinor, contractId, currency, milestoneId, title } = payment;
  const ordinal = await nextOrdinal(tx, milestoneId, 'open_session');
  const operationId = idFrom('payments.operation', tenantId, milestoneId, 'open_session', ordinal);
  const intent = {
    amountMinor,
    contractId,
    currency,
    milestoneId,
    operationId,
    title,
    successUrl: asked.returnUrl,
    cancelUrl: asked.cancelUrl,
  };
  const effectId = await decision.act(effects.openSession, intent, { key: operationId });
  await addOperation(tx, {
    operationId,
    milestoneId,
    kind: 'open_session',
    ordinal,
    effectId,
    idempotencyKey: `op:${operationId}`,
    paramsSha256: paramsSha256(intent),
    amountMinor,
    currency,
    rail: payment.rail,
    approvalId: null,
    createdAt: now,
  });
  await savePayment(tx, { ...payment, operationId });
  return { operationId, effectId };
}
