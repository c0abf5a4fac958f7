import type Stripe from 'stripe';
import { randomId } from '../core/random-id.ts';
import { bookBalance } from './book-balance.ts';
import type { StripeWorld } from './stripe-world.ts';

const daySeconds = 86_400;
const transitSeconds = 86_400;

/** What a payout run is told beside the clock. */
export interface PayoutOrder {
  /** `in_transit` leaves the payouts to the clock: they arrive a day later. */
  readonly outcome: 'paid' | 'failed' | 'in_transit';
  /** Also takes money that is not available yet, for those who will not wait two virtual days. */
  readonly includesPending: boolean;
}

const dayOf = (seconds: number): number => Math.floor(seconds / daySeconds);

/** Money that may go out and has not, by currency. */
function owed(world: StripeWorld, includesPending: boolean): Map<string, Stripe.BalanceTransaction[]> {
  const now = world.clock.nowSeconds();
  const lines = new Map<string, Stripe.BalanceTransaction[]>();
  for (const line of world.tables.balanceTransactions.all()) {
    if (line.type === 'payout' || world.tables.payoutOf.get(line.id) !== undefined) continue;
    if (!includesPending && line.available_on > now) continue;
    const known = lines.get(line.currency);
    if (known) known.push(line);
    else lines.set(line.currency, [line]);
  }
  return lines;
}

const netOf = (lines: readonly Stripe.BalanceTransaction[]): number => lines.reduce((sum, { net }) => sum + net, 0);

/** When payouts were last made, as the newest one says. */
function lastRunDay(world: StripeWorld): number {
  return world.tables.payouts.all().reduce((day, payout) => Math.max(day, dayOf(payout.created)), 0);
}

/** Whether the clock asks for a payout: a new virtual day with money to send, or one in transit that has arrived. */
export function isPayoutDue(world: StripeWorld): boolean {
  if (world.settings().payouts === 'off') return false;
  const now = world.clock.nowSeconds();
  if (world.tables.payouts.all().some(({ arrival_date, status }) => status === 'in_transit' && arrival_date <= now)) {
    return true;
  }
  if (dayOf(now) <= lastRunDay(world)) return false;
  return [...owed(world, false).values()].some((lines) => netOf(lines) > 0);
}

function newPayout(currency: string, amount: number, created: number): Stripe.Payout {
  return {
    id: randomId('po_', 24),
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: (dayOf(created) + 1) * daySeconds + transitSeconds,
    automatic: true,
    balance_transaction: null,
    created,
    currency,
    description: 'STRIPE PAYOUT',
    destination: 'ba_sandbox00000000000000001',
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'in_progress',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: 'in_transit',
    trace_id: { status: 'pending', value: null },
    type: 'bank_account',
  };
}

function send(world: StripeWorld, currency: string, lines: readonly Stripe.BalanceTransaction[]): Stripe.Payout {
  const bare = newPayout(currency, netOf(lines), world.clock.nowSeconds());
  const source = { id: bare.id, description: bare.description };
  const booked = bookBalance(world, { kind: 'payout', source, amountMinor: -bare.amount, currency });
  const payout = { ...bare, balance_transaction: booked.id };
  world.tables.payouts.put(payout.id, payout);
  for (const { id } of [...lines, booked]) world.tables.payoutOf.put(id, payout.id);
  const { amount, id } = payout;
  const balanceTransactions = lines.map((line) => line.id);
  world.journal.fact({ type: 'payout.created', payout: id, amount, currency, balanceTransactions });
  world.emit('payout.created', payout);
  return payout;
}

function arrive(world: StripeWorld, payout: Stripe.Payout): Stripe.Payout {
  const paid: Stripe.Payout = {
    ...payout,
    status: 'paid',
    reconciliation_status: 'completed',
    trace_id: { status: 'supported', value: payout.id.slice(3, 18).toUpperCase() },
  };
  world.tables.payouts.put(paid.id, paid);
  const { amount, currency, id } = paid;
  world.journal.fact({ type: 'payout.paid', payout: id, amount, currency });
  world.emit('payout.paid', paid);
  world.emit('payout.reconciliation_completed', paid);
  return paid;
}

function bounce(world: StripeWorld, payout: Stripe.Payout): Stripe.Payout {
  const { amount, currency, id } = payout;
  const source = { id, description: 'STRIPE PAYOUT FAILURE' };
  const returned = bookBalance(world, { kind: 'payout_failure', source, amountMinor: amount, currency });
  const failed: Stripe.Payout = {
    ...payout,
    status: 'failed',
    failure_balance_transaction: returned.id,
    failure_code: 'account_closed',
    failure_message: 'The bank account has been closed',
    reconciliation_status: 'completed',
  };
  world.tables.payouts.put(id, failed);
  world.journal.fact({ type: 'payout.failed', payout: id, amount, currency });
  world.emit('payout.failed', failed);
  return failed;
}

/**
 * Sends what is owed, one payout a currency, and lets those in transit arrive whose day has come. A balance that is not
 * positive waits. https://docs.stripe.com/payouts
 */
export function runPayouts(
  world: StripeWorld,
  order: PayoutOrder = { outcome: 'in_transit', includesPending: false },
): Stripe.Payout[] {
  const now = world.clock.nowSeconds();
  const payouts = world.tables.payouts.all().filter(({ status }) => status === 'in_transit');
  for (const payout of payouts.filter(({ arrival_date }) => arrival_date <= now)) arrive(world, payout);
  const sent = [...owed(world, order.includesPending)]
    .filter(([, lines]) => netOf(lines) > 0)
    .map(([currency, lines]) => send(world, currency, lines));
  if (order.outcome === 'in_transit') return sent;
  return sent.map((payout) => (order.outcome === 'paid' ? arrive(world, payout) : bounce(world, payout)));
}

/** Ends one payout that is in transit, before its day. */
export function endPayout(world: StripeWorld, payout: Stripe.Payout, outcome: 'paid' | 'failed'): Stripe.Payout {
  return outcome === 'paid' ? arrive(world, payout) : bounce(world, payout);
}
