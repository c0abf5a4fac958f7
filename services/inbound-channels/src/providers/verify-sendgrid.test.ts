import { createSign, generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { EventWebhook } from '@sendgrid/eventwebhook';
import { sendGridPublicKey, verifySendGrid } from './verify-sendgrid.ts';

const NOW_S = 1_790_000_000;
const BODY = '[{"event":"delivered","sg_event_id":"a","note":"Zo\u00eb"},\r\n{"event":"open","sg_event_id":"b"}]\r\n';

const newKeys = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return { privateKey, base64: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') };
};
const ours = newKeys();
const theirs = newKeys();

const sign = (body: string, timestamp = String(NOW_S), keys = ours) =>
  createSign('sha256').update(timestamp).update(body).sign(keys.privateKey, 'base64');

const headersOf = (signature: string | undefined, timestamp: string | undefined = String(NOW_S)) => ({
  'x-twilio-email-event-webhook-signature': signature,
  'x-twilio-email-event-webhook-timestamp': timestamp,
});

const verify = verifySendGrid(sendGridPublicKey(ours.base64));
const accepts = (body: string | Uint8Array, headers: Readonly<Record<string, string | undefined>>) =>
  verify(Buffer.from(body), headers, NOW_S * 1_000) !== undefined;

test('a signed batch is accepted, its line ends included', () => {
  expect(accepts(BODY, headersOf(sign(BODY)))).toBe(true);
  expect(accepts(BODY.trimEnd(), headersOf(sign(BODY)))).toBe(false);
});

test.each([
  ['none', headersOf(undefined)],
  ['another key’s', headersOf(sign(BODY, String(NOW_S), theirs))],
  ['two in one header', headersOf(`${sign(BODY)}, ${sign(BODY)}`)],
  ['a truncated one', headersOf(sign(BODY).slice(0, -8))],
  ['one of zeros', headersOf(Buffer.from('3006020100020100', 'hex').toString('base64'))],
  ['one without its time', { ...headersOf(sign(BODY)), 'x-twilio-email-event-webhook-timestamp': undefined }],
  ['one for another time', headersOf(sign(BODY), String(NOW_S + 1))],
  ['one of 301 seconds ago', headersOf(sign(BODY, String(NOW_S - 301)), String(NOW_S - 301))],
  ['one from 301 seconds ahead', headersOf(sign(BODY, String(NOW_S + 301)), String(NOW_S + 301))],
  ['a time in milliseconds', headersOf(sign(BODY, `${NOW_S}000`), `${NOW_S}000`)],
])('a batch with %s for a signature is refused', (_what, headers) => {
  expect(accepts(BODY, headers)).toBe(false);
});

test('a batch written anew, or with other bytes that read alike, is refused', () => {
  expect(accepts(JSON.stringify(JSON.parse(BODY)), headersOf(sign(BODY)))).toBe(false);
  expect(accepts(`\ufeff${BODY}`, headersOf(sign(BODY)))).toBe(false);
  const replaced = BODY.replace('\u00eb', '\ufffd');
  const [start = '', end = ''] = replaced.split('\ufffd');
  const forged = Buffer.concat([Buffer.from(start), Buffer.from([0xff]), Buffer.from(end)]);
  expect(accepts(forged, headersOf(sign(replaced)))).toBe(false);
});

test("SendGrid's own package gives the same answers", () => {
  const sdk = new EventWebhook();
  const key = sdk.convertPublicKeyToECDSA(ours.base64);
  for (const [body, signature] of [
    [BODY, sign(BODY)],
    [BODY, sign(BODY, String(NOW_S), theirs)],
    [BODY.trimEnd(), sign(BODY)],
    [BODY, sign(BODY.trimEnd())],
  ] as const) {
    expect(sdk.verifySignature(key, Buffer.from(body), signature, String(NOW_S))).toBe(
      accepts(body, headersOf(signature)),
    );
  }
});

test('a key that is none, or of another curve, is told at once', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey.export({
    type: 'spki',
    format: 'der',
  });
  expect(() => sendGridPublicKey(other.toString('base64'))).toThrow('P-256');
  expect(() => sendGridPublicKey('bm9uZQ==')).toThrow();
});
