import { type Decision, defineEffect, type Effect, type EffectContext, type Outcome } from '@loop/runtime';
import type { z } from 'zod';
import type { Mode, Payment } from '../domain/payment.ts';
import { type PaymentReading, paymentReading } from '../domain/payment-reading.ts';
import type { Called, OrderIdentity, PaymentRail } from '../providers/payment-rail.ts';
import { endOperation, findOperation } from '../store/operations.ts';
import { findPayment, lockPayment, savePayment } from '../store/payments.ts';
import { believeReading } from './believe-reading.ts';
import { effectName, type MoneyEffects, type MoneyOrder } from './money-effects.ts';
import { readMoney } from './read-money.ts';

/** What the provider says became of an act whose answer was lost. */
export type Found =
  | { readonly done: PaymentReading }
  /** Surely not done: it may be sent, under its own key. */
  | 'not_done'
  /** It cannot be done any more. */
  | { readonly over: string }
  | 'cannot_ask';

/** What makes one act on a payment different from the others. */
export interface MoneyActParts<I extends MoneyOrder> {
  readonly act: string;
  /** Asked again just before the call: why it must not be made any more. */
  readonly guard: (payment: Payment, intent: I, now: Date) => string | undefined;
  readonly call: (order: I & OrderIdentity) => Promise<Called<PaymentReading>>;
  /** Asked when the answer was lost, and before a call whose key the provider may have forgotten. */
  readonly find: (intent: I, context: EffectContext<I>) => Promise<Found>;
  /** What a refusal changes beyond ending the operation. Returns the payment to save. */
  readonly refused?: (decision: Decision, payment: Payment, intent: I, reason: string) => Promise<Payment>;
}

/** Providers keep a key for 24 h; an hour less leaves no doubt. https://docs.stripe.com/api/idempotent_requests */
const KEY_KEPT_MS = 23 * 3_600_000;

/**
 * An act on money: guarded again just before the call, made under the key of its operation, and believed only by the reading
 * it answers with. What became of a lost answer is read from the provider. Sent before and older than the provider keeps
 * keys, it is looked up first.
 */
export function moneyAct<S extends z.ZodType<MoneyOrder>>(
  { effects, mode, rail }: { readonly rail: PaymentRail; readonly mode: Mode; readonly effects: () => MoneyEffects },
  schema: S,
  parts: MoneyActParts<z.output<S>>,
): Effect<S> {
  type I = z.output<S>;
  const find = async (context: EffectContext<I>): Promise<Outcome> => {
    const found = await parts.find(context.intent, context);
    if (found === 'cannot_ask') return { outcome: 'unknown', reason: 'cannot_ask' };
    if (found === 'not_done') return { outcome: 'not_sent', reason: 'not_done' };
    return 'done' in found ? doneBy(found.done) : { outcome: 'refused', reason: found.over };
  };
  return defineEffect<S>({
    name: effectName(rail.name, parts.act),
    provider: rail.name,
    intent: schema,
    async perform(context) {
      const { intent, now, read } = context;
      const known = await read(async (tx) => ({
        payment: await findPayment(tx, intent.milestoneId),
        operation: await findOperation(tx, intent.operationId),
      }));
      const { operation, payment } = known;
      const refusal = payment?.mode === mode ? parts.guard(payment, intent, now) : 'another_mode';
      if (refusal !== undefined) return { outcome: 'refused', reason: refusal };
      const isOld = operation !== undefined && now.getTime() - operation.createdAt.getTime() > KEY_KEPT_MS;
      if (isOld && context.attempt > 1) {
        const outcome = await find(context);
        if (outcome.outcome !== 'not_sent') return outcome;
      }
      const called = await parts.call({ ...intent, ...identityOf(context) });
      return 'ok' in called ? doneBy(called.ok) : called.failed;
    },
    reconcile: find,
    async settle(decision, { intent, outcome }) {
      // The payment first, as everywhere: two transactions then wait for one another, and never both.
      const payment = await lockPayment(decision.tx, intent.milestoneId);
      if (outcome.outcome === 'unknown') return doubt(decision, payment);
      if (outcome.outcome === 'done' && outcome.carried !== undefined) {
        const reading = paymentReading.parse(outcome.carried);
        await endOperation(decision.tx, intent.operationId, 'done', decision.now);
        const objectRef = reading.payment?.ref ?? reading.session?.ref ?? intent.operationId;
        const source = { objectType: parts.act, objectRef, providerEventId: null };
        return believeReading(decision, effects(), reading, source);
      }
      const reason = outcome.outcome === 'refused' ? outcome.reason : null;
      await endOperation(decision.tx, intent.operationId, reason === null ? 'done' : 'refused', decision.now, reason);
      if (payment === undefined) return;
      const certain: Payment = { ...payment, certainty: 'known' };
      const after = reason === null ? certain : await parts.refused?.(decision, certain, intent, reason);
      await savePayment(decision.tx, after ?? certain);
      await readMoney(decision, effects(), after ?? certain, `after-${parts.act}:${intent.operationId}`);
    },
  });
}

/** Who an act is for, and the key it is sent under. */
function identityOf({ correlationId, intent, tenantId, traceparent }: EffectContext<MoneyOrder>): OrderIdentity {
  const { contractId, milestoneId, operationId } = intent;
  const ids = { tenantId, contractId, milestoneId, operationId };
  return { ...ids, correlationId, traceparent, idempotencyKey: `op:${operationId}` };
}

function doneBy(reading: PaymentReading): Outcome {
  return { outcome: 'done', result: { paymentRef: reading.payment?.ref ?? '' }, carried: reading };
}

async function doubt({ tx }: Decision, payment: Payment | undefined): Promise<void> {
  if (payment !== undefined) await savePayment(tx, { ...payment, certainty: 'indeterminate' });
}
