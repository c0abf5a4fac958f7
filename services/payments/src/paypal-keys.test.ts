import { describe, expect, test } from '@jest/globals';
import { type PayPalSettings, paypalKeys } from './paypal-keys.ts';

const KEYS = { LOOP_PAYPAL_CLIENT_ID: 'AYSq3RDGsmBLJE', LOOP_PAYPAL_CLIENT_SECRET: 'EGnHDxD_qRPdaLdZ' } as const;
const HEARD = {
  LOOP_PAYPAL_SOURCE_ID: 'paypal-Tq71Mz',
  LOOP_PAYPAL_WEBHOOK_ID: '8PT597110X687430L',
  LOOP_PAYPAL_WEBHOOK_CERTIFICATE: 'MIIB',
};
const LIVE: PayPalSettings = { ...KEYS, ...HEARD, LOOP_PAYPAL_ENVIRONMENT: 'live' };

const refusedFor = (mode: 'sandbox' | 'test' | 'live', settings: PayPalSettings): readonly string[] => {
  const keys = paypalKeys(mode, settings);
  if (keys.state !== 'refused') return [];
  expect(JSON.stringify(keys)).not.toMatch(/AYSq3RDGsmBLJE|EGnHDxD_qRPdaLdZ/);
  return keys.problems.map(({ name }) => name);
};

describe('PayPal’s credentials', () => {
  test('are the sandbox’s own in sandbox mode, and PayPal is off without any elsewhere', () => {
    expect(paypalKeys('sandbox', {})).toMatchObject({
      state: 'configured',
      clientId: 'paypal_sandbox_loop',
      baseUrl: null,
    });
    for (const mode of ['test', 'live'] as const) {
      expect(paypalKeys(mode, { LOOP_PAYPAL_ENVIRONMENT: 'live', ...HEARD })).toEqual({
        state: 'off',
        missing: ['LOOP_PAYPAL_CLIENT_ID', 'LOOP_PAYPAL_CLIENT_SECRET'],
      });
    }
  });

  test('lead to the system of the mode, and to no other', () => {
    expect(paypalKeys('test', { ...KEYS, LOOP_PAYPAL_ENVIRONMENT: 'sandbox' })).toMatchObject({
      state: 'configured',
      baseUrl: 'https://api-m.sandbox.paypal.com',
    });
    expect(paypalKeys('live', LIVE)).toMatchObject({ state: 'configured', baseUrl: 'https://api-m.paypal.com' });
  });

  test.each([
    ['real ones in sandbox mode', 'sandbox', KEYS, ['LOOP_PAYPAL_CLIENT_ID', 'LOOP_PAYPAL_CLIENT_SECRET']],
    ['test ones in live mode', 'live', { ...LIVE, LOOP_PAYPAL_ENVIRONMENT: 'sandbox' }, ['LOOP_PAYPAL_ENVIRONMENT']],
    ['live ones in test mode', 'test', { ...KEYS, LOOP_PAYPAL_ENVIRONMENT: 'live' }, ['LOOP_PAYPAL_ENVIRONMENT']],
    ['ones nobody says the system of', 'test', KEYS, ['LOOP_PAYPAL_ENVIRONMENT']],
    ['half of a pair', 'live', { ...LIVE, LOOP_PAYPAL_CLIENT_SECRET: ' ' }, ['LOOP_PAYPAL_CLIENT_SECRET']],
    [
      'the sandbox’s outside it',
      'test',
      { ...KEYS, LOOP_PAYPAL_CLIENT_ID: 'paypal_sandbox_loop', LOOP_PAYPAL_ENVIRONMENT: 'sandbox' },
      ['LOOP_PAYPAL_CLIENT_ID'],
    ],
  ] as const)('refuse to start: %s', (_what, mode, settings, names) => {
    expect(refusedFor(mode, settings)).toEqual(names);
  });

  test.each(Object.keys(HEARD))(
    'that are live refuse to start without %s: nobody would tell us of a payment',
    (name) => {
      expect(refusedFor('live', { ...LIVE, [name]: undefined })).toEqual([name]);
      expect(refusedFor('live', { ...LIVE, [name]: ' ' })).toEqual([name]);
    },
  );
});
