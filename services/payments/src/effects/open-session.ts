import { type Decision, defineEffect, type EffectContext, type Outcome } from '@loop/runtime';
import type { z } from 'zod';
import { afterMove } from '../domain/money-state.ts';
import type { Mode } from '../domain/payment.ts';
import { objectTypeOf } from '../domain/rail-objects.ts';
import { sessionReading } from '../domain/watch-schedule.ts';
import type { PaymentRail } from '../providers/payment-rail.ts';
import { endOperation, noteProviderObject } from '../store/operations.ts';
import { findPayment, lockPayment, savePayment } from '../store/payments.ts';
import { effectName, type MoneyEffects, openSessionIntent, type RailEffects } from './money-effects.ts';

type Intent = z.output<typeof openSessionIntent>;

/**
 * Opens a hosted page. The provider answers the same key with the same page for a day, so asking what became of an unknown
 * attempt is asking again; a page whose address never reached us can be paid by nobody.
 */
export function openSessionEffect(
  rail: PaymentRail,
  mode: Mode,
  effects: () => MoneyEffects,
): RailEffects['openSession'] {
  return defineEffect({
    name: effectName(rail.name, 'open_session'),
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
      const page = { sessionRef: String(sessionRef), expiresAt: new Date(String(expiresAt)) };
      await recordSession(decision, effects()[rail.name], rail, intent, page);
    },
  });
}

/** A page that was decided on in another mode, and waited, is not opened in this one. */
async function open(rail: PaymentRail, mode: Mode, context: EffectContext<Intent>): Promise<Outcome> {
  const { correlationId, intent, read, tenantId, traceparent } = context;
  const payment = await read((tx) => findPayment(tx, intent.milestoneId));
  if (payment?.mode !== mode) return { outcome: 'refused', reason: 'another_mode' };
  const idempotencyKey = `op:${intent.operationId}`;
  const called = await rail.openSession({ ...intent, tenantId, correlationId, traceparent, idempotencyKey });
  if ('failed' in called) return called.failed;
  const { expiresAt, ref } = called.ok;
  return { outcome: 'done', result: { sessionRef: ref, expiresAt: expiresAt.toISOString() } };
}

interface Page {
  readonly sessionRef: string;
  readonly expiresAt: Date;
}

async function recordSession(
  decision: Decision,
  effects: RailEffects,
  rail: PaymentRail,
  { milestoneId, operationId }: Intent,
  { expiresAt, sessionRef }: Page,
): Promise<void> {
  const payment = await lockPayment(decision.tx, milestoneId);
  await noteProviderObject(decision.tx, operationId, sessionRef, expiresAt);
  const state = payment && afterMove(payment.state, 'session_opened');
  if (payment === undefined || state === undefined || payment.operationId !== operationId) return;
  await savePayment(decision.tx, { ...payment, state });
  const look = { objectType: objectTypeOf(rail.name, 'session'), objectRef: sessionRef, providerEventId: null };
  const dueAt = sessionReading(expiresAt);
  await decision.act(effects.readPayment, look, { key: `session-end:${sessionRef}`, dueAt });
}
