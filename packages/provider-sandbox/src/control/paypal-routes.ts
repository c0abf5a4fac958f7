import { z } from 'zod';
import type { Reply } from '../core/operation.ts';
import { jsonReply, problemReply } from '../core/reply.ts';
import type { SandboxWorld } from '../core/sandbox-world.ts';
import { endCapture, endRefund, revokeTokens, withdraw } from '../paypal/back-office.ts';
import { metadataOf } from '../paypal/custom-id.ts';
import { escalateDispute, openDispute, resolveDispute } from '../paypal/dispute-desk.ts';
import type { StoredDispute, StoredOrder } from '../paypal/paypal-tables.ts';
import type { PayPalWorld } from '../paypal/paypal-world.ts';
import type { PayPalPayment } from './paypal-controls.ts';

const settingsBody = z
  .strictObject({
    orderKeyHours: z.int().min(0),
    paymentKeyHours: z.int().min(0),
    doRefundsPend: z.boolean(),
    doCapturesPend: z.boolean(),
    isPayerPoorAfterHonour: z.boolean(),
  })
  .partial();

const disputeBody = z.strictObject({
  capture: z.string(),
  stage: z.enum(['INQUIRY', 'CHARGEBACK']).default('INQUIRY'),
  reason: z
    .string()
    .regex(/^[A-Z_]+$/)
    .default('MERCHANDISE_OR_SERVICE_NOT_RECEIVED'),
  amountMinor: z.int().min(1).optional(),
});

const outcomeBody = z.strictObject({
  outcome: z.enum([
    'RESOLVED_BUYER_FAVOUR',
    'RESOLVED_SELLER_FAVOUR',
    'RESOLVED_WITH_PAYOUT',
    'CANCELED_BY_BUYER',
    'ACCEPTED',
  ]),
});

const refundEnd = z.strictObject({ status: z.enum(['COMPLETED', 'FAILED']) });
const captureEnd = z.strictObject({ status: z.enum(['COMPLETED', 'DECLINED']) });
const withdrawal = z.strictObject({ amountMinor: z.int().min(1), currency: z.string().regex(/^[A-Z]{3}$/) });

/** A control address below `/paypal`: what its body must be, and what it does inside one journal transaction. */
export interface PayPalRoute {
  readonly method: 'get' | 'put' | 'post';
  readonly path: string;
  readonly answer: (id: string, body: unknown) => Reply;
}

function summaryOf({ tables }: PayPalWorld, order: StoredOrder): PayPalPayment {
  const mine = (one: { orderId: string }): boolean => one.orderId === order.id;
  const captures = tables.captures.all().filter(mine);
  const refunds = tables.refunds.all().filter(({ captureId }) => captures.some(({ id }) => id === captureId));
  return {
    order: order.id,
    intent: order.intent,
    status: order.status,
    amountMinor: order.amountMinor,
    currency: order.currency,
    authorizations: tables.authorizations
      .all()
      .filter(mine)
      .map(({ id, status, expiresMs }) => ({ id, status, expiresAt: new Date(expiresMs).toISOString() })),
    captures: captures.map(({ id, status, amountMinor }) => ({ id, status, amountMinor })),
    refunds: refunds.map(({ id, status, amountMinor }) => ({ id, status, amountMinor })),
    metadata: metadataOf(order.customId),
  };
}

type Act = <B>(
  schema: z.ZodType<B>,
  perform: (id: string, body: B) => object | undefined,
) => (id: string, raw: unknown) => Reply;

/** Checks a body and performs inside one journal transaction; undefined is answered with 409. */
function acting({ journal }: SandboxWorld): Act {
  return (schema, perform) => (id, raw) => {
    const parsed = schema.safeParse(raw);
    if (!parsed.success) return problemReply(400, 'Bad request', parsed.error.issues[0]?.message);
    const change = (): object | undefined => perform(id, parsed.data);
    const done = journal.transact('sandbox', 'control', change, () => ({ paypal: { id, asked: parsed.data } }));
    return done === undefined ? problemReply(409, 'There is no such object, or it is over') : jsonReply(200, done);
  };
}

function disputeRoutes(world: PayPalWorld, act: Act): PayPalRoute[] {
  const { tables } = world;
  const openOf = (id: string): StoredDispute | undefined => {
    const dispute = tables.disputes.get(id);
    return dispute?.status === 'RESOLVED' ? undefined : dispute;
  };
  return [
    {
      method: 'post',
      path: '/paypal/disputes',
      answer: act(disputeBody, (_id, body) => {
        const capture = tables.captures.get(body.capture);
        return capture && openDispute(world, capture, body);
      }),
    },
    {
      method: 'post',
      path: '/paypal/disputes/:id/escalate',
      answer: act(z.strictObject({}), (id) => {
        const dispute = openOf(id);
        return dispute?.stage === 'INQUIRY' ? escalateDispute(world, dispute) : undefined;
      }),
    },
    {
      method: 'post',
      path: '/paypal/disputes/:id/resolve',
      answer: act(outcomeBody, (id, { outcome }) => {
        const dispute = openOf(id);
        return dispute && resolveDispute(world, dispute, outcome);
      }),
    },
  ];
}

function moneyRoutes(world: PayPalWorld, act: Act): PayPalRoute[] {
  const { tables } = world;
  return [
    {
      method: 'post',
      path: '/paypal/refunds/:id',
      answer: act(refundEnd, (id, { status }) => {
        const refund = tables.refunds.get(id);
        return refund?.status === 'PENDING' ? endRefund(world, refund, status) : undefined;
      }),
    },
    {
      method: 'post',
      path: '/paypal/captures/:id',
      answer: act(captureEnd, (id, { status }) => {
        const capture = tables.captures.get(id);
        return capture?.status === 'PENDING' ? endCapture(world, capture, status) : undefined;
      }),
    },
    { method: 'post', path: '/paypal/withdrawals', answer: act(withdrawal, (_id, body) => withdraw(world, body)) },
  ];
}

/** The control API's part for PayPal: how its side behaves, and what happens there without our asking. */
export function paypalRoutes(sandbox: SandboxWorld): PayPalRoute[] {
  const { paypal: world } = sandbox;
  const { tables } = world;
  const act = acting(sandbox);
  return [
    {
      method: 'get',
      path: '/paypal/payments',
      answer: () =>
        jsonReply(
          200,
          [...tables.orders.all()].reverse().map((order) => summaryOf(world, order)),
        ),
    },
    {
      method: 'put',
      path: '/paypal/settings',
      answer: act(settingsBody, (_id, body) => {
        const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
        tables.settings.put('settings', { ...world.settings(), ...given });
        return world.settings();
      }),
    },
    {
      method: 'post',
      path: '/paypal/tokens/revoke',
      answer: act(z.strictObject({}), () => revokeTokens(world)),
    },
    ...disputeRoutes(world, act),
    ...moneyRoutes(world, act),
  ];
}
