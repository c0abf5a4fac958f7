import { readOrderReference, writeOrderReference } from '@loop/contracts';
import type {
  CaptureOrder,
  HoldOrder,
  OrderIdentity,
  ReauthorizeOrder,
  RefundOrder,
  SessionOrder,
  VoidOrder,
} from './payment-rail.ts';
import { type Minor, toPayPalMoney } from './paypal-amount.ts';
import { PayPalProblem } from './paypal-failure.ts';
import { withCapture, withHold, withRefund } from './paypal-merge.ts';
import {
  type PayPalAuthorization,
  type PayPalOrder,
  type PayPalRefund,
  paypalAuthorization,
  paypalCapture,
  paypalOrder,
  paypalRefund,
} from './paypal-objects.ts';
import { at, orderPath, paymentPath } from './paypal-paths.ts';
import { currentHold } from './paypal-reading.ts';
import { readOrder } from './paypal-reads.ts';
import { Refused } from './paypal-refused.ts';
import type { PayPalCaller } from './paypal-transport.ts';

function moneyOf(amount: Minor): { currency_code: string; value: string } {
  const money = toPayPalMoney(amount);
  if (money === undefined) throw new Refused('currency_not_supported');
  return money;
}

const referenceOf = ({ contractId, correlationId, milestoneId, operationId, tenantId }: OrderIdentity): string =>
  writeOrderReference({ tenantId, contractId, milestoneId, operationId, correlationId });

/** Asks for an order that the client approves on PayPal's page: to be held, or to be paid at once. */
export async function openOrder(call: PayPalCaller, order: SessionOrder): Promise<PayPalOrder> {
  const amount = moneyOf(order);
  const body = {
    intent: order.purpose === 'hold' ? 'AUTHORIZE' : 'CAPTURE',
    purchase_units: [
      {
        custom_id: referenceOf(order),
        amount: { ...amount, breakdown: { item_total: amount } },
        items: [{ name: order.title.slice(0, 127), quantity: '1', unit_amount: amount }],
      },
    ],
    payment_source: {
      paypal: {
        experience_context: {
          user_action: 'PAY_NOW',
          shipping_preference: 'NO_SHIPPING',
          return_url: order.successUrl,
          cancel_url: order.cancelUrl,
        },
      },
    },
  };
  const requestId = order.idempotencyKey;
  return paypalOrder.parse(await call({ method: 'POST', path: at('v2', 'checkout', 'orders'), body, requestId }));
}

/** A look before an act: if it fails, the act was not sent. */
async function lookAt(call: PayPalCaller, ref: string): Promise<PayPalOrder> {
  try {
    return await readOrder(call, ref);
  } catch (error) {
    throw error instanceof PayPalProblem ? error.beforeSending() : error;
  }
}

/** Makes of an approved order what it was opened for. A saved card is nothing PayPal knows. */
export async function placeHold(call: PayPalCaller, order: HoldOrder): Promise<PayPalOrder> {
  if (!('sessionRef' in order.from)) throw new Refused('not_offered');
  const step = order.purpose === 'hold' ? 'authorize' : 'capture';
  const path = orderPath(order.from.sessionRef, step);
  return paypalOrder.parse(await call({ method: 'POST', path, body: {}, requestId: order.idempotencyKey }));
}

/** The hold that may be acted on; refused, with the reason, when there is none. */
function liveHold(order: PayPalOrder): PayPalAuthorization {
  const hold = currentHold(order);
  if (hold === undefined) throw new Refused('nothing_held');
  if (hold.status !== 'CREATED') throw new Refused(`authorization_${hold.status.toLowerCase()}`);
  return hold;
}

function refuseOver(asked: Minor, limit: Minor): void {
  if (asked.currency !== limit.currency) throw new Refused('currency_mismatch');
  if (asked.amountMinor > limit.amountMinor) throw new Refused('amount_too_large');
}

/** Our cap: not a cent over what is held. The operation is the invoice too, and PayPal captures an invoice once, for ever. */
export async function capture(call: PayPalCaller, asked: CaptureOrder): Promise<PayPalOrder> {
  const order = await lookAt(call, asked.paymentRef);
  const [{ payments }] = order.purchase_units;
  if (payments.captures.some(({ invoice_id }) => invoice_id === asked.operationId)) return order;
  const hold = liveHold(order);
  refuseOver(asked, hold.amount);
  const body = { amount: moneyOf(asked), invoice_id: asked.operationId, final_capture: true };
  const path = paymentPath('authorizations', hold.id, 'capture');
  const taken = paypalCapture.parse(await call({ method: 'POST', path, body, requestId: asked.idempotencyKey }));
  return withHold(withCapture(order, taken), { ...hold, status: 'CAPTURED' });
}

/** Releases the newest hold. Whether it is one still, PayPal says: under the same key it gives its first answer again. */
export async function voidHold(call: PayPalCaller, asked: VoidOrder): Promise<PayPalOrder> {
  const order = await lookAt(call, asked.paymentRef);
  const hold = currentHold(order);
  if (hold === undefined) throw new Refused('nothing_held');
  const path = paymentPath('authorizations', hold.id, 'void');
  await call({ method: 'POST', path, body: {}, requestId: asked.idempotencyKey });
  return withHold(order, { ...hold, status: 'VOIDED' });
}

/** Gives back of the capture, and never more than is left of it. One asked for before is not asked for again. */
export async function refund(call: PayPalCaller, asked: RefundOrder): Promise<PayPalOrder> {
  const order = await lookAt(call, asked.paymentRef);
  const [{ payments }] = order.purchase_units;
  const isOurs = (one: PayPalRefund): boolean =>
    readOrderReference(one.custom_id ?? '')?.operationId === asked.operationId;
  if (payments.refunds.some(isOurs)) return order;
  const taken = payments.captures.find(({ status }) => status === 'COMPLETED' || status === 'PARTIALLY_REFUNDED');
  if (taken === undefined) throw new Refused('nothing_captured');
  const givenMinor = payments.refunds
    .filter(({ status }) => status === 'COMPLETED' || status === 'PENDING')
    .reduce((sum, { amount }) => sum + amount.amountMinor, 0);
  refuseOver(asked, { ...taken.amount, amountMinor: taken.amount.amountMinor - givenMinor });
  const body = {
    amount: moneyOf(asked),
    custom_id: referenceOf(asked),
    invoice_id: `${asked.operationId} ${asked.reason}`.slice(0, 127),
  };
  const path = paymentPath('captures', taken.id, 'refund');
  const given = paypalRefund.parse(await call({ method: 'POST', path, body, requestId: asked.idempotencyKey }));
  return withRefund(order, given);
}

/** Renews a hold under a new id, once, from the fourth day on; the payment keeps its name. */
export async function reauthorize(call: PayPalCaller, asked: ReauthorizeOrder): Promise<PayPalOrder> {
  const order = await lookAt(call, asked.paymentRef);
  const hold = liveHold(order);
  refuseOver(asked, hold.amount);
  const path = paymentPath('authorizations', hold.id, 'reauthorize');
  const body = { amount: moneyOf(asked) };
  const renewed = paypalAuthorization.parse(
    await call({ method: 'POST', path, body, requestId: asked.idempotencyKey }),
  );
  return withHold(withHold(order, { ...hold, status: 'VOIDED' }), renewed);
}
