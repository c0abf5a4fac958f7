import { createSign, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { config, inboundChannels } from '@loop/inbound-channels';
import { type TestService, TestSystem, type TestSystemOptions } from '@loop/testkit';
import Stripe from 'stripe';

export const STRIPE_SOURCE = 'stripe-Zk3v9Q';
export const SENDGRID_SOURCE = 'sendgrid-x81Lw';
export const PAYPAL_SOURCE = 'paypal-Tq71Mz';
export const PAYPAL_WEBHOOK_ID = '8PT597110X687430LKGECATA';
export const SECRET = 'whsec_of_the_gateway_tests';

const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

const paypalKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What the sandbox signs PayPal's webhooks with, as it takes it. */
export const PAYPAL_PRIVATE_KEY = paypalKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** What the sandbox signs with, as it takes it. */
export const SENDGRID_PRIVATE_KEY = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A running gateway and what its senders can do to it. */
export interface Gateway {
  readonly system: TestSystem;
  readonly service: TestService;
  postStripe(payload: string | Buffer, headers?: Readonly<Record<string, string>>): Promise<Response>;
  postSendGrid(payload: string | Buffer, headers?: Readonly<Record<string, string>>): Promise<Response>;
  postPayPal(payload: string | Buffer, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Rows of deliveries and events there are. */
  kept(): Promise<{ deliveries: number; events: number }>;
}

/** `Stripe-Signature` of a payload, `ageS` seconds old. */
export const signStripe = (payload: string, { ageS = 0, secret = SECRET } = {}) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(Date.now() / 1_000) - ageS });

/** SendGrid's two headers for a payload, `ageS` seconds old. */
export function signSendGrid(payload: string, { ageS = 0 } = {}): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000) - ageS);
  return {
    'x-twilio-email-event-webhook-timestamp': timestamp,
    'x-twilio-email-event-webhook-signature': createSign('sha256')
      .update(timestamp + payload)
      .sign(keys.privateKey, 'base64'),
  };
}

/** PayPal's headers for a payload, `ageS` seconds old; their address of a certificate leads nowhere. */
export function signPayPal(payload: string, { ageS = 0 } = {}): Record<string, string> {
  const id = randomUUID();
  const time = new Date(Date.now() - ageS * 1_000).toISOString().replace(/\.\d{3}Z$/, 'Z');
  const signed = `${id}|${time}|${PAYPAL_WEBHOOK_ID}|${crc32(Buffer.from(payload))}`;
  return {
    'paypal-transmission-id': id,
    'paypal-transmission-time': time,
    'paypal-transmission-sig': sign('sha256', Buffer.from(signed), paypalKeys.privateKey).toString('base64'),
    'paypal-cert-url': 'http://127.0.0.1:9/certificate',
  };
}

/** Starts the gateway on its own database and broker. */
export async function startGateway(options: TestSystemOptions = {}): Promise<Gateway> {
  const system = await TestSystem.open(options);
  const settings = config.schema.parse({
    ...system.configOf('inbound-channels'),
    LOOP_STRIPE_SOURCE_ID: STRIPE_SOURCE,
    LOOP_STRIPE_WEBHOOK_SECRET: SECRET,
    LOOP_SENDGRID_SOURCE_ID: SENDGRID_SOURCE,
    LOOP_PAYPAL_SOURCE_ID: PAYPAL_SOURCE,
    LOOP_PAYPAL_WEBHOOK_ID: PAYPAL_WEBHOOK_ID,
    LOOP_PAYPAL_WEBHOOK_CERTIFICATE: paypalKeys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    LOOP_SENDGRID_WEBHOOK_PUBLIC_KEY: keys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  });
  const service = await system.start(inboundChannels(settings));
  const post = (path: string, payload: string | Buffer, headers: Readonly<Record<string, string>>) =>
    fetch(`${service.url}/webhooks/${path}`, {
      method: 'POST',
      body: payload,
      headers: { 'content-type': 'application/json', ...headers },
    });
  return {
    system,
    service,
    postStripe: (payload, headers = { 'stripe-signature': signStripe(String(payload)) }) =>
      post(`stripe/${STRIPE_SOURCE}`, payload, headers),
    postSendGrid: (payload, headers = signSendGrid(String(payload))) =>
      post(`sendgrid/${SENDGRID_SOURCE}`, payload, headers),
    postPayPal: (payload, headers = signPayPal(String(payload))) => post(`paypal/${PAYPAL_SOURCE}`, payload, headers),
    kept: async () => {
      const [row] = await system.sql<{ deliveries: number; events: number }>(
        `SELECT (SELECT count(*)::int FROM inbound_channels.deliveries) AS deliveries,
                (SELECT count(*)::int FROM inbound_channels.provider_events) AS events`,
      );
      return row ?? { deliveries: 0, events: 0 };
    },
  };
}
