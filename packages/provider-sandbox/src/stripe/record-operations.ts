import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { createdRange, isWithin, listParams, listReply } from './stripe-list.ts';
import { expandParam, readStripeParams } from './stripe-params.ts';
import { noSuchObject, stripeReply } from './stripe-reply.ts';
import { expandObject, viewBalance } from './stripe-view.ts';
import type { StripeWorld } from './stripe-world.ts';

const onlyExpand = z.strictObject({ expand: expandParam });

function retrieve(
  world: StripeWorld,
  request: SandboxRequest,
  kind: string,
  find: (id: string) => object | undefined,
): Reply {
  const { params, refusal } = readStripeParams(onlyExpand, request);
  if (refusal) return refusal;
  const id = request.params['id'] ?? '';
  const object = find(id);
  return object ? stripeReply(expandObject(world, object, params.expand)) : noSuchObject(kind, id);
}

const chargeListParams = z.strictObject({ ...listParams, payment_intent: z.string().optional() });

function listCharges(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(chargeListParams, request);
  if (refusal) return refusal;
  const wanted = params.payment_intent;
  const charges = world.tables.charges.all().filter((charge) => !wanted || charge.payment_intent === wanted);
  return listReply(world, '/v1/charges', charges, params);
}

const balanceListParams = z.strictObject({
  ...listParams,
  currency: z.string().optional(),
  payout: z.string().optional(),
  source: z.string().optional(),
  type: z.string().optional(),
});

function listBalance(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(balanceListParams, request);
  if (refusal) return refusal;
  const transactions = world.tables.balanceTransactions
    .all()
    .filter(({ id }) => params.payout === undefined || world.tables.payoutOf.get(id) === params.payout)
    .filter((transaction) => params.source === undefined || transaction.source === params.source)
    .filter((transaction) => params.type === undefined || transaction.type === params.type)
    .filter((transaction) => params.currency === undefined || transaction.currency === params.currency)
    .map((transaction) => viewBalance(world, transaction));
  return listReply(world, '/v1/balance_transactions', transactions, params);
}

const payoutListParams = z.strictObject({
  ...listParams,
  arrival_date: createdRange.optional(),
  status: z.string().optional(),
});

function listPayouts(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(payoutListParams, request);
  if (refusal) return refusal;
  const payouts = world.tables.payouts
    .all()
    .filter(({ status }) => params.status === undefined || status === params.status)
    .filter(({ arrival_date }) => isWithin(arrival_date, params.arrival_date));
  return listReply(world, '/v1/payouts', payouts, params);
}

/** What is only read: charges, balance transactions, payouts. */
export function recordOperations(world: StripeWorld): Operation[] {
  const { tables } = world;
  const operation = (name: string, path: string, handle: Operation['handle']): Operation => ({
    name,
    method: 'get',
    path,
    handle,
  });
  const balance = (id: string): object | undefined => {
    const transaction = tables.balanceTransactions.get(id);
    return transaction && viewBalance(world, transaction);
  };
  return [
    operation('charges.list', '/v1/charges', (request) => listCharges(world, request)),
    operation('charges.retrieve', '/v1/charges/:id', (request) =>
      retrieve(world, request, 'charge', (id) => tables.charges.get(id)),
    ),
    operation('balance_transactions.list', '/v1/balance_transactions', (request) => listBalance(world, request)),
    operation('balance_transactions.retrieve', '/v1/balance_transactions/:id', (request) =>
      retrieve(world, request, 'balance transaction', balance),
    ),
    operation('payouts.list', '/v1/payouts', (request) => listPayouts(world, request)),
    operation('payouts.retrieve', '/v1/payouts/:id', (request) =>
      retrieve(world, request, 'payout', (id) => tables.payouts.get(id)),
    ),
  ];
}
