import type Stripe from 'stripe';
import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { randomId } from '../core/random-id.ts';
import { bookBalance } from './settle-charge.ts';
import { listParams, listReply } from './stripe-list.ts';
import { expandParam, formInteger, formMetadata, readStripeParams } from './stripe-params.ts';
import { noSuchObject, stripeError, stripeReply } from './stripe-reply.ts';
import { expandObject } from './stripe-view.ts';
import type { StripeWorld } from './stripe-world.ts';

const refundParams = z.strictObject({
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
  amount: formInteger.pipe(z.number().min(1)).optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: formMetadata.optional(),
  expand: expandParam,
} satisfies { [P in keyof Stripe.RefundCreateParams]?: z.ZodType });

type RefundParams = z.output<typeof refundParams>;

/** What has already been given back of the captured amount; a released hold is not a refund. */
function refundedSoFar(world: StripeWorld, chargeId: string): number {
  const refunds = world.tables.refunds.all().filter((refund) => refund.charge === chargeId);
  return refunds.reduce((sum, refund) => sum + refund.amount, 0);
}

function book(world: StripeWorld, charge: Stripe.Charge, amount: number, params: RefundParams): Stripe.Refund {
  const id = randomId('re_', 24);
  const source = { id, currency: charge.currency, description: `Refund for ${charge.id}` };
  const transaction = bookBalance(world, 'refund', source, -amount);
  const refund: Stripe.Refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: transaction.id,
    charge: charge.id,
    created: world.clock.nowSeconds(),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: { type: 'card', card: { type: 'refund' } },
    metadata: params.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
  world.tables.refunds.put(id, refund);
  return refund;
}

function create(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(refundParams, request);
  if (refusal) return refusal;
  const intent = params.payment_intent === undefined ? undefined : world.tables.intents.get(params.payment_intent);
  const chargeId = params.charge ?? (typeof intent?.latest_charge === 'string' ? intent.latest_charge : '');
  const charge = world.tables.charges.get(chargeId);
  if (!charge) return noSuchObject('charge', chargeId, params.charge === undefined ? 'payment_intent' : 'charge');
  const type = 'invalid_request_error';
  if (!charge.captured) {
    const message = 'This charge has not been captured. Cancel its PaymentIntent instead.';
    return stripeError(400, { type, code: 'charge_not_refundable', message });
  }
  const left = charge.amount_captured - refundedSoFar(world, charge.id);
  if (left === 0) {
    const message = `Charge ${charge.id} has already been refunded.`;
    return stripeError(400, { type, code: 'charge_already_refunded', message });
  }
  const amount = params.amount ?? left;
  if (amount > left) {
    const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`;
    return stripeError(400, { type, message, param: 'amount' });
  }
  const refund = book(world, charge, amount, params);
  const given: Stripe.Charge = {
    ...charge,
    amount_refunded: charge.amount_refunded + amount,
    refunded: amount === left,
  };
  world.tables.charges.put(charge.id, given);
  const key = request.headers['idempotency-key'];
  const idempotencyKey = typeof key === 'string' ? key : undefined;
  const { id, currency, payment_intent: paymentIntent } = refund;
  world.journal.fact({
    type: 'payment.refunded',
    refund: id,
    charge: charge.id,
    paymentIntent,
    amount,
    currency,
    idempotencyKey,
  });
  world.emit('refund.created', refund, idempotencyKey);
  world.emit('charge.refunded', given, idempotencyKey);
  return stripeReply(expandObject(world, refund, params.expand));
}

function retrieve(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(z.strictObject({ expand: expandParam }), request);
  if (refusal) return refusal;
  const id = request.params['id'] ?? '';
  const refund = world.tables.refunds.get(id);
  return refund ? stripeReply(expandObject(world, refund, params.expand)) : noSuchObject('refund', id);
}

const refundListParams = z.strictObject({
  ...listParams,
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
});

function list(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(refundListParams, request);
  if (refusal) return refusal;
  const refunds = world.tables.refunds
    .all()
    .filter((refund) => params.charge === undefined || refund.charge === params.charge)
    .filter((refund) => params.payment_intent === undefined || refund.payment_intent === params.payment_intent);
  return listReply(world, '/v1/refunds', refunds, params);
}

/** Refunds of captured charges; they succeed at once. */
export const refundOperations = (world: StripeWorld): Operation[] => [
  { name: 'refunds.create', method: 'post', path: '/v1/refunds', handle: (request) => create(world, request) },
  { name: 'refunds.list', method: 'get', path: '/v1/refunds', handle: (request) => list(world, request) },
  { name: 'refunds.retrieve', method: 'get', path: '/v1/refunds/:id', handle: (request) => retrieve(world, request) },
];
