import type Stripe from 'stripe';
import { openDispute } from './dispute-cases.ts';
import { warnOfFraud } from './fraud-warnings.ts';
import type { StripeWorld } from './stripe-world.ts';
import type { CardTraits } from './test-cards.ts';

/** What the card of a charge is known to do. */
export function traitsOfCharge(world: StripeWorld, { payment_method }: Stripe.Charge): CardTraits {
  return world.tables.methods.get(payment_method ?? '')?.card.traits ?? {};
}

/** The test cards that are disputed or reported as soon as they are charged. https://docs.stripe.com/testing#disputes */
export function followCapture(world: StripeWorld, charge: Stripe.Charge): void {
  const { afterCapture } = traitsOfCharge(world, charge);
  if (afterCapture === 'fraud_warning') warnOfFraud(world, charge, 'misc');
  if (afterCapture === 'dispute') openDispute(world, charge, { kind: 'dispute', reason: 'fraudulent' });
  if (afterCapture === 'inquiry') openDispute(world, charge, { kind: 'inquiry', reason: 'product_not_received' });
}
