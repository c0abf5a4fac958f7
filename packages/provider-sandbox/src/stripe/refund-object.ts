import type Stripe from 'stripe';
import { randomId } from '../core/random-id.ts';

/** A refund of a charge, not booked yet. */
export function newRefund(charge: Stripe.Charge, amountMinor: number, createdSeconds: number): Stripe.Refund {
  return {
    id: randomId('re_', 24),
    object: 'refund',
    amount: amountMinor,
    balance_transaction: null,
    charge: charge.id,
    created: createdSeconds,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: { type: 'card', card: { type: 'refund' } },
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'pending',
    transfer_reversal: null,
  };
}
