import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { type OrderRequest, orderRequest } from './order-request.ts';
import { readAmount, readBody, wantsRepresentation } from './paypal-body.ts';
import { type Amount, type PayPalMoney, readMoney } from './paypal-money.ts';
import { paypalError, paypalReply, unknownResource, unprocessable } from './paypal-reply.ts';
import type { StoredOrder } from './paypal-tables.ts';
import { approvalUrl, orderLinks, viewAuthorization, viewOrder } from './paypal-view.ts';
import { type PayPalWorld, paypalId } from './paypal-world.ts';
import { takeMoney } from './take-money.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long an authorization may be captured. https://developer.paypal.com/docs/checkout/standard/customize/authorization/ */
const authorizationMs = 29 * dayMs;
/** How long PayPal answers for the money. */
export const honourMs = 3 * dayMs;

function answerWith(world: PayPalWorld, request: SandboxRequest, status: number, order: StoredOrder): Reply {
  const { id } = order;
  if (wantsRepresentation(request)) return paypalReply(status, viewOrder(world, order), { order: id });
  const source = order.hasPaymentSource ? { payment_source: { paypal: {} } } : {};
  const minimal = { id, status: order.status, ...source, links: orderLinks(world, order) };
  return paypalReply(status, minimal, { order: id });
}

function newOrder(world: PayPalWorld, asked: OrderRequest, money: Amount): StoredOrder {
  const [unit] = asked.purchase_units;
  if (!unit) throw new Error('An order without a purchase unit passed its schema');
  const context = asked.payment_source?.paypal.experience_context ?? asked.application_context;
  const now = world.clock.nowMs();
  const order: StoredOrder = {
    id: paypalId(),
    createdMs: now,
    updatedMs: now,
    ...money,
    customId: unit.custom_id ?? null,
    invoiceId: unit.invoice_id ?? null,
    intent: asked.intent,
    status: asked.payment_source === undefined ? 'CREATED' : 'PAYER_ACTION_REQUIRED',
    referenceId: unit.reference_id,
    description: unit.description ?? null,
    items: unit.items.map(({ name, quantity, unit_amount }) => ({ name, quantity, unit: priceOf(unit_amount) })),
    brandName: context?.brand_name ?? null,
    returnUrl: context?.return_url ?? null,
    cancelUrl: context?.cancel_url ?? null,
    hasPaymentSource: asked.payment_source !== undefined,
    isFundingDeclined: false,
  };
  world.tables.orders.put(order.id, order);
  return order;
}

/** The price of an item that has been checked. */
function priceOf(money: PayPalMoney): Amount {
  const price = readMoney(money);
  if ('issue' in price) throw new Error('An item whose price cannot be read was taken');
  return price;
}

function create(world: PayPalWorld, request: SandboxRequest): Reply {
  const body = readBody(orderRequest, request);
  if ('refusal' in body) return body.refusal;
  const asked = body.value;
  if (asked.payment_source !== undefined && request.headers['paypal-request-id'] === undefined) {
    const issue = 'PAYPAL_REQUEST_ID_REQUIRED';
    return paypalError(400, 'INVALID_REQUEST', [{ issue, location: 'body', field: 'PayPal-Request-Id' }]);
  }
  const [unit] = asked.purchase_units;
  const amount = readAmount(unit?.amount ?? { currency_code: '', value: '' });
  if ('refusal' in amount) return amount.refusal;
  const itemsMinor = itemTotal(asked, amount.value.currency);
  if (itemsMinor !== undefined && itemsMinor !== amount.value.amountMinor) {
    return unprocessable('ITEM_TOTAL_MISMATCH', 'Should equal sum of (unit_amount * quantity) across all items.');
  }
  const order = newOrder(world, asked, amount.value);
  world.fact('order.created', order.customId, { order: order.id, intent: order.intent, amount: order.amountMinor });
  return answerWith(world, request, asked.payment_source === undefined ? 201 : 200, order);
}

/** The items together; undefined without items, `NaN` where one is priced in another currency. */
function itemTotal({ purchase_units: [unit] }: OrderRequest, currency: string): number | undefined {
  if (unit === undefined || unit.items.length === 0) return undefined;
  return unit.items.reduce((sum, { quantity, unit_amount }) => {
    const price = readAmount(unit_amount, currency);
    return 'value' in price ? sum + price.value.amountMinor * Number(quantity) : Number.NaN;
  }, 0);
}

function withOrder(world: PayPalWorld, request: SandboxRequest, answer: (order: StoredOrder) => Reply): Reply {
  const order = world.tables.orders.get(request.params['id'] ?? '');
  return order ? answer(order) : unknownResource();
}

/** Why an order cannot be completed now; undefined when it can. */
function refuseCompletion(world: PayPalWorld, order: StoredOrder, intent: StoredOrder['intent']): Reply | undefined {
  if (order.intent !== intent) {
    return unprocessable('ACTION_DOES_NOT_MATCH_INTENT', `Order was created with an intent of '${order.intent}'.`);
  }
  if (order.status === 'COMPLETED') {
    return intent === 'AUTHORIZE'
      ? unprocessable('ORDER_ALREADY_AUTHORIZED', 'Order already authorized.')
      : unprocessable('ORDER_ALREADY_CAPTURED', 'Order already captured.');
  }
  if (order.status === 'VOIDED') return unprocessable('ORDER_COMPLETED_OR_VOIDED', 'Order is voided.');
  if (order.status !== 'APPROVED') {
    return unprocessable('ORDER_NOT_APPROVED', 'Payer has not yet approved the Order for payment.');
  }
  return order.isFundingDeclined ? refuseFunding(world, order) : undefined;
}

/** The payer's bank refuses; the payer may come back and choose another way to pay. */
function refuseFunding(world: PayPalWorld, order: StoredOrder): Reply {
  const waiting: StoredOrder = {
    ...order,
    status: 'PAYER_ACTION_REQUIRED',
    isFundingDeclined: false,
    updatedMs: world.clock.nowMs(),
  };
  world.tables.orders.put(order.id, waiting);
  const issue = order.intent === 'CAPTURE' ? 'INSTRUMENT_DECLINED' : 'PAYER_ACTION_REQUIRED';
  world.fact('payment.declined', order.customId, { order: order.id, code: issue });
  const links = [{ href: approvalUrl(world, order.id), rel: 'redirect', method: 'GET' as const }];
  return unprocessable(issue, 'The payer must choose another way to pay.', links);
}

function completed(world: PayPalWorld, order: StoredOrder): StoredOrder {
  const done: StoredOrder = { ...order, status: 'COMPLETED', updatedMs: world.clock.nowMs() };
  world.tables.orders.put(order.id, done);
  return done;
}

function authorize(world: PayPalWorld, request: SandboxRequest, order: StoredOrder): Reply {
  const body = readBody(z.strictObject({}), request);
  if ('refusal' in body) return body.refusal;
  const refusal = refuseCompletion(world, order, 'AUTHORIZE');
  if (refusal) return refusal;
  const now = world.clock.nowMs();
  const { amountMinor, currency, customId, invoiceId, id: orderId } = order;
  const held = {
    ...{ id: paypalId(), createdMs: now, updatedMs: now, orderId, amountMinor, currency, customId, invoiceId },
    renews: null,
    status: 'CREATED' as const,
    expiresMs: now + authorizationMs,
    honourUntilMs: now + honourMs,
    capturedMinor: 0,
    isExpired: false,
  };
  world.tables.authorizations.put(held.id, held);
  const done = completed(world, order);
  world.fact('payment.authorized', customId, {
    paymentIntent: orderId,
    authorization: held.id,
    session: orderId,
    amount: amountMinor,
    currency: currency.toLowerCase(),
  });
  world.emit('PAYMENT.AUTHORIZATION.CREATED', 'authorization', viewAuthorization(world, held), held.id);
  world.emit('CHECKOUT.ORDER.COMPLETED', 'checkout-order', viewOrder(world, done), orderId);
  return answerWith(world, request, 201, done);
}

function capture(world: PayPalWorld, request: SandboxRequest, order: StoredOrder): Reply {
  const body = readBody(z.strictObject({}), request);
  if ('refusal' in body) return body.refusal;
  const refusal = refuseCompletion(world, order, 'CAPTURE');
  if (refusal) return refusal;
  const { amountMinor, currency, customId, invoiceId, id: orderId } = order;
  const key = request.headers['paypal-request-id'];
  const taken = { orderId, amountMinor, currency, customId, invoiceId, authorizationId: null, isFinal: true };
  takeMoney(world, taken, typeof key === 'string' ? key : null);
  const done = completed(world, order);
  world.emit('CHECKOUT.ORDER.COMPLETED', 'checkout-order', viewOrder(world, done), orderId);
  return answerWith(world, request, 201, done);
}

/** Orders v2: create, get, authorize, capture. https://developer.paypal.com/docs/api/orders/v2/ */
export const orderOperations = (world: PayPalWorld): Operation[] => [
  {
    name: 'orders.create',
    method: 'post',
    path: '/v2/checkout/orders',
    handle: (request) => create(world, request),
  },
  {
    name: 'orders.get',
    method: 'get',
    path: '/v2/checkout/orders/:id',
    handle: (request) => withOrder(world, request, (order) => paypalReply(200, viewOrder(world, order))),
  },
  {
    name: 'orders.authorize',
    method: 'post',
    path: '/v2/checkout/orders/:id/authorize',
    handle: (request) => withOrder(world, request, (order) => authorize(world, request, order)),
  },
  {
    name: 'orders.capture',
    method: 'post',
    path: '/v2/checkout/orders/:id/capture',
    handle: (request) => withOrder(world, request, (order) => capture(world, request, order)),
  },
];
