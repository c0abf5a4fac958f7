import type Stripe from 'stripe';
import { randomId } from '../core/random-id.ts';
import type { StripeWorld } from './stripe-world.ts';

/** Records what a card's bank reported: no money moves. https://docs.stripe.com/disputes/how-disputes-work#early-fraud-warnings */
export function warnOfFraud(
  world: StripeWorld,
  charge: Stripe.Charge,
  fraudType: string,
): Stripe.Radar.EarlyFraudWarning {
  const warning: Stripe.Radar.EarlyFraudWarning = {
    id: randomId('issfr_', 24),
    object: 'radar.early_fraud_warning',
    actionable: !charge.refunded && !charge.disputed,
    charge: charge.id,
    created: world.clock.nowSeconds(),
    fraud_type: fraudType,
    livemode: false,
    ...(typeof charge.payment_intent === 'string' ? { payment_intent: charge.payment_intent } : {}),
  };
  world.tables.warnings.put(warning.id, warning);
  world.emit('radar.early_fraud_warning.created', warning);
  const { id, actionable } = warning;
  world.journal.fact({ type: 'fraud_warning.created', warning: id, charge: charge.id, actionable });
  return warning;
}

/** A charge that is refunded in full or disputed leaves nothing to act on. */
export function settleWarnings(world: StripeWorld, chargeId: string): void {
  for (const warning of world.tables.warnings.all()) {
    if (warning.charge !== chargeId || !warning.actionable) continue;
    const settled = { ...warning, actionable: false };
    world.tables.warnings.put(warning.id, settled);
    world.emit('radar.early_fraud_warning.updated', settled);
  }
}
