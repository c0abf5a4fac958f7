import type Stripe from 'stripe';
import { bookBalance } from './book-balance.ts';
import { traitsOfCharge } from './follow-capture.ts';
import { settleWarnings } from './fraud-warnings.ts';
import { newRefund } from './refund-object.ts';
import type { StripeWorld } from './stripe-world.ts';

/** How a refund that stands may end. */
export type RefundEnd = 'succeeded' | 'failed' | 'canceled';

/** What a refund is asked for with. */
export interface RefundWish {
  readonly amountMinor: number;
  readonly reason: Stripe.Refund.Reason | null;
  readonly metadata: Record<string, string>;
  readonly idempotencyKey: string | undefined;
}

function begin(world: StripeWorld, charge: Stripe.Charge): Pick<Stripe.Refund, 'status' | 'pending_reason'> {
  const { refunds } = world.settings();
  if (refunds === 'lack_funds') return { status: 'pending', pending_reason: 'insufficient_funds' };
  const isPending = refunds === 'pend' || traitsOfCharge(world, charge).refunds === 'pending';
  return isPending ? { status: 'pending', pending_reason: 'processing' } : { status: 'succeeded' };
}

function debit(world: StripeWorld, refund: Stripe.Refund): Stripe.Refund {
  const { amount, charge, currency, id } = refund;
  const source = { id, description: `Refund for ${String(charge)}` };
  const booked = bookBalance(world, { kind: 'refund', source, amountMinor: -amount, currency });
  return { ...refund, balance_transaction: booked.id };
}

function giveBack(world: StripeWorld, charge: Stripe.Charge, amountMinor: number): Stripe.Charge {
  const amount_refunded = charge.amount_refunded + amountMinor;
  const given = { ...charge, amount_refunded, refunded: amount_refunded === charge.amount };
  world.tables.charges.put(charge.id, given);
  if (given.refunded) settleWarnings(world, charge.id);
  return given;
}

/**
 * Begins a refund. The balance is debited at once, also while it is pending, unless it waits for funds.
 * https://docs.stripe.com/refunds#refund-failures
 */
export function beginRefund(world: StripeWorld, charge: Stripe.Charge, wish: RefundWish): Stripe.Refund {
  const { amountMinor, idempotencyKey, metadata, reason } = wish;
  const bare = {
    ...newRefund(charge, amountMinor, world.clock.nowSeconds()),
    ...begin(world, charge),
    metadata,
    reason,
  };
  const refund = bare.pending_reason === 'insufficient_funds' ? bare : debit(world, bare);
  world.tables.refunds.put(refund.id, refund);
  const given = giveBack(world, charge, amountMinor);
  const { id, currency, payment_intent: paymentIntent, status } = refund;
  const detail = { refund: id, charge: charge.id, paymentIntent, amount: amountMinor, currency, idempotencyKey };
  world.journal.fact({ type: 'payment.refunded', status, metadata, ...detail });
  if (status === 'pending') world.journal.fact({ type: 'refund.pending', ...detail });
  world.emit('refund.created', refund, idempotencyKey);
  world.emit('charge.refunded', given, idempotencyKey);
  if (traitsOfCharge(world, charge).refunds === 'failing') return endRefund(world, refund, 'failed');
  return refund;
}

function credit(world: StripeWorld, { amount, charge, currency, id }: Stripe.Refund): string {
  const source = { id, description: `REFUND FAILURE (${String(charge)})` };
  return bookBalance(world, { kind: 'refund_failure', source, amountMinor: amount, currency }).id;
}

function ended(world: StripeWorld, refund: Stripe.Refund, end: RefundEnd): Stripe.Refund {
  const { pending_reason: _over, ...rest } = refund;
  if (end === 'succeeded') {
    const paid = rest.balance_transaction === null ? debit(world, rest) : rest;
    return { ...paid, status: 'succeeded' };
  }
  const returned = rest.balance_transaction === null ? {} : { failure_balance_transaction: credit(world, rest) };
  const failure = end === 'failed' ? { failure_reason: 'lost_or_stolen_card' } : {};
  return { ...rest, ...returned, ...failure, status: end };
}

/** Ends a refund: what failed or was canceled comes back to the balance and counts as refunded no longer. */
export function endRefund(world: StripeWorld, refund: Stripe.Refund, end: RefundEnd): Stripe.Refund {
  const after = ended(world, refund, end);
  world.tables.refunds.put(after.id, after);
  const charge = world.tables.charges.get(String(after.charge));
  if (!charge) throw new Error('The refunded charge is gone');
  if (end !== 'succeeded') giveBack(world, charge, -after.amount);
  const { amount, currency, id: refundId } = after;
  world.journal.fact({ type: `refund.${end}`, refund: refundId, charge: charge.id, amount, currency });
  if (end === 'failed') world.emit('refund.failed', after);
  world.emit('refund.updated', after);
  return after;
}

/** Why a refund cannot end so, or undefined. */
export function refundEndRefusal({ status }: Stripe.Refund, end: RefundEnd): string | undefined {
  if (status === 'pending') return undefined;
  return status === 'succeeded' && end === 'failed' ? undefined : `The refund is ${status}`;
}
