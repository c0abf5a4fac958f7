import { paymentNotified } from '@loop/contracts';
import { type EventHandler, on } from '@loop/runtime';
import type { MoneyEffects } from '../effects/money-effects.ts';
import { noteNotice } from '../store/readings.ts';

/** The objects a payment can be read by. Notices about others (payouts, balances) are noted and lead to nothing yet. */
const READABLE: ReadonlySet<string> = new Set(['checkout.session', 'payment_intent', 'charge']);

/**
 * Has the notified object read from the provider; the notice itself proves nothing. The same notice leads to one reading,
 * however often it comes.
 */
export function onPaymentNotified(effects: MoneyEffects): EventHandler {
  return on(paymentNotified, async (handling) => {
    const { event, tx } = handling;
    const { eventType, mode, objectId, objectType, occurredAt, provider, providerEventId } = event.data;
    if (provider !== effects.readPayment.provider) throw new Error(`No payment rail "${provider}" is known here`);
    await noteNotice(tx, { providerEventId, eventType, objectRef: objectId, occurredAt: new Date(occurredAt), mode });
    if (!READABLE.has(objectType)) return;
    const look = { objectType, objectRef: objectId, providerEventId };
    await handling.act(effects.readPayment, look, { key: `notified:${providerEventId}` });
  });
}
