import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { z } from 'zod';
import { readPayPalEvent } from '../dist/domain/paypal-event.js';
import { readSendGridEvents } from '../dist/domain/sendgrid-events.js';
import { readStripeEvent } from '../dist/domain/stripe-event.js';
import { pinnedKeys } from '../dist/intake/pinned-keys.js';
import { verifyPayPal } from '../dist/providers/verify-paypal.js';
import { sendGridPublicKey, verifySendGrid } from '../dist/providers/verify-sendgrid.js';
import { verifyStripe } from '../dist/providers/verify-stripe.js';

/** The providers' published payloads stand beside the repository; none of them is copied into it. */
const fixtures = join(import.meta.dirname, '../../../../shared/fixtures');
const fixture = (name: string) => readFileSync(join(fixtures, name), 'utf8');

const vectors = z
  .object({
    cases: z.array(
      z.object({
        name: z.string(),
        public_key_spki_base64: z.string(),
        timestamp: z.string(),
        body: z.string(),
        signature: z.string(),
        valid: z.boolean(),
      }),
    ),
  })
  .parse(JSON.parse(fixture('sendgrid/event-signature-vectors.json')));

test.each(vectors.cases)("SendGrid's published vector is verified as it should: $name", (vector) => {
  const verify = verifySendGrid(sendGridPublicKey(vector.public_key_spki_base64));
  const headers = {
    'x-twilio-email-event-webhook-signature': vector.signature,
    'x-twilio-email-event-webhook-timestamp': vector.timestamp,
  };
  const nowMs = Number(vector.timestamp) * 1_000;
  expect(verify(Buffer.from(vector.body), headers, nowMs) !== undefined).toBe(vector.valid);
  expect(verify(Buffer.from(`${vector.body} `), headers, nowMs)).toBeUndefined();
  expect(verify(Buffer.from(vector.body), headers, nowMs + 301_000)).toBeUndefined();
  expect(readSendGridEvents(vector.body, 'any')).toHaveLength(1);
});

const EXPECTED = { livemode: false, apiVersion: Stripe.API_VERSION };

test("Stripe's published event is verified over its very bytes, read, and only kept: nothing here uses plans", () => {
  const payload = fixture('stripe/event.plan.created.json');
  const secret = 'whsec_conformance';
  const nowMs = Date.now();
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret });
  const verified = verifyStripe([secret])(Buffer.from(payload), { 'stripe-signature': header }, nowMs);
  expect(verified?.body).toBe(payload);
  expect(readStripeEvent(payload, EXPECTED)).toMatchObject({
    type: 'plan.created',
    meaning: { disposition: 'stored', reason: 'unused_type' },
  });
});

test.each([
  ['object.payment_intent.json', 'payment_intent.amount_capturable_updated', 'payment_intent'],
  ['object.checkout.session.json', 'checkout.session.completed', 'checkout.session'],
  ['object.charge.json', 'charge.captured', 'charge'],
])('an event about the published %s names the object to read', (name, type, objectType) => {
  const object: unknown = JSON.parse(fixture(`stripe/${name}`));
  const envelope: object = JSON.parse(fixture('stripe/event.plan.created.json'));
  const event = readStripeEvent(JSON.stringify({ ...envelope, type, data: { object } }), EXPECTED);
  const { id } = z.object({ id: z.string() }).parse(object);
  expect(event.meaning).toMatchObject({ disposition: 'published', notice: { objectId: id, objectType } });
});

const paypal = z
  .object({
    public_key_pem: z.string(),
    cases: z.array(
      z.object({
        name: z.string(),
        transmission_id: z.string(),
        transmission_time: z.string(),
        transmission_sig: z.string(),
        webhook_id: z.string(),
        body: z.string(),
        valid: z.boolean(),
      }),
    ),
  })
  .parse(JSON.parse(fixture('paypal/signed-events.json')));

test.each(paypal.cases)(
  "PayPal's published vector is verified as it should, and only at its own time: $name",
  (vector) => {
    const verify = verifyPayPal(vector.webhook_id, pinnedKeys(paypal.public_key_pem));
    const headers = {
      'paypal-transmission-id': vector.transmission_id,
      'paypal-transmission-time': vector.transmission_time,
      'paypal-transmission-sig': vector.transmission_sig,
    };
    const nowMs = Date.parse(vector.transmission_time);
    expect(verify(Buffer.from(vector.body), headers, nowMs) !== undefined).toBe(vector.valid);
    expect(verify(Buffer.from(`${vector.body} `), headers, nowMs)).toBeUndefined();
    expect(verify(Buffer.from(vector.body), headers, nowMs + 301_000)).toBeUndefined();
    expect(verify(Buffer.from(vector.body), headers, Date.now())).toBeUndefined();
    expect(readPayPalEvent(vector.body, { livemode: false }).meaning).toEqual({
      disposition: 'quarantined',
      reason: 'unknown_type',
    });
  },
);
