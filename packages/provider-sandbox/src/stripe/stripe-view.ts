import type Stripe from 'stripe';
import type { StoredSession } from './stripe-tables.ts';
import type { StripeWorld } from './stripe-world.ts';

type StripeObject = { [key: string]: unknown };

/** A session as callers see it: with its URL while it is open. */
export function viewSession(world: StripeWorld, { session }: StoredSession): Stripe.Checkout.Session {
  return { ...session, url: session.status === 'open' ? `${world.checkoutOrigin()}/c/pay/${session.id}` : null };
}

/** A balance transaction as of the virtual clock: available after two days. */
export function viewBalance(world: StripeWorld, transaction: Stripe.BalanceTransaction): Stripe.BalanceTransaction {
  return { ...transaction, status: transaction.available_on <= world.clock.nowSeconds() ? 'available' : 'pending' };
}

/** One page of a session's line items. */
export const viewLineItems = ({ session, lineItems }: StoredSession): Stripe.ApiList<Stripe.LineItem> => ({
  object: 'list',
  data: [...lineItems],
  has_more: false,
  url: `/v1/checkout/sessions/${session.id}/line_items`,
});

function lookUp(world: StripeWorld, id: string): object | undefined {
  const { tables } = world;
  if (id.startsWith('pi_')) return tables.intents.get(id);
  if (id.startsWith('ch_')) return tables.charges.get(id);
  if (id.startsWith('re_')) return tables.refunds.get(id);
  if (id.startsWith('txn_')) {
    const transaction = tables.balanceTransactions.get(id);
    return transaction && viewBalance(world, transaction);
  }
  return undefined;
}

function targetOf(world: StripeWorld, object: StripeObject, field: string): unknown {
  const value = object[field];
  const stored = field === 'line_items' ? world.tables.sessions.get(String(object['id'])) : undefined;
  if (stored) return viewLineItems(stored);
  return typeof value === 'string' ? lookUp(world, value) : value;
}

function expandPath(world: StripeWorld, object: StripeObject, path: readonly string[]): StripeObject {
  const [field, ...rest] = path;
  if (field === undefined) return object;
  const value = object[field];
  if (Array.isArray(value)) {
    return { ...object, [field]: value.map((item: StripeObject) => expandPath(world, item, rest)) };
  }
  const target = targetOf(world, object, field);
  if (target === null || target === undefined || typeof target !== 'object') return object;
  return { ...object, [field]: expandPath(world, { ...target }, rest) };
}

/** Replaces ids by objects along Stripe's `expand[]` paths; a path that leads nowhere changes nothing. */
export function expandObject(world: StripeWorld, object: object, paths: readonly string[] | undefined): object {
  return (paths ?? []).reduce((view: StripeObject, path) => expandPath(world, view, path.split('.')), { ...object });
}
