import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { pinnedKeys } from '../intake/pinned-keys.ts';
import { verifyPayPal } from './verify-paypal.ts';

const NOW_MS = 1_790_000_000_000;
const WEBHOOK_ID = '8PT597110X687430LKGECATA';
const BODY = '{"id":"WH-1-2","event_type":"PAYMENT.CAPTURE.COMPLETED","note":"Zoë"}';

const rsa = (modulusLength = 2048) => generateKeyPairSync('rsa', { modulusLength });
const ours = rsa();
const theirs = rsa();

interface Sent {
  readonly body?: string | Uint8Array;
  readonly id?: string;
  readonly time?: string;
  readonly webhookId?: string;
  readonly key?: typeof ours.privateKey;
}

const at = (ageS = 0) => new Date(NOW_MS - ageS * 1_000).toISOString().replace('.000Z', 'Z');

function headersFor({ body = BODY, id = 'dfb3be50-fd74', time = at(), webhookId = WEBHOOK_ID, key }: Sent = {}) {
  const signed = `${id}|${time}|${webhookId}|${crc32(Buffer.from(body))}`;
  return {
    'paypal-transmission-id': id,
    'paypal-transmission-time': time,
    'paypal-transmission-sig': sign('sha256', Buffer.from(signed), key ?? ours.privateKey).toString('base64'),
    'paypal-cert-url': 'https://evil.example/certificate',
    'paypal-auth-algo': 'none',
  };
}

const verify = verifyPayPal(WEBHOOK_ID, [ours.publicKey]);
const accepts = (headers: Readonly<Record<string, string | undefined>>, body: string | Uint8Array = BODY) =>
  verify(Buffer.from(body), headers, NOW_MS) !== undefined;

test('a signed delivery is accepted with what is needed to verify it again, whatever address its certificate is said to have', () => {
  const headers = headersFor();
  const { 'paypal-cert-url': _url, 'paypal-auth-algo': _algorithm, ...needed } = headers;
  expect(verify(Buffer.from(BODY), { ...headers, cookie: 'x' }, NOW_MS)).toEqual({ body: BODY, headers: needed });
  expect(accepts(headersFor({ time: new Date(NOW_MS - 1).toISOString() }))).toBe(true);
});

test.each([
  ['none', { ...headersFor(), 'paypal-transmission-sig': undefined }],
  ['another key’s', headersFor({ key: theirs.privateKey })],
  ['one for another webhook', headersFor({ webhookId: '1AB23456CD789012E' })],
  ['a truncated one', { ...headersFor(), 'paypal-transmission-sig': headersFor()['paypal-transmission-sig'].slice(4) }],
  ['two in one header', { ...headersFor(), 'paypal-transmission-id': 'a, a' }],
  ['an id that would move the dividers', headersFor({ id: `a|${at()}` })],
  ['one for another time', { ...headersFor(), 'paypal-transmission-time': at(1) }],
  ['one of 301 seconds ago', headersFor({ time: at(301) })],
  ['one from 301 seconds ahead', headersFor({ time: at(-301) })],
  ['one of the year 2015', headersFor({ time: '2015-05-18T15:45:13Z' })],
  ['a time that is none', headersFor({ time: '2026-13-41T25:61:61Z' })],
  ['a time without a zone', headersFor({ time: at().replace('Z', '') })],
])('a delivery with %s for a signature is refused', (_what, headers) => {
  expect(accepts(headers)).toBe(false);
});

test.each([
  ['its amount changed', BODY.replace('COMPLETED', 'DECLINED.')],
  ['its keys written anew', JSON.stringify(JSON.parse(BODY), null, 1)],
  ['a byte-order mark before it', `\ufeff${BODY}`],
  ['nothing left of it', ''],
  ['bytes that are no UTF-8', Buffer.concat([Buffer.from(BODY.slice(0, -2)), Buffer.from([0xff]), Buffer.from('"}')])],
])('a delivery with %s is refused', (_what, body) => {
  expect(accepts(headersFor(), body)).toBe(false);
});

test('bytes that are no text are refused even when they are signed', () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
  expect(accepts(headersFor({ body: bytes }), bytes)).toBe(false);
});

/** A self-signed certificate made for this test with OpenSSL, of nobody’s. */
const CERTIFICATE = [
  'MIIDKTCCAhGgAwIBAgIUeU2oRpNQS3sTA0iHjkh1fcWgTgkwDQYJKoZIhvcNAQELBQAwIzEhMB8GA1UEAwwYd2ViaG9va3MuYnJhY2tlbmxhbm',
  'Uub3JnMCAXDTI2MTEyODE0MDMwM1oYDzIxMjYxMTA0MTQwMzAzWjAjMSEwHwYDVQQDDBh3ZWJob29rcy5icmFja2VubGFuZS5vcmcwggEiMA0G',
  'CSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQC7xbxWX+LFFOIN0iuV/ldhs7EMeq0Jco2yOOUgJnED+KQuhFzJ+Q7+SvvrDdpFnnhxBENuyO1cY6',
  'M3ypng7XQCe75+YBQNQ3rRSaDfaemiuYncvqh9wi6UeqUgGS8w8HANoBZUuZ8H92wrR2reuwuCr1yoIC0uNqFUk4iyJWnfWHfgTifNWaXuDTIb',
  'kyZ7yqb82NBSUsHpIm6wNWV8/2P8+MLmiDX29vGklTtr9tDT1WQsKBtsOAc0sPSmJEm+8hb88i/PdL6o1NbBGSsfkCG/fokCoM9psoY+BnsVz0',
  'GtDB0BHv5Iqba3KOIEozqMB0K1uwkIKDZnmGLjm8+IR/+BAgMBAAGjUzBRMB0GA1UdDgQWBBQwucKoR6RPjI5rGC26MyLLLriAzjAfBgNVHSME',
  'GDAWgBQwucKoR6RPjI5rGC26MyLLLriAzjAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQAFVA5JeWo8dlfojRdBfGVPf1Z/7M',
  'OL3MzawGuOa8JgX7+5rJHjuBli/I3Gy8LEQYSOhOmM3R0CCb49ewJ+7tTrkZCKDxauf5ZLgj8bfZ9NZeul5JwfBIGbZPUeO/ghNelo76UmsmGm',
  'ZQjU05pduxdli51LYOr51g0vKw9GQF2DCwTfrkezIJNB3/i/AJc4eCyoWQ/xFipcp6wYGJj1Xsk9fmQLUu2vD8LUtx7PJBNy+1+bGjRKM8RsW7',
  'k0e4MMsntxhO6bwiSam4He2M/7/Nf/Z2iugF7y0fgmSMsbUTuCF5EuZB7lPHhNJlfSQmas0mrTHoAxOUAlxe4sblqLjzHb',
].join('');

test('the pinned key comes as a certificate or as its public key, with its line ends or without, and several while one is rotated', () => {
  const { publicKey } = new X509Certificate(Buffer.from(CERTIFICATE, 'base64'));
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const pem = ours.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const certificatePem = new X509Certificate(Buffer.from(CERTIFICATE, 'base64')).toString();
  const oneLine = (text: string) => text.replaceAll('\n', '\\n');
  const keys = pinnedKeys([certificatePem, oneLine(certificatePem), spki, pem, oneLine(pem)].join(', '));
  const same = keys.map((key) => key.equals(publicKey));
  expect(same).toEqual([true, true, true, false, false]);
  const rotated = verifyPayPal(WEBHOOK_ID, keys);
  expect(rotated(Buffer.from(BODY), headersFor(), NOW_MS)).toBeDefined();
  expect(rotated(Buffer.from(BODY), headersFor({ key: theirs.privateKey }), NOW_MS)).toBeUndefined();
});

test.each([
  ['is nothing', ''],
  ['is no key', 'bm9uZQ=='],
  [
    'is of another kind',
    generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  ],
  [
    'is too short',
    createPublicKey(createPrivateKey(rsa(1024).privateKey.export({ type: 'pkcs8', format: 'pem' })))
      .export({ type: 'spki', format: 'pem' })
      .toString(),
  ],
])('a pinned key that %s is told at once', (_what, text) => {
  expect(() => pinnedKeys(text)).toThrow();
});
