import type Stripe from 'stripe';
import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { moveDispute, stepRefusal } from './dispute-cases.ts';
import { listParams, listReply } from './stripe-list.ts';
import { expandParam, readStripeParams } from './stripe-params.ts';
import { noSuchObject, stripeError, stripeReply } from './stripe-reply.ts';
import { expandObject } from './stripe-view.ts';
import type { StripeWorld } from './stripe-world.ts';

const onlyExpand = z.strictObject({ expand: expandParam });
const ofPayment = z.strictObject({
  ...listParams,
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
});

type OfPayment = { charge: string | Stripe.Charge; payment_intent?: string | Stripe.PaymentIntent | null };

function list<T extends OfPayment & { id: string; created: number }>(
  world: StripeWorld,
  request: SandboxRequest,
  url: string,
  all: readonly T[],
): Reply {
  const { params, refusal } = readStripeParams(ofPayment, request);
  if (refusal) return refusal;
  const wanted = all
    .filter(({ charge }) => params.charge === undefined || charge === params.charge)
    .filter(({ payment_intent: intent }) => params.payment_intent === undefined || intent === params.payment_intent);
  return listReply(world, url, wanted, params);
}

function withDispute(
  world: StripeWorld,
  request: SandboxRequest,
  answer: (dispute: Stripe.Dispute, expand: string[] | undefined) => Reply,
): Reply {
  const { params, refusal } = readStripeParams(onlyExpand, request);
  if (refusal) return refusal;
  const id = request.params['id'] ?? '';
  const dispute = world.tables.disputes.get(id);
  return dispute ? answer(dispute, params.expand) : noSuchObject('dispute', id);
}

function close(world: StripeWorld, dispute: Stripe.Dispute): Reply {
  const step = { to: 'lost' } as const;
  const message = stepRefusal(dispute, step);
  if (message !== undefined) return stripeError(400, { type: 'invalid_request_error', message });
  return stripeReply(moveDispute(world, dispute, step));
}

function retrieveWarning(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(onlyExpand, request);
  if (refusal) return refusal;
  const id = request.params['id'] ?? '';
  const warning = world.tables.warnings.get(id);
  return warning ? stripeReply(expandObject(world, warning, params.expand)) : noSuchObject('early_fraud_warning', id);
}

/** Disputes (list, retrieve, close) and early fraud warnings (list, retrieve). The control API opens them. */
export function disputeOperations(world: StripeWorld): Operation[] {
  const { tables } = world;
  const disputes = '/v1/disputes';
  const warnings = '/v1/radar/early_fraud_warnings';
  return [
    {
      name: 'disputes.list',
      method: 'get',
      path: disputes,
      handle: (request) => list(world, request, disputes, tables.disputes.all()),
    },
    {
      name: 'disputes.retrieve',
      method: 'get',
      path: `${disputes}/:id`,
      handle: (request) =>
        withDispute(world, request, (dispute, expand) => stripeReply(expandObject(world, dispute, expand))),
    },
    {
      name: 'disputes.close',
      method: 'post',
      path: `${disputes}/:id/close`,
      handle: (request) => withDispute(world, request, (dispute) => close(world, dispute)),
    },
    {
      name: 'early_fraud_warnings.list',
      method: 'get',
      path: warnings,
      handle: (request) => list(world, request, warnings, tables.warnings.all()),
    },
    {
      name: 'early_fraud_warnings.retrieve',
      method: 'get',
      path: `${warnings}/:id`,
      handle: (request) => retrieveWarning(world, request),
    },
  ];
}
