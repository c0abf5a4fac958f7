import type Stripe from 'stripe';
import { bookBalance } from './book-balance.ts';
import { followCapture } from './follow-capture.ts';
import { recordReversal } from './record-reversal.ts';
import type { StripeWorld } from './stripe-world.ts';

/** Books a captured charge now that its time has come, and says so. */
export function bookCharge(world: StripeWorld, chargeId: string, idempotencyKey?: string): void {
  const charge = world.tables.charges.get(chargeId);
  if (!charge?.captured || charge.balance_transaction !== null) return;
  const { amount_captured: amountMinor, currency } = charge;
  const transaction = bookBalance(world, { kind: 'charge', source: charge, amountMinor, currency });
  const booked: Stripe.Charge = { ...charge, balance_transaction: transaction.id };
  world.tables.charges.put(chargeId, booked);
  world.tables.owedBookings.put(chargeId, null);
  world.emit('charge.updated', booked, idempotencyKey);
}

/** Charges whose balance transaction is due by virtual time. */
export function dueBookings(world: StripeWorld): string[] {
  const now = world.clock.nowSeconds();
  const owed = world.tables.owedBookings.all().filter((booking) => booking !== null && booking.due <= now);
  return owed.flatMap((booking) => (booking === null ? [] : [booking.chargeId]));
}

function captured(world: StripeWorld, intent: Stripe.PaymentIntent, charge: Stripe.Charge, amountMinor: number) {
  const after: Stripe.Charge = {
    ...charge,
    captured: true,
    amount_captured: amountMinor,
    amount_refunded: charge.amount - amountMinor,
  };
  const succeeded: Stripe.PaymentIntent = {
    ...intent,
    status: 'succeeded',
    amount_capturable: 0,
    amount_received: amountMinor,
  };
  world.tables.charges.put(charge.id, after);
  world.tables.intents.put(intent.id, succeeded);
  return { after, succeeded };
}

/**
 * Takes `amountMinor` of an authorised charge and releases the rest, which shows as a refund without a balance
 * transaction. The charge's own balance transaction comes at once or later, as the settings say.
 */
export function settleCharge(
  world: StripeWorld,
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge,
  amountMinor: number,
  idempotencyKey: string | undefined,
): Stripe.PaymentIntent {
  const { after, succeeded } = captured(world, intent, charge, amountMinor);
  const { currency, metadata } = intent;
  world.journal.fact({
    type: 'payment.captured',
    paymentIntent: intent.id,
    charge: charge.id,
    amount: amountMinor,
    currency,
    metadata,
    idempotencyKey: idempotencyKey ?? null,
  });
  if (intent.capture_method === 'manual') world.emit('charge.captured', after, idempotencyKey);
  world.emit('payment_intent.succeeded', succeeded, idempotencyKey);
  if (after.amount_refunded > 0) recordReversal(world, after, after.amount_refunded, null, idempotencyKey);
  const { balanceDelaySeconds } = world.settings();
  if (balanceDelaySeconds === 0) bookCharge(world, charge.id, idempotencyKey);
  else {
    const due = world.clock.nowSeconds() + balanceDelaySeconds;
    world.tables.owedBookings.put(charge.id, { chargeId: charge.id, due });
  }
  followCapture(world, after);
  return succeeded;
}
