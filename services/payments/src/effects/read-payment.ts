import { type Decision, defineEffect } from '@loop/runtime';
import { z } from 'zod';
import { paymentReading } from '../domain/payment-reading.ts';
import type { PaymentRail } from '../providers/payment-rail.ts';
import { readAgain } from '../store/object-reads.ts';
import { believeReading } from './believe-reading.ts';
import { effectName, type MoneyEffects, type RailEffects, readPaymentIntent } from './money-effects.ts';

const HOUR_MS = 3_600_000;

/** The milestone that a reading is about: whatever it changes belongs to that, or to the object that was read. */
const milestoneRead = z.object({ order: z.object({ milestoneId: z.string() }).nullable() });

/**
 * Reads a payment from the provider: after its notices, at the end of a page or a hold, and after an approval. Reading changes
 * nothing there, so an attempt that came to nothing is free to be made again. Notices that came while it was under way are
 * one more reading.
 */
export function readPaymentEffect(rail: PaymentRail, effects: () => MoneyEffects): RailEffects['readPayment'] {
  return defineEffect({
    name: effectName(rail.name, 'read_payment'),
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
    settlesAbout({ intent, outcome }) {
      const read = outcome.outcome === 'done' ? milestoneRead.safeParse(outcome.carried).data : undefined;
      return read?.order?.milestoneId ?? intent.objectRef;
    },
    async settle(decision, { intent, outcome }) {
      if (outcome.outcome === 'refused' && outcome.reason === 'gave_up') return readLater(decision, effects(), intent);
      if (outcome.outcome === 'done') {
        await believeReading(decision, effects(), paymentReading.parse(outcome.carried), intent);
      }
      if (intent.providerEventId === null) return;
      const next = await readAgain(decision.tx, rail.name, intent.objectRef);
      if (next === undefined) return;
      const { number, ...look } = next;
      await decision.act(effects()[rail.name].readPayment, look, { key: notifiedKey(look.objectRef, number) });
    },
  });

  /** A provider that is away for long must not leave a payment unread: it is tried again every hour. */
  async function readLater(
    decision: Decision,
    all: MoneyEffects,
    intent: z.output<typeof readPaymentIntent>,
  ): Promise<void> {
    const dueAt = new Date(decision.now.getTime() + HOUR_MS);
    const hour = Math.floor(dueAt.getTime() / HOUR_MS);
    await decision.act(all[rail.name].readPayment, intent, { key: `again:${intent.objectRef}:${hour}`, dueAt });
  }
}

/** Names a reading that notices led to, by its object and number. */
export function notifiedKey(objectRef: string, number: number): string {
  return `notified:${objectRef}:${number}`;
}
