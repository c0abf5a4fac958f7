import { fileURLToPath } from 'node:url';
import { type ConfigOf, type ProviderState, providerKey, type ServiceDefinition } from '@loop/runtime';
import { type config, STRIPE_KEYS } from './config.ts';
import { captureEffect } from './effects/capture.ts';
import type { MoneyEffects } from './effects/money-effects.ts';
import { openSessionEffect } from './effects/open-session.ts';
import { readPaymentEffect } from './effects/read-payment.ts';
import { onContractDeclined } from './handlers/on-contract-declined.ts';
import { onContractDrafted } from './handlers/on-contract-drafted.ts';
import { onContractSigned } from './handlers/on-contract-signed.ts';
import { onDeliveryApproved } from './handlers/on-delivery-approved.ts';
import { onDeliveryRevisionRequested } from './handlers/on-delivery-revision-requested.ts';
import { onDeliverySubmitted } from './handlers/on-delivery-submitted.ts';
import { onFundingMethodSelected } from './handlers/on-funding-method-selected.ts';
import { onMilestoneDisputed } from './handlers/on-milestone-disputed.ts';
import { onPaymentNotified } from './handlers/on-payment-notified.ts';
import { onRailSelected } from './handlers/on-rail-selected.ts';
import { offRail } from './providers/off-rail.ts';
import { stripeRail } from './providers/stripe-rail.ts';
import { describeRailsResponder, type RailsDescribed } from './responders/describe-rails.ts';
import { openCheckoutResponder } from './responders/open-checkout.ts';
import { stripeStatusRoute } from './routes/stripe-status.ts';

/** The SQL is not compiled: it stands beside the source, whether this runs from `src` or from `dist`. */
const MIGRATIONS = fileURLToPath(new URL('../src/migrations', import.meta.url));

/** The payments service: money of milestones, from the hosted page to the ledger. */
export function payments(settings: ConfigOf<typeof config>): ServiceDefinition {
  const mode = settings.LOOP_MODE;
  const stripe = providerKey(mode, settings.LOOP_STRIPE_SECRET_KEY, STRIPE_KEYS);
  if (stripe.state === 'refused') throw new Error(`${stripe.problem.name} ${stripe.problem.problem}`);
  const isConfigured = stripe.state === 'configured';
  const rail = isConfigured
    ? stripeRail({ secretKey: stripe.key, sandboxUrl: settings.LOOP_SANDBOX_URL })
    : offRail('stripe');
  const provider: ProviderState = isConfigured
    ? { provider: 'stripe', state: stripe.mode }
    : { provider: 'stripe', state: 'off', missing: stripe.missing };
  const effects: MoneyEffects = {
    openSession: openSessionEffect(rail, mode, () => effects),
    readPayment: readPaymentEffect(rail, () => effects),
    capture: captureEffect(rail, mode, () => effects),
  };
  const rails: RailsDescribed = [
    isConfigured
      ? { rail: 'stripe', configured: true, mode, fundingMethods: ['hold'] }
      : { rail: 'stripe', configured: false, mode: null, fundingMethods: [] },
    { rail: 'paypal', configured: false, mode: null, fundingMethods: [] },
  ];
  return {
    name: 'payments',
    migrations: MIGRATIONS,
    handlers: [
      onContractDrafted,
      onContractSigned,
      onContractDeclined,
      onRailSelected,
      onFundingMethodSelected,
      onDeliverySubmitted,
      onDeliveryRevisionRequested,
      onDeliveryApproved(effects),
      onMilestoneDisputed,
      onPaymentNotified(effects),
    ],
    effects: [effects.openSession, effects.readPayment, effects.capture] as ServiceDefinition['effects'],
    routes: [stripeStatusRoute(provider, mode, settings.LOOP_TENANT_ID)],
    responders: [openCheckoutResponder(rail, effects, { isConfigured, mode }), describeRailsResponder(rails)],
    providers: [provider],
  };
}
