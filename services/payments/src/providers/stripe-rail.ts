import type Stripe from 'stripe';
import type { PaymentReading } from '../domain/payment-reading.ts';
import type { CallFailure, CaptureOrder, HoldOrder, PaymentRail, RefundOrder, VoidOrder } from './payment-rail.ts';
import { type StripeAccess, stripeCall } from './stripe-client.ts';
import { listBalance, listEvents, listPayouts } from './stripe-lists.ts';
import { findOperation, paymentAsAnswered, readerOf } from './stripe-lookup.ts';
import { offSessionParams, refundParams, sessionParams, underKeyOf, WITH_MONEY } from './stripe-orders.ts';
import { checkoutSessionOf, readingOfPayment } from './stripe-reading.ts';

/**
 * The rail on Stripe (https://docs.stripe.com/api). Cards only, in the contract's own currency. What an act answers with is the
 * payment as that answer shows it; its disputes and warnings are told by a reading.
 */
export function stripeRail(access: StripeAccess): PaymentRail {
  const call = stripeCall(access);
  return {
    name: 'stripe',
    features: { savesCards: true, reauthorizes: false, balanceLines: true },
    openSession: (order) =>
      call(async (stripe) =>
        checkoutSessionOf(await stripe.checkout.sessions.create(sessionParams(order), underKeyOf(order))),
      ),
    readSession: (ref) => call(async (stripe) => checkoutSessionOf(await stripe.checkout.sessions.retrieve(ref))),
    readPayment: async (type, ref) => {
      const read = readerOf(type);
      return read === undefined ? refused('object_not_readable') : call((stripe) => read(stripe, ref));
    },
    placeHold: async (order) => {
      const { from } = order;
      return 'cardRef' in from ? call((stripe) => placeHold(stripe, order, from)) : refused('not_offered');
    },
    capture: (order) => call((stripe) => capture(stripe, order)),
    voidHold: (order) => call((stripe) => voidHold(stripe, order)),
    refund: (order) => call((stripe) => refund(stripe, order)),
    reauthorize: async () => refused('not_offered'),
    findByOperation: (sought) => call((stripe) => findOperation(stripe, sought)),
    listBalance: (window, cursor) => call((stripe) => listBalance(stripe, window, cursor)),
    listPayouts: (window, cursor) => call((stripe) => listPayouts(stripe, window, cursor)),
    listEvents: (window, cursor) => call((stripe) => listEvents(stripe, window, cursor)),
  };
}

function refused(reason: string): { readonly failed: CallFailure } {
  return { failed: { outcome: 'refused', reason } };
}

async function placeHold(
  stripe: Stripe,
  order: HoldOrder,
  from: { readonly customerRef: string; readonly cardRef: string },
): Promise<PaymentReading> {
  const intent = await stripe.paymentIntents.create(offSessionParams(order, from), underKeyOf(order));
  return readingOfPayment(paymentAsAnswered(intent));
}

/** The key stands in the options, the third argument: beside the id alone the SDK would send it as a parameter. */
async function capture(stripe: Stripe, order: CaptureOrder): Promise<PaymentReading> {
  const params = { amount_to_capture: order.amountMinor, expand: WITH_MONEY };
  const intent = await stripe.paymentIntents.capture(order.paymentRef, params, underKeyOf(order));
  return readingOfPayment(paymentAsAnswered(intent));
}

async function voidHold(stripe: Stripe, order: VoidOrder): Promise<PaymentReading> {
  const intent = await stripe.paymentIntents.cancel(order.paymentRef, { expand: WITH_MONEY }, underKeyOf(order));
  return readingOfPayment(paymentAsAnswered(intent));
}

/** The answer is the refund, with its payment behind it: other refunds are told by a reading. */
async function refund(stripe: Stripe, order: RefundOrder): Promise<PaymentReading> {
  const made = await stripe.refunds.create(refundParams(order), underKeyOf(order));
  const { payment_intent: intent } = made;
  if (intent === null || typeof intent === 'string') throw new Error('The refunded payment was not expanded');
  return readingOfPayment({ ...paymentAsAnswered(intent), refunds: [made] });
}
