import type { PaymentReading } from '../domain/payment-reading.ts';
import type { Called, CallFailure, PaymentRail } from './payment-rail.ts';
import { capture, openOrder, placeHold, reauthorize, refund, voidHold } from './paypal-acts.ts';
import { paypalFailure } from './paypal-failure.ts';
import { listPayPalBalance, listPayPalEvents, listPayPalPayouts } from './paypal-lists.ts';
import type { PayPalOrder } from './paypal-objects.ts';
import { readingOfPayPal } from './paypal-reading.ts';
import { findByOperation, readPayment, readSession, sessionOf } from './paypal-reads.ts';
import { Refused } from './paypal-refused.ts';
import { type PayPalAccess, type PayPalCaller, paypalTransport } from './paypal-transport.ts';

/**
 * The rail on PayPal's Orders v2 and Payments v2 (https://developer.paypal.com/docs/api/orders/v2/). A payment is its order:
 * renewed holds and captures belong to it. What acts on a hold looks at it first, and is capped by what is held there, since
 * PayPal itself would let 115 % be captured; a look that fails sent nothing.
 */
export function paypalRail(access: PayPalAccess): PaymentRail {
  const open = paypalTransport(access);
  const calling = async <T>(perform: (call: PayPalCaller) => Promise<T>): Promise<Called<T>> => {
    try {
      return { ok: await perform(open()) };
    } catch (error) {
      return { failed: error instanceof Refused ? { outcome: 'refused', reason: error.reason } : paypalFailure(error) };
    }
  };
  const reading = (perform: (call: PayPalCaller) => Promise<PayPalOrder>): Promise<Called<PaymentReading>> =>
    calling(async (call) =>
      readingOfPayPal({ order: await perform(call), disputes: [], disputeLines: [] }, access.live),
    );
  return {
    name: 'paypal',
    features: { savesCards: false, reauthorizes: true, balanceLines: true },
    openSession: (order) =>
      order.purpose === 'save_card' ? notOffered() : calling(async (call) => sessionOf(await openOrder(call, order))),
    readSession: (ref) => calling((call) => readSession(call, ref)),
    readPayment: (type, ref) => calling((call) => readPayment(call, access.live, type, ref)),
    placeHold: (order) => reading((call) => placeHold(call, order)),
    capture: (order) => reading((call) => capture(call, order)),
    voidHold: (order) => reading((call) => voidHold(call, order)),
    refund: (order) => reading((call) => refund(call, order)),
    reauthorize: (order) => reading((call) => reauthorize(call, order)),
    findByOperation: (sought) => calling((call) => findByOperation(call, access.live, sought)),
    listBalance: (window, cursor) => calling((call) => listPayPalBalance(call, window, cursor)),
    listPayouts: (window, cursor) => calling((call) => listPayPalPayouts(call, window, cursor)),
    listEvents: (window, cursor) => calling((call) => listPayPalEvents(call, window, cursor)),
  };
}

async function notOffered(): Promise<{ readonly failed: CallFailure }> {
  return { failed: { outcome: 'refused', reason: 'not_offered' } };
}
