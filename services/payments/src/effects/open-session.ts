import { type Decision, defineEffect, type EffectContext, type Outcome } from '@loop/runtime';
import type { z } from 'zod';
import { afterMove } from '../domain/money-state.ts';
import type { Mode } from '../domain/payment.ts';
import { sessionReading } from '../domain/watch-schedule.ts';
import type { PaymentRail } from '../providers/payment-rail.ts';
import { endOperation, noteProviderObject } from '../store/operations.ts';
import { findPayment, lockPayment, savePayment } from '../store/payments.ts';
import { type MoneyEffects, openSessionIntent } from './money-effects.ts';

type Intent = z.output<typeof openSessionIntent>;

/**
 * Opens a hosted payment page. Stripe answers the same key with the same session for a day, so asking what became of an
 * unknown attempt is asking again; a page whose address never reached us can be paid by nobody.
 */
export function openSessionEffect(
  rail: PaymentRail,
  mode: Mode,
  effects: () => MoneyEffects,
): MoneyEffects['openSession'] {
  return defineEffect({
    name: 'open_session',
    provider: rail.name,
    intent: openSessionIntent,
    perform: (context) => open(rail, mode, context),
    reconcile: (context) => open(rail, mode, context),
    async settle(decision, { intent, outcome }) {
      if (outcome.outcome === 'unknown') return;
      if (outcome.outcome === 'refused') {
        return endOperation(decision.tx, intent.operationId, 'refused', decision.now, outcome.reason);
      }
      const { expiresAt, sessionRef } = outcome.result;
      await recordSession(decision, effects(), intent, String(sessionRef), new Date(String(expiresAt)));
    },
  });
}

/** A page that was decided on in another mode, and waited, is not opened in this one. */
async function open(rail: PaymentRail, mode: Mode, context: EffectContext<Intent>): Promise<Outcome> {
  const { correlationId, intent, read, tenantId, traceparent } = context;
  const payment = await read((tx) => findPayment(tx, intent.milestoneId));
  if (payment?.mode !== mode) return { outcome: 'refused', reason: 'another_mode' };
  const called = await rail.openSession({
    ...intent,
    purpose: 'hold',
    customerRef: null,
    tenantId,
    correlationId,
    traceparent,
    idempotencyKey: `op:${intent.operationId}`,
  });
  if ('failed' in called) return called.failed;
  const { expiresAt, ref } = called.ok;
  return { outcome: 'done', result: { sessionRef: ref, expiresAt: expiresAt.toISOString() } };
}

async function recordSession(
  decision: Decision,
  effects: MoneyEffects,
  { milestoneId, operationId }: Intent,
  sessionRef: string,
  expiresAt: Date,
): Promise<void> {
  const payment = await lockPayment(decision.tx, milestoneId);
  await noteProviderObject(decision.tx, operationId, sessionRef, expiresAt);
  const state = payment && afterMove(payment.state, 'session_opened');
  if (payment === undefined || state === undefined || payment.operationId !== operationId) return;
  await savePayment(decision.tx, { ...payment, state });
  const look = { objectType: 'checkout.session', objectRef: sessionRef, providerEventId: null };
  const dueAt = sessionReading(expiresAt);
  await decision.act(effects.readPayment, look, { key: `session-end:${sessionRef}`, dueAt });
}
