import type { BalanceLine, PaymentReading } from '../domain/payment-reading.ts';
import type { CheckoutSession, OperationSought, Window } from './payment-rail.ts';
import { PayPalProblem } from './paypal-failure.ts';
import { linesOfDisputes } from './paypal-lists.ts';
import { withCapture, withHold, withRefund } from './paypal-merge.ts';
import {
  type PayPalAuthorization,
  type PayPalCapture,
  type PayPalDispute,
  type PayPalOrder,
  paypalAuthorization,
  paypalCapture,
  paypalDispute,
  paypalDisputes,
  paypalOrder,
  paypalRefund,
} from './paypal-objects.ts';
import { at, orderPath, paymentPath } from './paypal-paths.ts';
import { readingOfPayPal, sessionStatusOf } from './paypal-reading.ts';
import { Refused } from './paypal-refused.ts';
import type { PayPalCaller } from './paypal-transport.ts';

/** An order nobody approves is closed by PayPal after three hours. */
const APPROVE_WITHIN_MS = 3 * 3_600_000;

/** What a dispute moves is booked within a day of what is said of it. */
const A_WHILE_MS = 86_400_000;

/** The page of an order. Throws when its status is none we know: it is no order of ours. */
export function sessionOf(order: PayPalOrder): CheckoutSession {
  const status = sessionStatusOf(order);
  if (status === undefined) throw new PayPalProblem({ kind: 'unreadable' });
  const link = order.links.find(({ rel }) => rel === 'payer-action' || rel === 'approve');
  const openedAtMs = order.create_time?.getTime() ?? Date.now();
  return {
    ref: order.id,
    status,
    url: status === 'open' ? (link?.href ?? null) : null,
    expiresAt: new Date(openedAtMs + APPROVE_WITHIN_MS),
  };
}

/** PayPal forgets an order that nobody approved in time: one of ours that is gone has expired. */
export async function readSession(call: PayPalCaller, ref: string): Promise<CheckoutSession> {
  try {
    return sessionOf(await readOrder(call, ref));
  } catch (error) {
    const isGone = error instanceof PayPalProblem && error.known.kind === 'answered' && error.known.status === 404;
    if (isGone) return { ref, status: 'expired', url: null, expiresAt: new Date() };
    throw error;
  }
}

/** Reads an order. */
export async function readOrder(call: PayPalCaller, ref: string): Promise<PayPalOrder> {
  return paypalOrder.parse(await call({ method: 'GET', path: orderPath(ref) }));
}

/** Reads the order that a notified object belongs to, with its disputes and what they moved. */
export async function readPayment(
  call: PayPalCaller,
  live: boolean,
  type: string,
  ref: string,
): Promise<PaymentReading> {
  const order = await orderOf(call, type, ref);
  return wholeReading(call, live, order);
}

async function wholeReading(call: PayPalCaller, live: boolean, order: PayPalOrder): Promise<PaymentReading> {
  const [{ payments }] = order.purchase_units;
  const disputes: PayPalDispute[] = [];
  const disputeLines: BalanceLine[] = [];
  for (const { id } of payments.captures) {
    const query = new URLSearchParams({ disputed_transaction_id: id, page_size: '50' });
    const { items } = paypalDisputes.parse(await call({ method: 'GET', path: `/v1/customer/disputes?${query}` }));
    if (items.length === 0) continue;
    disputes.push(...items);
    disputeLines.push(...(await linesOfDisputes(call, id, stretchOf(items))));
  }
  return readingOfPayPal({ order, disputes, disputeLines }, live);
}

/** From the first of the disputes to their last change, by PayPal's clock. */
function stretchOf(disputes: readonly PayPalDispute[]): Window {
  const beganAtMs = Math.min(...disputes.map(({ create_time }) => create_time.getTime()));
  const endedAtMs = Math.max(...disputes.map(({ create_time, update_time }) => (update_time ?? create_time).getTime()));
  return { from: new Date(beganAtMs - A_WHILE_MS), to: new Date(endedAtMs + A_WHILE_MS) };
}

/** Finds the order of whatever a notice names: itself, or what an authorization, capture, refund or dispute belongs to. */
async function orderOf(call: PayPalCaller, type: string, ref: string): Promise<PayPalOrder> {
  switch (type) {
    case 'authorization': {
      const held = paypalAuthorization.parse(await call({ method: 'GET', path: paymentPath('authorizations', ref) }));
      const order = await readOrder(call, orderRefOf(held));
      return withHold(order, held);
    }
    case 'capture':
    case 'charge':
      return orderOfCapture(call, ref);
    case 'refund': {
      const given = paypalRefund.parse(await call({ method: 'GET', path: paymentPath('refunds', ref) }));
      const up = given.links.find(({ rel }) => rel === 'up')?.href ?? '';
      return withRefund(await orderOfCapture(call, /\/captures\/([A-Z0-9]+)$/.exec(up)?.[1] ?? ref), given);
    }
    case 'dispute': {
      // The statement knows a dispute only by the capture it took from.
      if (!ref.startsWith('PP-')) return orderOfCapture(call, ref);
      const dispute = paypalDispute.parse(await call({ method: 'GET', path: at('v1', 'customer', 'disputes', ref) }));
      return orderOfCapture(call, dispute.disputed_transactions[0]?.seller_transaction_id ?? ref);
    }
    case 'order':
      return readOrder(call, ref);
    default:
      throw new Refused('object_not_readable');
  }
}

async function orderOfCapture(call: PayPalCaller, ref: string): Promise<PayPalOrder> {
  const taken = paypalCapture.parse(await call({ method: 'GET', path: paymentPath('captures', ref) }));
  return withCapture(await readOrder(call, orderRefOf(taken)), taken);
}

/** The order an object was made of. One without was made by other software, and is none of ours to read. */
function orderRefOf({ supplementary_data }: PayPalAuthorization | PayPalCapture): string {
  const ref = supplementary_data?.related_ids?.order_id;
  if (ref === undefined) throw new Refused('not_of_an_order');
  return ref;
}

/**
 * Looks in the order for what an operation made: all of PayPal's objects belong to one. `paymentRef` is the order also where
 * nothing was held yet; without it there is nowhere to look.
 */
export async function findByOperation(
  call: PayPalCaller,
  live: boolean,
  { kind, operationId, paymentRef }: OperationSought,
): Promise<PaymentReading | undefined> {
  if (paymentRef === null) throw new Refused('nowhere_to_look');
  const order = await readOrder(call, paymentRef);
  const reading = await wholeReading(call, live, order);
  const isMade =
    kind === 'place_hold' ? reading.payment !== null : reading.refunds.some((one) => one.operationId === operationId);
  return isMade ? reading : undefined;
}
