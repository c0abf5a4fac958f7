import type Stripe from 'stripe';
import { randomId } from '../core/random-id.ts';
import type { StripeWorld } from './stripe-world.ts';

const settlementSeconds = 2 * 24 * 3_600;
const feePerMille = 29;
const fixedFeeMinor = 30;

/** Writes the balance transaction of a charge or refund; charges cost 2.9 % + 30 minor units. */
export function bookBalance(
  world: StripeWorld,
  kind: 'charge' | 'refund',
  source: { id: string; currency: string; description: string | null },
  amountMinor: number,
): Stripe.BalanceTransaction {
  const created = world.clock.nowSeconds();
  const fee = kind === 'charge' ? Math.round((amountMinor * feePerMille) / 1_000) + fixedFeeMinor : 0;
  const { currency, description } = source;
  const transaction: Stripe.BalanceTransaction = {
    id: randomId('txn_', 24),
    object: 'balance_transaction',
    amount: amountMinor,
    available_on: created + settlementSeconds,
    balance_type: 'payments',
    created,
    currency,
    description,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' }],
    net: amountMinor - fee,
    reporting_category: kind,
    source: source.id,
    status: 'pending',
    type: kind,
  };
  world.tables.balanceTransactions.put(transaction.id, transaction);
  return transaction;
}

/** Takes `amountMinor` of an authorised charge and releases the rest. */
export function settleCharge(
  world: StripeWorld,
  intent: Stripe.PaymentIntent,
  charge: Stripe.Charge,
  amountMinor: number,
  idempotencyKey: string | undefined,
): Stripe.PaymentIntent {
  const transaction = bookBalance(world, 'charge', charge, amountMinor);
  const released = charge.amount - amountMinor;
  const captured: Stripe.Charge = {
    ...charge,
    captured: true,
    amount_captured: amountMinor,
    amount_refunded: released,
    balance_transaction: transaction.id,
  };
  const succeeded: Stripe.PaymentIntent = {
    ...intent,
    status: 'succeeded',
    amount_capturable: 0,
    amount_received: amountMinor,
  };
  world.tables.charges.put(charge.id, captured);
  world.tables.intents.put(intent.id, succeeded);
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
  if (intent.capture_method === 'manual') world.emit('charge.captured', captured, idempotencyKey);
  world.emit('payment_intent.succeeded', succeeded, idempotencyKey);
  world.emit('charge.updated', captured, idempotencyKey);
  return succeeded;
}
