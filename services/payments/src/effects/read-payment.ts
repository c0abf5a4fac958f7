import { type Decision, defineEffect } from '@loop/runtime';
import type { z } from 'zod';
import { paymentReading } from '../domain/payment-reading.ts';
import type { PaymentRail } from '../providers/payment-rail.ts';
import { believeReading } from './believe-reading.ts';
import { type MoneyEffects, readPaymentIntent } from './money-effects.ts';

const HOUR_MS = 3_600_000;

/**
 * Reads a payment from the provider: after its notice, at the end of a session or a hold, and after an approval. Reading
 * changes nothing there, so an attempt that came to nothing is free to be made again.
 */
export function readPaymentEffect(rail: PaymentRail, effects: () => MoneyEffects): MoneyEffects['readPayment'] {
  return defineEffect({
    name: 'read_payment',
    provider: rail.name,
    intent: readPaymentIntent,
    async perform({ intent }) {
      const called = await rail.readPayment(intent.objectType, intent.objectRef);
      if ('ok' in called) return { outcome: 'done', result: { objectRef: intent.objectRef }, carried: called.ok };
      const { failed } = called;
      return failed.outcome === 'unknown' ? { outcome: 'not_sent', reason: failed.reason } : failed;
    },
    async reconcile() {
      return { outcome: 'not_sent', reason: 'read_again' };
    },
    async settle(decision, { intent, outcome }) {
      if (outcome.outcome === 'refused' && outcome.reason === 'gave_up') return readLater(decision, effects(), intent);
      if (outcome.outcome !== 'done') return;
      await believeReading(decision, effects(), paymentReading.parse(outcome.carried), intent);
    },
  });
}

/** A provider that is away for long must not leave a payment unread: it is tried again every hour. */
async function readLater(
  decision: Decision,
  effects: MoneyEffects,
  intent: z.output<typeof readPaymentIntent>,
): Promise<void> {
  const dueAt = new Date(decision.now.getTime() + HOUR_MS);
  const hour = Math.floor(dueAt.getTime() / HOUR_MS);
  await decision.act(effects.readPayment, intent, { key: `again:${intent.objectRef}:${hour}`, dueAt });
}
