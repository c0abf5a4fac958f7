import { defineEffect } from '@loop/runtime';
import { paymentReading } from '../domain/payment-reading.ts';
import type { CardRail } from '../providers/card-rail.ts';
import { believeReading } from './believe-reading.ts';
import { type MoneyEffects, readPaymentIntent } from './money-effects.ts';

/**
 * Reads a payment from the provider: after its notice, at the end of a session or a hold, and after an approval. Reading
 * changes nothing there, so an attempt that came to nothing is free to be made again.
 */
export function readPaymentEffect(rail: CardRail, effects: () => MoneyEffects): MoneyEffects['readPayment'] {
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
      if (outcome.outcome !== 'done') return;
      await believeReading(decision, effects(), paymentReading.parse(outcome.carried), intent);
    },
  });
}
