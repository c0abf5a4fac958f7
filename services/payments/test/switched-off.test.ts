import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openCheckout } from '@loop/contracts';
import { config, payments } from '@loop/payments';
import { asker, DEFAULT_TENANT_ID, loadConfig } from '@loop/runtime';
import { type TestService, TestSystem } from '@loop/testkit';

/** An installation in test mode without a Stripe key. */
let system: TestSystem;
let service: TestService;

beforeAll(async () => {
  system = await TestSystem.open({ mode: 'test' });
  service = await system.start(payments(system.configOf('payments')));
});
afterAll(() => system.close());

test('without a key the pay button is refused as not configured, and no address is made up', async () => {
  const ask = asker((await system.tapAs('client-portal')).connection);
  const room = 'https://rooms.tidewell-studio.com/client-room/1';
  const answer = await ask(openCheckout, {
    tenantId: DEFAULT_TENANT_ID,
    contractId: randomUUID(),
    milestoneId: randomUUID(),
    amountMinor: 60_000,
    currency: 'USD',
    idempotencyKey: randomUUID(),
    returnUrl: room,
    cancelUrl: room,
  });
  expect(answer).toEqual({ refused: 'payments_not_configured', detail: expect.not.stringContaining('http') });
});

test('without a key the status page says what is missing', async () => {
  const response = await fetch(`${service.url}/integration/stripe-status`);
  expect(await response.json()).toMatchObject({
    configured: false,
    mode: 'off',
    missing: ['LOOP_STRIPE_SECRET_KEY'],
    sessionsCreated: 0,
    lastVerifiedEvent: null,
  });
});

test.each([
  ['sandbox', 'sk_live_abc'],
  ['test', 'sk_live_abc'],
  ['live', 'sk_test_abc'],
])('in %s mode the key %s refuses to start, naming the remedy and not the key', (mode, key) => {
  const { LOOP_SANDBOX_URL: _, ...base } = system.configOf('payments');
  const text = Object.entries(base).map(([name, value]) => [name, String(value)] as const);
  const sandbox = mode === 'sandbox' ? { LOOP_SANDBOX_URL: 'http://127.0.0.1:9' } : {};
  const env = { ...Object.fromEntries(text), ...sandbox, LOOP_MODE: mode, LOOP_STRIPE_SECRET_KEY: key };
  let message = '';
  try {
    loadConfig(config, env);
  } catch (error) {
    message = String(error);
  }
  expect(message).toMatch(/LOOP_STRIPE_SECRET_KEY .*(LOOP_MODE)/);
  expect(message).not.toContain(key);
});

test('with a live key and no webhook the service refuses to start: nobody would tell us of a payment', () => {
  const { LOOP_SANDBOX_URL: _, ...base } = system.configOf('payments');
  const text = Object.entries(base).map(([name, value]) => [name, String(value)] as const);
  const env = { ...Object.fromEntries(text), LOOP_MODE: 'live', LOOP_STRIPE_SECRET_KEY: 'sk_live_abc' };
  expect(() => loadConfig(config, env)).toThrow(/LOOP_STRIPE_SOURCE_ID is not set.*LOOP_STRIPE_WEBHOOK_SECRET/);
  const heard = { ...env, LOOP_STRIPE_SOURCE_ID: 'stripe-Zk3v9Q' };
  for (const blank of [{}, { LOOP_STRIPE_WEBHOOK_SECRET: '' }, { LOOP_STRIPE_WEBHOOK_SECRET: '  ' }]) {
    expect(() => loadConfig(config, { ...heard, ...blank })).toThrow(/LOOP_STRIPE_WEBHOOK_SECRET is not set/);
  }
  expect(() => loadConfig(config, { ...heard, LOOP_STRIPE_WEBHOOK_SECRET: 'whsec_0123456789' })).not.toThrow();
});
