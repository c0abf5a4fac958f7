import { type Decision, defineEffect, type EffectContext, type Outcome } from '@loop/runtime';
import type { z } from 'zod';
import { whyNotCapturable } from '../domain/capture-guard.ts';
import type { Mode, Payment } from '../domain/payment.ts';
import { type PaymentReading, paymentReading } from '../domain/payment-reading.ts';
import type { PaymentRail } from '../providers/payment-rail.ts';
import { endOperation } from '../store/operations.ts';
import { findPayment, lockPayment, savePayment } from '../store/payments.ts';
import { believeReading } from './believe-reading.ts';
import { captureIntent, type MoneyEffects } from './money-effects.ts';

type Intent = z.output<typeof captureIntent>;

/**
 * Captures an approved hold, whole, under a key of its operation. Just before the call the guard is asked again: a dispute
 * or the end of the hold may have come since. What became of an unknown attempt is read from the payment intent, which can
 * be captured only once.
 */
export function captureEffect(rail: PaymentRail, mode: Mode, effects: () => MoneyEffects): MoneyEffects['capture'] {
  return defineEffect({
    name: 'capture',
    provider: rail.name,
    intent: captureIntent,
    async perform({ correlationId, intent, now, read, tenantId, traceparent }) {
      const payment = await read((tx) => findPayment(tx, intent.milestoneId));
      const refusal = payment?.mode === mode ? whyNotCapturable(payment, now) : 'not_held';
      if (refusal !== undefined) return { outcome: 'refused', reason: refusal };
      const idempotencyKey = `op:${intent.operationId}`;
      const called = await rail.capture({ ...intent, tenantId, correlationId, traceparent, idempotencyKey });
      return 'ok' in called ? captured(called.ok) : called.failed;
    },
    reconcile: (context) => askIntent(rail, context),
    async settle(decision, { intent, outcome }) {
      // The payment first, as everywhere: two transactions then wait for one another, and never both.
      const payment = await lockPayment(decision.tx, intent.milestoneId);
      if (outcome.outcome === 'unknown') return doubt(decision, payment);
      if (outcome.outcome === 'done' && outcome.carried !== undefined) {
        await endOperation(decision.tx, intent.operationId, 'done', decision.now);
        const source = { objectType: 'payment_intent', objectRef: intent.paymentRef, providerEventId: null };
        return believeReading(decision, effects(), paymentReading.parse(outcome.carried), source);
      }
      const reason = outcome.outcome === 'refused' ? outcome.reason : null;
      await endOperation(decision.tx, intent.operationId, reason === null ? 'done' : 'refused', decision.now, reason);
      await readAgain(decision, effects(), intent);
    },
  });
}

function captured(reading: PaymentReading): Outcome {
  return { outcome: 'done', result: { capturedMinor: reading.payment?.capturedMinor ?? 0 }, carried: reading };
}

/** Only the intent itself can free the capture: when it cannot be read, nothing is known and nothing is done. */
async function askIntent(rail: PaymentRail, { intent }: EffectContext<Intent>): Promise<Outcome> {
  const called = await rail.readPayment('payment_intent', intent.paymentRef);
  if ('failed' in called) return { outcome: 'unknown', reason: 'cannot_ask' };
  switch (called.ok.payment?.status) {
    case 'captured':
      return captured(called.ok);
    case 'held':
      return { outcome: 'not_sent', reason: 'not_captured' };
    default:
      return { outcome: 'refused', reason: 'hold_ended' };
  }
}

async function doubt({ tx }: Decision, payment: Payment | undefined): Promise<void> {
  if (payment !== undefined) await savePayment(tx, { ...payment, certainty: 'indeterminate' });
}

async function readAgain(
  decision: Decision,
  effects: MoneyEffects,
  { paymentRef, operationId }: Intent,
): Promise<void> {
  const look = { objectType: 'payment_intent', objectRef: paymentRef, providerEventId: null };
  await decision.act(effects.readPayment, look, { key: `after-capture:${operationId}` });
}
