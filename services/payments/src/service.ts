import { fileURLToPath } from 'node:url';
import { type ConfigOf, providerKey, type ServiceDefinition } from '@loop/runtime';
import { type config, STRIPE_KEYS, stripeEffectsPerSecond } from './config.ts';
import type { Mode } from './domain/payment.ts';
import { moneyActs } from './effects/money-acts.ts';
import type { MoneyEffects, RailEffects } from './effects/money-effects.ts';
import { openSessionEffect } from './effects/open-session.ts';
import { readPaymentEffect } from './effects/read-payment.ts';
import { onContactForgotten } from './handlers/on-contact-forgotten.ts';
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
import { paypalKeys } from './paypal-keys.ts';
import { offRail } from './providers/off-rail.ts';
import type { PaymentRail } from './providers/payment-rail.ts';
import { paypalRail } from './providers/paypal-rail.ts';
import type { ServedRail, ServedRails } from './providers/served-rails.ts';
import { stripeRail } from './providers/stripe-rail.ts';
import { reconciliation } from './reconciliation.ts';
import { describeRailsResponder } from './responders/describe-rails.ts';
import { driftResponder } from './responders/drift.ts';
import { ledgerResponder, milestoneMoneyResponder } from './responders/ledger.ts';
import { openCheckoutResponder } from './responders/open-checkout.ts';
import { reconcileResponder } from './responders/reconcile.ts';
import { reduceResponder } from './responders/reduce.ts';
import { refundResponder } from './responders/refund.ts';
import { voidResponder } from './responders/void.ts';
import { historicStatsRoute } from './routes/historic-stats.ts';
import { stripeStatusRoute } from './routes/stripe-status.ts';
import { truthRoute } from './routes/truth.ts';
import { previewForgetting } from './store/forgotten.ts';

/** The SQL is not compiled: it stands beside the source, whether this runs from `src` or from `dist`. */
const MIGRATIONS = fileURLToPath(new URL('../src/migrations', import.meta.url));

/** The payments service: money of milestones, from the hosted page to the ledger. */
export function payments(settings: ConfigOf<typeof config>): ServiceDefinition {
  const mode = settings.LOOP_MODE;
  const rails: ServedRails = { stripe: servedStripe(settings), paypal: servedPaypal(settings) };
  const effects: MoneyEffects = {
    stripe: railEffects(rails.stripe.rail, mode, () => effects),
    paypal: railEffects(rails.paypal.rail, mode, () => effects),
  };
  const reconciled = reconciliation(mode, rails, effects);
  return {
    name: 'payments',
    migrations: MIGRATIONS,
    handlers: [
      onContractDrafted,
      onContactForgotten,
      onContractSigned,
      onContractDeclined,
      onRailSelected,
      onFundingMethodSelected,
      onDeliverySubmitted(effects),
      onDeliveryRevisionRequested,
      onDeliveryApproved(effects),
      onMilestoneDisputed,
      onPaymentNotified(effects),
    ],
    effects: [
      ...Object.values(effects.stripe),
      ...Object.values(effects.paypal),
      ...reconciled.effects,
    ] as ServiceDefinition['effects'],
    schedules: reconciled.schedules,
    callRates: { stripe: stripeEffectsPerSecond(mode, settings.LOOP_STRIPE_REQUESTS_PER_SECOND) },
    routes: [
      stripeStatusRoute(rails.stripe.state, mode, settings.LOOP_TENANT_ID),
      truthRoute(mode, settings.LOOP_TENANT_ID),
      historicStatsRoute(settings.LOOP_TENANT_ID),
    ],
    responders: [
      openCheckoutResponder(rails, effects, mode),
      describeRailsResponder(rails, mode),
      ledgerResponder,
      milestoneMoneyResponder,
      driftResponder,
      reconcileResponder(reconciled.matched),
      refundResponder(rails, effects),
      voidResponder(rails, effects),
      reduceResponder(),
    ],
    providers: [rails.stripe.state, rails.paypal.state],
    previewForgetting,
  };
}

function railEffects(rail: PaymentRail, mode: Mode, effects: () => MoneyEffects): RailEffects {
  return {
    openSession: openSessionEffect(rail, mode, effects),
    readPayment: readPaymentEffect(rail, effects),
    ...moneyActs({ rail, mode, effects }),
  };
}

function servedStripe(settings: ConfigOf<typeof config>): ServedRail {
  const key = providerKey(settings.LOOP_MODE, settings.LOOP_STRIPE_SECRET_KEY, STRIPE_KEYS);
  if (key.state === 'refused') throw new Error(`${key.problem.name} ${key.problem.problem}`);
  if (key.state !== 'configured') {
    const state = { provider: 'stripe', state: 'off', missing: key.missing } as const;
    return { rail: offRail('stripe'), isConfigured: false, state };
  }
  const rail = stripeRail({ secretKey: key.key, sandboxUrl: settings.LOOP_SANDBOX_URL });
  return { rail, isConfigured: true, state: { provider: 'stripe', state: key.mode } };
}

function servedPaypal(settings: ConfigOf<typeof config>): ServedRail {
  const keys = paypalKeys(settings.LOOP_MODE, settings);
  if (keys.state === 'refused') {
    throw new Error(keys.problems.map(({ name, problem }) => `${name} ${problem}`).join('; '));
  }
  const baseUrl = keys.state === 'configured' ? (keys.baseUrl ?? settings.LOOP_SANDBOX_URL) : undefined;
  if (keys.state === 'off' || baseUrl === undefined) {
    const missing = keys.state === 'off' ? keys.missing : ['LOOP_SANDBOX_URL'];
    return { rail: offRail('paypal'), isConfigured: false, state: { provider: 'paypal', state: 'off', missing } };
  }
  const { clientId, clientSecret, mode } = keys;
  const rail = paypalRail({ clientId, clientSecret, baseUrl, live: mode === 'live' });
  return { rail, isConfigured: true, state: { provider: 'paypal', state: mode } };
}
