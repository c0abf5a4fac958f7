import { expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { verifyStripe } from './verify-stripe.ts';

const SECRET = 'whsec_the_endpoint';
const NOW_MS = 1_790_000_000_000;
const PAYLOAD = '{"id":"evt_1","object":"event","name":"Zoë \\u00e9"}';

const sign = (payload = PAYLOAD, secret = SECRET, ageS = 0) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: NOW_MS / 1_000 - ageS });

const verify = verifyStripe([SECRET]);
const accepts = (body: string | Uint8Array, signature: string | undefined) =>
  verify(Buffer.from(body), { 'stripe-signature': signature }, NOW_MS) !== undefined;

test('a delivery signed with our secret is accepted, with what is needed to verify it again', () => {
  const signature = sign();
  expect(verify(Buffer.from(PAYLOAD), { 'stripe-signature': signature, cookie: 'x' }, NOW_MS)).toEqual({
    body: PAYLOAD,
    headers: { 'stripe-signature': signature },
  });
});

test('while a secret is rotated both are accepted, and a signature by a third beside a good one does not hurt', () => {
  const both = verifyStripe([SECRET, 'whsec_the_next']);
  const next = { 'stripe-signature': sign(PAYLOAD, 'whsec_the_next') };
  expect(both(Buffer.from(PAYLOAD), next, NOW_MS)).toBeDefined();
  expect(accepts(PAYLOAD, `${sign(PAYLOAD, 'whsec_other')},${sign().split(',')[1]}`)).toBe(true);
});

test.each([
  ['none', undefined],
  ['an empty one', ''],
  ['another secret’s', sign(PAYLOAD, 'whsec_other')],
  ['one of 301 seconds ago', sign(PAYLOAD, SECRET, 301)],
  ['one from 301 seconds ahead', sign(PAYLOAD, SECRET, -301)],
  ['two headers in one', `${sign()}, ${sign()}`],
  ['two times in one', `${sign()},${sign()}`],
  ['a truncated one', sign().slice(0, -2)],
  ['one that is not hexadecimal', sign().replace(/v1=../, 'v1=zz')],
  ['a signature of the old scheme only', sign().replace('v1=', 'v0=')],
  ['a time in milliseconds', sign().replace(/t=\d+/, `t=${NOW_MS}`)],
  ['a negative time', sign().replace(/t=/, 't=-')],
  ['a time that is none', sign().replace(/t=\d+/, 't=NaN')],
  ['the time only', sign().split(',')[0]],
])('a delivery with %s for a signature is refused', (_what, signature) => {
  expect(accepts(PAYLOAD, signature)).toBe(false);
});

test.each([
  ['its keys reordered', '{"object":"event","id":"evt_1","name":"Zoë \\u00e9"}'],
  ['a space more', `${PAYLOAD} `],
  ['its escapes resolved', PAYLOAD.replace('\\u00e9', 'é')],
  ['a byte-order mark before it', `\ufeff${PAYLOAD}`],
  [
    'bytes that are no UTF-8',
    Buffer.concat([Buffer.from(PAYLOAD.slice(0, -2)), Buffer.from([0xff]), Buffer.from('"}')]),
  ],
  ['nothing left of it', ''],
])('a delivery with %s is refused', (_what, body) => {
  expect(accepts(body, sign())).toBe(false);
});

test('a byte that is no UTF-8 cannot stand in for the sign that replaces it', () => {
  const signed = '{"id":"evt_1","object":"event","name":"\ufffd"}';
  const forged = Buffer.concat([Buffer.from(signed.split('\ufffd')[0] ?? ''), Buffer.from([0xff]), Buffer.from('"}')]);
  expect(accepts(signed, sign(signed))).toBe(true);
  expect(accepts(forged, sign(signed))).toBe(false);
});

test('a signed body that is no event is still ours to keep', () => {
  expect(accepts('not json', sign('not json'))).toBe(true);
  expect(accepts('{"object":"v2.core.event"}', sign('{"object":"v2.core.event"}'))).toBe(true);
});
