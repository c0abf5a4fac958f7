import { expect, test } from '@jest/globals';
import { readSandboxConfig } from './sandbox-config.ts';

const minimal = { LOOP_SANDBOX_STATE_DIR: '/tmp/sandbox' };

test('only the state folder must be given', () => {
  expect(readSandboxConfig(minimal)).toEqual({ stateDir: '/tmp/sandbox', port: 0, host: '127.0.0.1', webhooks: {} });
});

test('webhooks come as one JSON object or by single names', () => {
  const stripe = { url: 'http://127.0.0.1:1/hooks', secret: 'whsec_12345678' };
  const asJson = readSandboxConfig({ ...minimal, LOOP_SANDBOX_WEBHOOKS: JSON.stringify({ stripe }) });
  const byName = readSandboxConfig({
    ...minimal,
    LOOP_SANDBOX_STRIPE_WEBHOOK_URL: stripe.url,
    LOOP_SANDBOX_STRIPE_WEBHOOK_SECRET: stripe.secret,
  });
  expect(asJson.webhooks).toEqual({ stripe });
  expect(byName.webhooks).toEqual({ stripe });
});

test.each([
  [{}, 'LOOP_SANDBOX_STATE_DIR'],
  [{ ...minimal, LOOP_SANDBOX_PORT: 'many' }, 'LOOP_SANDBOX_PORT'],
  [{ ...minimal, LOOP_SANDBOX_WEBHOOKS: '{' }, 'LOOP_SANDBOX_WEBHOOKS'],
  [{ ...minimal, LOOP_SANDBOX_STRIPE_WEBHOOK_URL: 'http://127.0.0.1:1' }, 'LOOP_SANDBOX_STRIPE_WEBHOOK_SECRET'],
])('a wrong setting is refused by name (%#)', (variables, name) => {
  expect(() => readSandboxConfig(variables)).toThrow(name);
});
