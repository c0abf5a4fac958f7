import { type PayPalMoney, writeMoney } from './paypal-money.ts';
import type { PayPalLink } from './paypal-reply.ts';
import type { StoredAuthorization, StoredCapture, StoredDispute, StoredOrder, StoredRefund } from './paypal-tables.ts';
import { type PayPalWorld, paypalTime } from './paypal-world.ts';

/** The one buyer the sandbox plays. */
export const sandboxBuyer = {
  payerId: 'SANDBXBUYER99',
  email: 'ines.holm@mossgrovetoolshed.org',
  givenName: 'Ines',
  surname: 'Holm',
} as const;

const payee = { email_address: 'studio@northlight-works.com', merchant_id: 'SANDBXSHEP999' };

const stamps = (world: { createdMs: number; updatedMs: number }): object => ({
  create_time: paypalTime(world.createdMs),
  update_time: paypalTime(world.updatedMs),
});

const references = ({ customId, invoiceId }: { customId: string | null; invoiceId: string | null }): object => ({
  ...(customId === null ? {} : { custom_id: customId }),
  ...(invoiceId === null ? {} : { invoice_id: invoiceId }),
});

const sellerProtection = {
  status: 'ELIGIBLE',
  dispute_categories: ['ITEM_NOT_RECEIVED', 'UNAUTHORIZED_TRANSACTION'],
};

/** Where the payer approves an order. */
export const approvalUrl = (world: PayPalWorld, id: string): string =>
  `${world.approvalOrigin()}/checkoutnow?token=${id}`;

const get = (world: PayPalWorld, path: string, rel: string): PayPalLink => ({
  href: `${world.apiOrigin()}${path}`,
  rel,
  method: 'GET',
});

const post = (world: PayPalWorld, path: string, rel: string): PayPalLink => ({
  href: `${world.apiOrigin()}${path}`,
  rel,
  method: 'POST',
});

/** An order's links: the approval page only while the payer may use it. */
export function orderLinks(world: PayPalWorld, order: StoredOrder): PayPalLink[] {
  const path = `/v2/checkout/orders/${order.id}`;
  const links = [get(world, path, 'self')];
  if (order.status === 'CREATED' || order.status === 'PAYER_ACTION_REQUIRED') {
    const rel = order.hasPaymentSource ? 'payer-action' : 'approve';
    links.push({ href: approvalUrl(world, order.id), rel, method: 'GET' });
  }
  if (order.status === 'APPROVED') {
    const step = order.intent === 'AUTHORIZE' ? 'authorize' : 'capture';
    links.push(post(world, `${path}/${step}`, step));
  }
  return links;
}

const belongsTo = (order: StoredOrder) => (one: { orderId: string }) => one.orderId === order.id;

function paymentsOf(world: PayPalWorld, order: StoredOrder): object | undefined {
  const { tables } = world;
  const captures = tables.captures.all().filter(belongsTo(order));
  const taken = new Set(captures.map(({ id }) => id));
  const collection = {
    authorizations: tables.authorizations
      .all()
      .filter(belongsTo(order))
      .map((one) => viewAuthorization(world, one)),
    captures: captures.map((one) => viewCapture(world, one)),
    refunds: tables.refunds
      .all()
      .filter(({ captureId }) => taken.has(captureId))
      .map((one) => viewRefund(world, one)),
  };
  const filled = Object.entries(collection).filter(([, objects]) => objects.length > 0);
  return filled.length === 0 ? undefined : Object.fromEntries(filled);
}

function unitOf(world: PayPalWorld, order: StoredOrder): object {
  const payments = paymentsOf(world, order);
  return {
    reference_id: order.referenceId,
    amount: {
      ...writeMoney(order),
      ...(order.items.length === 0 ? {} : { breakdown: { item_total: writeMoney(order) } }),
    },
    payee,
    ...(order.description === null ? {} : { description: order.description }),
    ...references(order),
    ...(order.items.length === 0
      ? {}
      : {
          items: order.items.map(({ name, quantity, unit }) => ({ name, quantity, unit_amount: writeMoney(unit) })),
        }),
    ...(payments === undefined ? {} : { payments }),
  };
}

/** The whole order with its authorizations, captures and refunds. */
export function viewOrder(world: PayPalWorld, order: StoredOrder): object {
  const isKnownPayer = order.status === 'APPROVED' || order.status === 'COMPLETED';
  const name = { given_name: sandboxBuyer.givenName, surname: sandboxBuyer.surname };
  const wallet = { email_address: sandboxBuyer.email, account_id: sandboxBuyer.payerId, account_status: 'VERIFIED' };
  const payer = { email_address: sandboxBuyer.email, payer_id: sandboxBuyer.payerId, name };
  const source = isKnownPayer ? { paypal: { ...wallet, name } } : { paypal: {} };
  return {
    id: order.id,
    intent: order.intent,
    status: order.status,
    ...(isKnownPayer || order.hasPaymentSource ? { payment_source: source } : {}),
    ...(isKnownPayer ? { payer } : {}),
    purchase_units: [unitOf(world, order)],
    ...stamps(order),
    links: orderLinks(world, order),
  };
}

export function viewAuthorization(world: PayPalWorld, held: StoredAuthorization): object {
  const path = `/v2/payments/authorizations/${held.id}`;
  return {
    id: held.id,
    status: held.status,
    amount: writeMoney(held),
    ...references(held),
    seller_protection: sellerProtection,
    expiration_time: paypalTime(held.expiresMs),
    supplementary_data: { related_ids: { order_id: held.orderId } },
    payee,
    ...stamps(held),
    links: [
      get(world, path, 'self'),
      post(world, `${path}/capture`, 'capture'),
      post(world, `${path}/void`, 'void'),
      post(world, `${path}/reauthorize`, 'reauthorize'),
      get(world, `/v2/checkout/orders/${held.orderId}`, 'up'),
    ],
  };
}

export function viewCapture(world: PayPalWorld, capture: StoredCapture): object {
  const path = `/v2/payments/captures/${capture.id}`;
  const { amountMinor, authorizationId, currency, feeMinor, orderId, status } = capture;
  const money = (minor: number): PayPalMoney => writeMoney({ amountMinor: minor, currency });
  const up =
    authorizationId === null ? `/v2/checkout/orders/${orderId}` : `/v2/payments/authorizations/${authorizationId}`;
  return {
    id: capture.id,
    status,
    ...(status === 'PENDING' ? { status_details: { reason: 'PENDING_REVIEW' } } : {}),
    amount: money(amountMinor),
    ...references(capture),
    seller_protection: sellerProtection,
    final_capture: capture.isFinal,
    ...(status === 'PENDING' || status === 'DECLINED'
      ? {}
      : {
          seller_receivable_breakdown: {
            gross_amount: money(amountMinor),
            paypal_fee: money(feeMinor),
            net_amount: money(amountMinor - feeMinor),
          },
        }),
    supplementary_data: {
      related_ids: { order_id: orderId, ...(authorizationId === null ? {} : { authorization_id: authorizationId }) },
    },
    payee,
    ...stamps(capture),
    links: [get(world, path, 'self'), post(world, `${path}/refund`, 'refund'), get(world, up, 'up')],
  };
}

export function viewRefund(world: PayPalWorld, refund: StoredRefund): object {
  const { amountMinor, captureId, currency, status } = refund;
  const money = (minor: number): PayPalMoney => writeMoney({ amountMinor: minor, currency });
  const total = world.tables.refunds
    .all()
    .filter((other) => other.captureId === captureId && other.status !== 'FAILED')
    .reduce((sum, other) => sum + other.amountMinor, 0);
  return {
    id: refund.id,
    status,
    ...(status === 'PENDING' ? { status_details: { reason: 'ECHECK' } } : {}),
    amount: money(amountMinor),
    ...references(refund),
    ...(refund.note === null ? {} : { note_to_payer: refund.note }),
    seller_payable_breakdown: {
      gross_amount: money(amountMinor),
      paypal_fee: money(0),
      net_amount: money(amountMinor),
      total_refunded_amount: money(total),
    },
    payer: payee,
    ...stamps(refund),
    links: [
      get(world, `/v2/payments/refunds/${refund.id}`, 'self'),
      get(world, `/v2/payments/captures/${captureId}`, 'up'),
    ],
  };
}

/** A dispute with its transaction and what it moved. https://developer.paypal.com/docs/api/customer-disputes/v1/ */
export function viewDispute(world: PayPalWorld, dispute: StoredDispute): object {
  const { amountMinor, currency, outcome, respondByMs } = dispute;
  const capture = world.tables.captures.get(dispute.captureId);
  const money = (minor: number): PayPalMoney => writeMoney({ amountMinor: minor, currency });
  return {
    dispute_id: dispute.id,
    ...stamps(dispute),
    disputed_transactions: [
      {
        seller_transaction_id: dispute.captureId,
        create_time: paypalTime(capture?.createdMs ?? dispute.createdMs),
        transaction_status: 'COMPLETED',
        gross_amount: money(capture?.amountMinor ?? amountMinor),
        ...(capture?.customId ? { custom: capture.customId } : {}),
        ...(capture?.invoiceId ? { invoice_number: capture.invoiceId } : {}),
        buyer: { name: `${sandboxBuyer.givenName} ${sandboxBuyer.surname}` },
        seller: { email: payee.email_address, merchant_id: payee.merchant_id },
      },
    ],
    reason: dispute.reason,
    status: dispute.status,
    dispute_amount: money(amountMinor),
    ...(outcome === null ? {} : { dispute_outcome: { outcome_code: outcome } }),
    dispute_life_cycle_stage: dispute.stage,
    dispute_channel: dispute.stage === 'INQUIRY' ? 'INTERNAL' : 'EXTERNAL',
    ...(respondByMs === null ? {} : { seller_response_due_date: paypalTime(respondByMs) }),
    money_movements: dispute.movements.map((moved) => ({
      affected_party: 'SELLER',
      amount: money(moved.amountMinor),
      initiated_time: paypalTime(moved.atMs),
      type: moved.type,
      reason: 'DISPUTE_SETTLEMENT',
    })),
    links: [get(world, `/v1/customer/disputes/${dispute.id}`, 'self')],
  };
}
