import type Stripe from 'stripe';
import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { isReversal } from './record-reversal.ts';
import { beginRefund } from './settle-refund.ts';
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

/** What has been or is being given back of the captured amount; the end of a hold is no refund. */
function refundedSoFar(world: StripeWorld, chargeId: string): number {
  return world.tables.refunds
    .all()
    .filter((refund) => refund.charge === chargeId && !isReversal(refund))
    .filter(({ status }) => status === 'succeeded' || status === 'pending')
    .reduce((sum, refund) => sum + refund.amount, 0);
}

function isLost(world: StripeWorld, charge: Stripe.Charge): boolean {
  return world.tables.disputes.all().some((dispute) => dispute.charge === charge.id && !dispute.is_charge_refundable);
}

/** Why no refund can be made of a charge at all. */
function refuseCharge(world: StripeWorld, charge: Stripe.Charge): Reply | undefined {
  const type = 'invalid_request_error';
  if (!charge.captured) {
    const message = 'This charge has not been captured. Cancel its PaymentIntent instead.';
    return stripeError(400, { type, code: 'charge_not_refundable', message });
  }
  if (isLost(world, charge)) {
    const message = `Charge ${charge.id} has been charged back; cannot issue a refund.`;
    return stripeError(400, { type, code: 'charge_disputed', message });
  }
  if (charge.amount_captured > refundedSoFar(world, charge.id)) return undefined;
  return stripeError(400, {
    type,
    code: 'charge_already_refunded',
    message: `Charge ${charge.id} has already been refunded.`,
  });
}

function create(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(refundParams, request);
  if (refusal) return refusal;
  const intent = params.payment_intent === undefined ? undefined : world.tables.intents.get(params.payment_intent);
  const chargeId = params.charge ?? (typeof intent?.latest_charge === 'string' ? intent.latest_charge : '');
  const charge = world.tables.charges.get(chargeId);
  if (!charge) return noSuchObject('charge', chargeId, params.charge === undefined ? 'payment_intent' : 'charge');
  const refused = refuseCharge(world, charge);
  if (refused) return refused;
  const left = charge.amount_captured - refundedSoFar(world, charge.id);
  const amountMinor = params.amount ?? left;
  if (amountMinor > left) {
    const message = `Refund amount (${amountMinor}) is greater than unrefunded amount on charge (${left})`;
    return stripeError(400, { type: 'invalid_request_error', message, param: 'amount' });
  }
  const key = request.headers['idempotency-key'];
  const refund = beginRefund(world, charge, {
    amountMinor,
    reason: params.reason ?? null,
    metadata: params.metadata ?? {},
    idempotencyKey: typeof key === 'string' ? key : undefined,
  });
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

/** Refunds of captured charges; whether they succeed at once, pend or fail is up to card and settings. */
export const refundOperations = (world: StripeWorld): Operation[] => [
  { name: 'refunds.create', method: 'post', path: '/v1/refunds', handle: (request) => create(world, request) },
  { name: 'refunds.list', method: 'get', path: '/v1/refunds', handle: (request) => list(world, request) },
  { name: 'refunds.retrieve', method: 'get', path: '/v1/refunds/:id', handle: (request) => retrieve(world, request) },
];
