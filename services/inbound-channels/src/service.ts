import { fileURLToPath } from 'node:url';
import type { ConfigOf, ProviderState, ServiceDefinition } from '@loop/runtime';
import type { config } from './config.ts';
import { readPayPalEvent } from './domain/paypal-event.ts';
import { readSendGridEvents } from './domain/sendgrid-events.ts';
import { readStripeEvent } from './domain/stripe-event.ts';
import { onContactForgotten } from './handlers/on-contact-forgotten.ts';
import { onMessageFailed } from './handlers/on-message-failed.ts';
import { onMessageSent } from './handlers/on-message-sent.ts';
import { pinnedKeys } from './intake/pinned-keys.ts';
import { verifyPayPal } from './providers/verify-paypal.ts';
import { sendGridPublicKey, verifySendGrid } from './providers/verify-sendgrid.ts';
import { STRIPE_API_VERSION, verifyStripe } from './providers/verify-stripe.ts';
import { type WebhookSource, webhookRoute } from './routes/webhook.ts';
import { previewForgetting } from './store/deliveries.ts';

/** The SQL is not compiled: it stands beside the source, whether this runs from `src` or from `dist`. */
const MIGRATIONS = fileURLToPath(new URL('../src/migrations', import.meta.url));

type Settings = ConfigOf<typeof config>;

function stripeSource(settings: Settings): WebhookSource | undefined {
  const { LOOP_MODE: mode, LOOP_STRIPE_SOURCE_ID: sourceId, LOOP_STRIPE_WEBHOOK_SECRET: secret } = settings;
  if (sourceId === undefined || secret === undefined) return undefined;
  const expected = { livemode: mode === 'live', apiVersion: STRIPE_API_VERSION };
  return {
    provider: 'stripe',
    sourceId,
    tenantId: settings.LOOP_TENANT_ID,
    mode,
    verify: verifyStripe(secret.split(',').map((one) => one.trim())),
    read: (body) => [readStripeEvent(body, expected)],
  };
}

function sendGridSource(settings: Settings): WebhookSource | undefined {
  const { LOOP_MODE: mode, LOOP_SENDGRID_SOURCE_ID: sourceId, LOOP_TENANT_ID: tenantId } = settings;
  const { LOOP_SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey } = settings;
  if (sourceId === undefined || publicKey === undefined) return undefined;
  return {
    provider: 'sendgrid',
    sourceId,
    tenantId,
    mode,
    verify: verifySendGrid(sendGridPublicKey(publicKey)),
    read: (body) => readSendGridEvents(body, tenantId),
  };
}

function paypalSource(settings: Settings): WebhookSource | undefined {
  const { LOOP_MODE: mode, LOOP_PAYPAL_SOURCE_ID: sourceId, LOOP_PAYPAL_WEBHOOK_ID: webhookId } = settings;
  const { LOOP_PAYPAL_WEBHOOK_CERTIFICATE: certificate } = settings;
  if (sourceId === undefined || webhookId === undefined || certificate === undefined) return undefined;
  return {
    provider: 'paypal',
    sourceId,
    tenantId: settings.LOOP_TENANT_ID,
    mode,
    verify: verifyPayPal(webhookId, pinnedKeys(certificate)),
    read: (body) => [readPayPalEvent(body, { livemode: mode === 'live' })],
  };
}

/** The webhook gateway: takes what providers tell us, proves it, keeps it and passes it on. */
export function inboundChannels(settings: Settings): ServiceDefinition {
  const stripe = stripeSource(settings);
  const sendgrid = sendGridSource(settings);
  const paypal = paypalSource(settings);
  const state = (provider: string, source: WebhookSource | undefined, missing: readonly string[]): ProviderState =>
    source === undefined ? { provider, state: 'off', missing } : { provider, state: source.mode };
  const sources = [stripe, sendgrid, paypal].filter((source) => source !== undefined);
  return {
    name: 'inbound-channels',
    migrations: MIGRATIONS,
    handlers: [onContactForgotten, onMessageSent, onMessageFailed],
    effects: [],
    routes: [webhookRoute('stripe', sources), webhookRoute('sendgrid', sources), webhookRoute('paypal', sources)],
    responders: [],
    previewForgetting,
    providers: [
      state('stripe webhooks', stripe, ['LOOP_STRIPE_SOURCE_ID', 'LOOP_STRIPE_WEBHOOK_SECRET']),
      state('sendgrid webhooks', sendgrid, ['LOOP_SENDGRID_SOURCE_ID', 'LOOP_SENDGRID_WEBHOOK_PUBLIC_KEY']),
      state('paypal webhooks', paypal, [
        'LOOP_PAYPAL_SOURCE_ID',
        'LOOP_PAYPAL_WEBHOOK_ID',
        'LOOP_PAYPAL_WEBHOOK_CERTIFICATE',
      ]),
    ],
  };
}
