import type Stripe from 'stripe';
import type { StoredSession } from './stripe-tables.ts';
import type { StripeWorld } from './stripe-world.ts';

/** How many refunds a charge shows of itself. */
const embeddedLimit = 10;

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

const find: Readonly<Record<string, (world: StripeWorld, id: string) => object | undefined>> = {
  pi: ({ tables }, id) => tables.intents.get(id),
  seti: ({ tables }, id) => tables.setupIntents.get(id),
  setatt: ({ tables }, id) => tables.setupAttempts.get(id),
  ch: ({ tables }, id) => tables.charges.get(id),
  re: ({ tables }, id) => tables.refunds.get(id),
  cus: ({ tables }, id) => tables.customers.get(id),
  pm: ({ tables }, id) => tables.methods.get(id)?.method,
  po: ({ tables }, id) => tables.payouts.get(id),
  du: ({ tables }, id) => tables.disputes.get(id),
  txn: (world, id) => {
    const transaction = world.tables.balanceTransactions.get(id);
    return transaction && viewBalance(world, transaction);
  },
};

/** Refunds stand on a charge only when they are asked for. */
function refundsOf(world: StripeWorld, chargeId: string): Stripe.ApiList<Stripe.Refund> {
  const all = world.tables.refunds.all().filter(({ charge }) => charge === chargeId);
  const url = `/v1/charges/${chargeId}/refunds`;
  return { object: 'list', data: all.reverse().slice(0, embeddedLimit), has_more: all.length > embeddedLimit, url };
}

function targetOf(world: StripeWorld, object: StripeObject, field: string): unknown {
  const value = object[field];
  if (typeof value === 'object' && value !== null) return value;
  const id = String(object['id']);
  const stored = field === 'line_items' ? world.tables.sessions.get(id) : undefined;
  if (stored) return viewLineItems(stored);
  if (field === 'refunds' && id.startsWith('ch_')) return refundsOf(world, id);
  return typeof value === 'string' ? find[value.slice(0, value.indexOf('_'))]?.(world, value) : value;
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
