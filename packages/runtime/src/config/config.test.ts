import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { renderEnvExample } from './env-example.ts';
import { loadConfig } from './load-config.ts';
import { type KeyRules, providerKey } from './provider-key.ts';
import { type ConfigOf, serviceConfig } from './service-config.ts';
import { checkSystemEnvironment, environmentFor } from './system-environment.ts';

const stripeKeys: KeyRules = {
  setting: 'LOOP_STRIPE_SECRET_KEY',
  sandboxKey: 'sk_sandbox_loop',
  testPrefixes: ['sk_test_', 'rk_test_'],
  livePrefixes: ['sk_live_', 'rk_live_'],
};

const payments = serviceConfig(
  'payments',
  { LOOP_STRIPE_SECRET_KEY: z.string().optional().describe('Stripe secret key') },
  (settings) => {
    const key = providerKey(settings.LOOP_MODE, settings.LOOP_STRIPE_SECRET_KEY, stripeKeys);
    return key.state === 'refused' ? [key.problem] : [];
  },
);
const portal = serviceConfig('client-portal', {
  LOOP_PORTAL_URL: z.url().describe('Where clients reach the portal'),
});

const base = {
  LOOP_DATABASE_APP_URL: 'postgres://app:hidden-word@127.0.0.1:5432/loop',
  LOOP_DATABASE_RUNTIME_URL: 'postgres://runtime:hidden-word@127.0.0.1:5432/loop',
  LOOP_NATS_URL: 'nats://payments:hidden-word@127.0.0.1:4222',
  LOOP_SANDBOX_URL: 'http://127.0.0.1:9090',
};

function refusalOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'not refused';
}

describe('settings of a service', () => {
  test('are parsed with defaults and frozen', () => {
    const config: ConfigOf<typeof payments> = loadConfig(payments, { ...base, LOOP_HTTP_PORT: '8080', PATH: '/bin' });
    expect(config.LOOP_MODE).toBe('sandbox');
    expect(config.LOOP_HTTP_PORT).toBe(8080);
    expect(Object.isFrozen(config)).toBe(true);
    expect(config).not.toHaveProperty('PATH');
  });

  test('an empty value counts as not set', () => {
    const config = loadConfig(payments, { ...base, LOOP_STRIPE_SECRET_KEY: '', LOOP_LOG_LEVEL: ' ' });
    expect(config.LOOP_STRIPE_SECRET_KEY).toBeUndefined();
    expect(config.LOOP_LOG_LEVEL).toBe('info');
  });

  test('a failpoint is known by name and number, and is refused outside sandbox mode', () => {
    const config = loadConfig(payments, { ...base, LOOP_FAILPOINT: 'outbox.committed:3' });
    expect(config.LOOP_FAILPOINT).toBe('outbox.committed:3');

    const unknown = refusalOf(() => loadConfig(payments, { ...base, LOOP_FAILPOINT: 'outbox.commited:3' }));
    expect(unknown).toMatch(/LOOP_FAILPOINT does not parse .*outbox\.committed/);
    const live = { ...base, LOOP_SANDBOX_URL: '', LOOP_FAILPOINT: 'outbox.committed:3' };
    for (const mode of ['test', 'live']) {
      const message = refusalOf(() => loadConfig(payments, { ...live, LOOP_MODE: mode }));
      expect(message).toContain(`LOOP_FAILPOINT is set in ${mode} mode`);
    }
  });

  test('every problem is listed at once with its remedy, and no value is repeated', () => {
    const message = refusalOf(() =>
      loadConfig(payments, {
        ...base,
        LOOP_HTTP_PORT: 'hidden-word',
        LOOP_NATS_URL: 'hidden-word',
        LOOP_HTP_PORT: '1',
      }),
    );
    expect(message).toMatch(/LOOP_HTP_PORT is no setting\. Did you mean LOOP_HTTP_PORT\?/);
    expect(message).toMatch(/LOOP_HTTP_PORT does not parse/);
    expect(message).toMatch(/LOOP_NATS_URL does not parse .*Set it: NATS as the service's broker user/);
    expect(message).not.toMatch(/hidden-word/);
  });

  test('a missing setting is named with what it is for', () => {
    const { LOOP_NATS_URL: _, ...rest } = base;
    expect(refusalOf(() => loadConfig(payments, rest))).toMatch(/LOOP_NATS_URL is missing\. Set it: NATS as/);
  });

  test('the sandbox is demanded in sandbox mode and refused elsewhere', () => {
    const { LOOP_SANDBOX_URL: _, ...rest } = base;
    expect(refusalOf(() => loadConfig(payments, rest))).toMatch(/LOOP_SANDBOX_URL is missing in sandbox mode/);
    expect(refusalOf(() => loadConfig(payments, { ...base, LOOP_MODE: 'live' }))).toMatch(
      /LOOP_SANDBOX_URL is set in live mode\. Unset it/,
    );
  });

  test.each(['https://api.sendgrid.com', 'http://93.184.215.14:80', 'http://sandbox.hidden.example'])(
    'a sandbox out in the world is refused, not written to: %s',
    (url) => {
      const message = refusalOf(() => loadConfig(payments, { ...base, LOOP_SANDBOX_URL: url }));
      expect(message).toMatch(/LOOP_SANDBOX_URL does not parse \(must be on this machine/);
      expect(message).not.toContain(url);
    },
  );

  test.each(['http://localhost:1', 'http://[::1]:1', 'http://mailbox.localhost:1', 'http://provider-sandbox:9090'])(
    'a sandbox on this machine or in the container beside is taken: %s',
    (url) => {
      expect(loadConfig(payments, { ...base, LOOP_SANDBOX_URL: url }).LOOP_SANDBOX_URL).toBe(url);
    },
  );

  test.each(['/hidden', '/?hidden', '/#hidden'])('an address with %s behind it is refused, not cut short', (rest) => {
    const message = refusalOf(() => loadConfig(payments, { ...base, LOOP_SANDBOX_URL: `http://127.0.0.1:1${rest}` }));
    expect(message).toMatch(/LOOP_SANDBOX_URL does not parse .*no path/);
    expect(message).not.toContain('hidden');
  });

  test('trusted proxies are addresses or networks, and nothing that trusts everybody by a slip', () => {
    const env = { ...base, LOOP_TRUSTED_PROXIES: '10.0.0.0/8, ::1,192.0.2.9' };
    expect(loadConfig(payments, env).LOOP_TRUSTED_PROXIES).toEqual(['10.0.0.0/8', '::1', '192.0.2.9']);
    for (const wrong of ['true', '1', '10.0.0.0/33', '0.0.0.0/0', 'hidden.example', '10.0.0.1;hidden', '10.0.0.1/']) {
      const message = refusalOf(() => loadConfig(payments, { ...base, LOOP_TRUSTED_PROXIES: wrong }));
      expect(message).toMatch(/LOOP_TRUSTED_PROXIES does not parse/);
      expect(message).not.toContain('hidden');
    }
  });

  test('a setting without a description is a bug', () => {
    expect(() => serviceConfig('payments', { LOOP_X: z.string() })).toThrow(/no description/);
  });
});

describe('keys and modes', () => {
  test.each([
    ['sandbox', undefined, 'configured'],
    ['sandbox', 'sk_sandbox_loop', 'configured'],
    ['sandbox', 'sk_live_abc', 'refused'],
    ['sandbox', 'sk_test_abc', 'refused'],
    ['test', undefined, 'off'],
    ['test', 'rk_test_abc', 'configured'],
    ['test', 'sk_live_abc', 'refused'],
    ['test', 'sk_sandbox_loop', 'refused'],
    ['live', 'sk_live_abc', 'configured'],
    ['live', 'sk_test_abc', 'refused'],
    ['live', 'whatever', 'refused'],
  ] as const)('in %s mode the key %s is %s', (mode, key, state) => {
    expect(providerKey(mode, key, stripeKeys).state).toBe(state);
  });

  test('a live key in test mode refuses to start and names the remedy, not the key', () => {
    const { LOOP_SANDBOX_URL: _, ...rest } = base;
    const message = refusalOf(() =>
      loadConfig(payments, { ...rest, LOOP_MODE: 'test', LOOP_STRIPE_SECRET_KEY: 'sk_live_hidden' }),
    );
    expect(message).toMatch(/is a live key in test mode\. Set a test key, or set LOOP_MODE=live/);
    expect(message).not.toMatch(/hidden/);
  });
});

describe('the environment of the system', () => {
  test('a misspelt name is refused before anything starts', () => {
    const message = refusalOf(() => checkSystemEnvironment([payments, portal], [], { LOOP_STRIPE_SECERT_KEY: 'x' }));
    expect(message).toMatch(/Did you mean LOOP_STRIPE_SECRET_KEY\?/);
    expect(message).toMatch(/LOOP_PORTAL_URL is missing/);
  });

  test('what the launcher provides may be missing, and its own names are known', () => {
    const env = { LOOP_NATS_URL: 'nats.example.org', LOOP_DATABASE_URL: 'postgres://a@b/c', HOME: 'somewhere' };
    expect(() =>
      checkSystemEnvironment([payments, portal], ['LOOP_DATABASE_URL', 'LOOP_NATS_URL'], env, ['LOOP_PORTAL_URL']),
    ).not.toThrow();
  });

  test('a real key in sandbox mode is refused for the whole system', () => {
    expect(
      refusalOf(() => checkSystemEnvironment([payments], [], { LOOP_STRIPE_SECRET_KEY: 'sk_live_hidden' })),
    ).toMatch(/real key in sandbox mode\. Unset it, or set LOOP_MODE to test or live/);
  });

  test("a service's process gets its own settings and nobody else's", () => {
    const env = { PATH: '/bin', LOOP_MODE: 'test', LOOP_STRIPE_SECRET_KEY: 'k', LOOP_PORTAL_URL: 'u', OTHER: 'o' };
    expect(environmentFor(portal, env)).toEqual({ PATH: '/bin', LOOP_MODE: 'test', LOOP_PORTAL_URL: 'u' });
  });

  test('the example file holds every setting once with description and default', () => {
    const example = renderEnvExample([payments, portal]);
    expect(example).toMatch(/# Where clients reach the portal \(required\)\n# LOOP_PORTAL_URL=\n/);
    expect(example).toMatch(/\n# LOOP_MODE=sandbox\n/);
    expect(example.match(/LOOP_MODE=/g)).toHaveLength(1);
  });
});
