import { paymentNotified } from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';
import { noticeMeaning } from '../domain/notice-meaning.ts';
import { alertUnknownNotice } from '../effects/alert-unknown-notice.ts';
import type { MoneyEffects } from '../effects/money-effects.ts';
import { askToRead } from '../effects/read-payment.ts';
import { wantRead } from '../store/object-reads.ts';
import { noteNotice } from '../store/readings.ts';

/**
 * Has the notified object read from the provider; the notice itself proves nothing. However many notices come about one
 * object, at most one reading of it is under way and one more follows. A type we do not know is put aside for a person.
 */
export function onPaymentNotified(effects: MoneyEffects): EventHandler {
  return on(paymentNotified, async (handling) => {
    const { event, tx } = handling;
    const { eventType, mode, objectId, objectType, occurredAt, provider, providerEventId } = event.data;
    const rail = Object.hasOwn(effects, provider) ? effects[provider as keyof MoneyEffects] : undefined;
    if (rail === undefined) throw new Error(`No payment rail "${provider}" is known here`);
    const told = { providerEventId, eventType, objectRef: objectId, occurredAt: new Date(occurredAt), mode };
    const noted = noteNotice(tx, told);
    const meaning = noticeMeaning(eventType);
    if (meaning === 'read') {
      const notice = { provider: rail.readPayment.provider as keyof MoneyEffects, objectType, objectRef: objectId };
      const wanted = await wantRead(tx, { ...notice, providerEventId });
      if (wanted !== undefined) await askToRead(handling, rail, wanted);
    }
    await noted;
    if (meaning === 'unknown') await alertUnknownNotice(handling, event.data);
  });
}
