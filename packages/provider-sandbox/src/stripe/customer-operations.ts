import type Stripe from 'stripe';
import { z } from 'zod';
import type { Operation, Reply, SandboxRequest } from '../core/operation.ts';
import { addCustomer } from './customer-object.ts';
import { listParams, listReply } from './stripe-list.ts';
import { expandParam, formMetadata, readStripeParams } from './stripe-params.ts';
import { noSuchObject, stripeReply } from './stripe-reply.ts';
import { expandObject } from './stripe-view.ts';
import type { StripeWorld } from './stripe-world.ts';

const onlyExpand = z.strictObject({ expand: expandParam });

const createParams = z.strictObject({
  email: z.email().optional(),
  name: z.string().max(256).optional(),
  description: z.string().max(350).optional(),
  phone: z.string().max(20).optional(),
  metadata: formMetadata.optional(),
  expand: expandParam,
} satisfies { [P in keyof Stripe.CustomerCreateParams]?: z.ZodType });

const customerListParams = z.strictObject({ ...listParams, email: z.string().optional() });
const methodListParams = z.strictObject({
  ...listParams,
  customer: z.string().optional(),
  type: z.literal('card').optional(),
});

function create(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(createParams, request);
  if (refusal) return refusal;
  const { description = null, email = null, metadata = {}, name = null, phone = null } = params;
  const customer = addCustomer(world, { description, email, metadata, name, phone });
  return stripeReply(expandObject(world, customer, params.expand));
}

function listCustomers(world: StripeWorld, request: SandboxRequest): Reply {
  const { params, refusal } = readStripeParams(customerListParams, request);
  if (refusal) return refusal;
  const wanted = world.tables.customers.all().filter(({ email }) => !params.email || email === params.email);
  return listReply(world, '/v1/customers', wanted, params);
}

function listMethods(world: StripeWorld, request: SandboxRequest, url: string, customer?: string): Reply {
  const { params, refusal } = readStripeParams(methodListParams, request);
  if (refusal) return refusal;
  const owner = customer ?? params.customer;
  const attached = world.tables.methods
    .all()
    .map(({ method }) => method)
    .filter((method) => method.customer !== null && method.customer === owner);
  return listReply(world, url, attached, params);
}

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

function detach(world: StripeWorld, request: SandboxRequest): Reply {
  const id = request.params['id'] ?? '';
  const stored = world.tables.methods.get(id);
  if (!stored) return noSuchObject('PaymentMethod', id);
  const method = { ...stored.method, customer: null };
  world.tables.methods.put(id, { ...stored, method });
  return stripeReply(method);
}

/** Customers (create, list, retrieve) and their saved cards (list, retrieve, detach). */
export function customerOperations(world: StripeWorld): Operation[] {
  const { tables } = world;
  const operation = (
    name: string,
    method: Operation['method'],
    path: string,
    handle: Operation['handle'],
  ): Operation => ({ name, method, path, handle });
  return [
    operation('customers.create', 'post', '/v1/customers', (request) => create(world, request)),
    operation('customers.list', 'get', '/v1/customers', (request) => listCustomers(world, request)),
    operation('customers.retrieve', 'get', '/v1/customers/:id', (request) =>
      retrieve(world, request, 'customer', (id) => tables.customers.get(id)),
    ),
    operation('customers.list_payment_methods', 'get', '/v1/customers/:id/payment_methods', (request) =>
      listMethods(world, request, request.path, request.params['id']),
    ),
    operation('payment_methods.list', 'get', '/v1/payment_methods', (request) =>
      listMethods(world, request, '/v1/payment_methods'),
    ),
    operation('payment_methods.retrieve', 'get', '/v1/payment_methods/:id', (request) =>
      retrieve(world, request, 'PaymentMethod', (id) => tables.methods.get(id)?.method),
    ),
    operation('payment_methods.detach', 'post', '/v1/payment_methods/:id/detach', (request) => detach(world, request)),
  ];
}
