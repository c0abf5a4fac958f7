import { paymentNotified } from '@loop/contracts';
import { type EventHandler, type ManyHandling, onMany } from '@loop/runtime';
import { noticeMeaning } from '../domain/notice-meaning.ts';
import type { RailName } from '../domain/payment-reading.ts';
import { alertUnknownNotice } from '../effects/alert-unknown-notice.ts';
import type { MoneyEffects } from '../effects/money-effects.ts';
import { notifiedKey } from '../effects/read-payment.ts';
import { type Notice, wantReads } from '../store/object-reads.ts';
import { noteNotices } from '../store/readings.ts';

/**
 * Has the notified objects read from their providers; a notice itself proves nothing. However many notices come about one
 * object, at most one reading of it is under way and one more follows. A type we do not know is put aside for a person.
 */
export function onPaymentNotified(effects: MoneyEffects): EventHandler {
  return onMany(paymentNotified, async (handling) => {
    const { act, events, tx } = handling;
    const byRail = Map.groupBy(events, (notice) => railOf(effects, notice));
    await noteNotices(tx, events);
    for (const [rail, notices] of byRail) {
      const told = notices.filter(({ data }) => noticeMeaning(data.eventType) === 'read');
      if (told.length === 0) continue;
      for (const { notice, wanted } of await wantReads(tx, rail, told)) {
        const { number, ...look } = wanted;
        await act(notice, effects[rail].readPayment, look, { key: notifiedKey(look.objectRef, number) });
      }
    }
    for (const notice of events) if (noticeMeaning(notice.data.eventType) === 'unknown') await alert(handling, notice);
  });
}

function railOf(effects: MoneyEffects, { data: { provider } }: Notice): RailName {
  if (!Object.hasOwn(effects, provider)) throw new Error(`No payment rail "${provider}" is known here`);
  return provider as RailName;
}

function alert({ emit, forTenant, now }: ManyHandling<typeof paymentNotified>, notice: Notice): Promise<void> {
  const { correlationId, data, tenantId } = notice;
  return forTenant(tenantId, (tx) =>
    alertUnknownNotice(
      { correlationId, now, tenantId, tx, emit: (event, told, options) => emit(notice, event, told, options) },
      data,
    ),
  );
}
