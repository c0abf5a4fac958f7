import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SERVICES, type ServiceName } from '@loop/contracts';
import { SERVICE_CONFIGS } from '@loop/deployables';
import { ensureSecrets } from '@loop/installation';
import { checkSystemEnvironment, environmentFor, type Mode } from '@loop/runtime';
import { LAUNCHER_NAMES, readLauncherSettings } from './launcher-settings.ts';
import { choosePorts } from './ports.ts';
import { localSettings, ownSettings, type SettingsSource } from './service-settings.ts';

let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'loop-settings-'));
});

afterEach(() => rmSync(stateDir, { recursive: true }));

const servers = {
  databaseUrl: 'postgres://admin:secret@127.0.0.1:5432/app',
  natsUrl: 'nats://loop:secret@127.0.0.1:4222',
};
const servicePorts = Object.fromEntries(SERVICES.map((name, index) => [name, 21_000 + index])) as Record<
  ServiceName,
  number
>;

const secrets = () => ensureSecrets(join(stateDir, 'secrets.json'), { remedy: 'begin anew' });

function sourceOf(env: Record<string, string>): SettingsSource {
  return { env, secrets: secrets(), servicePorts, sandboxPort: 22_000 };
}

describe('ports', () => {
  test('are free, distinct, and the same at the next start', async () => {
    const ports = await choosePorts(stateDir, ['one', 'other']);

    expect(ports.one).not.toBe(ports.other);
    expect(await choosePorts(stateDir, ['one', 'other'])).toEqual(ports);
  });
});

describe('what a service is told', () => {
  const environments = (env: Record<string, string>) =>
    Object.fromEntries(
      SERVICE_CONFIGS.map((config) => {
        const source = sourceOf(env);
        const settings = { ...localSettings(source), ...ownSettings(config.service, 21_000, source.secrets, servers) };
        return [config.service, environmentFor(config, settings)];
      }),
    );

  test("is its own login and nobody else's secret", () => {
    const { dealLinkKey, databasePasswords } = secrets();
    const outreach = JSON.stringify(environments({})['outreach']);

    expect(outreach).toContain(databasePasswords.outreach.app);
    for (const foreign of [dealLinkKey, databasePasswords.payments.app, 'admin:secret', 'loop:secret']) {
      expect(outreach).not.toContain(foreign);
    }
  });

  test('is what the operator set, where the launcher would have made something up', () => {
    const outreach = environments({ LOOP_SENDER_NAME: 'Ada Berg', LOOP_LOG_LEVEL: 'warn' })['outreach'];

    expect(outreach).toMatchObject({ LOOP_SENDER_NAME: 'Ada Berg', LOOP_LOG_LEVEL: 'warn' });
  });

  test('is what the sandbox signs with, whatever is set for the real provider', () => {
    const gateway = environments({ LOOP_STRIPE_WEBHOOK_SECRET: 'whsec_of_the_real_account' })['inbound-channels'];

    expect(gateway?.['LOOP_STRIPE_WEBHOOK_SECRET']).toBe(secrets().stripeWebhookSecret);
  });
});

describe('the whole system', () => {
  const check = (env: Record<string, string>, mode: Mode) => () =>
    checkSystemEnvironment(SERVICE_CONFIGS, LAUNCHER_NAMES, localSettings(sourceOf({ ...env, LOOP_MODE: mode })));

  test.each(['sandbox', 'test', 'live'] as const)('starts in %s mode without a single key', (mode) => {
    expect(check({}, mode)).not.toThrow();
  });

  test('starts with a webhook secret alone: the address of the webhook is made up', () => {
    expect(check({ LOOP_STRIPE_WEBHOOK_SECRET: 'whsec_0123456789' }, 'test')).not.toThrow();
  });

  test('refuses a misspelt setting and names the one that was meant', () => {
    expect(check({ LOOP_SENDGRID_APIKEY: 'SG.x' }, 'test')).toThrow('Did you mean LOOP_SENDGRID_API_KEY?');
  });

  test.each([
    ['sandbox', 'sk_live_51abcdefgh'],
    ['live', 'sk_test_51abcdefgh'],
    ['test', 'sk_live_51abcdefgh'],
  ] as const)('refuses to start in %s mode with a key of another mode, and does not repeat it', (mode, key) => {
    expect(check({ LOOP_STRIPE_SECRET_KEY: key }, mode)).toThrow('LOOP_STRIPE_SECRET_KEY');
    expect(check({ LOOP_STRIPE_SECRET_KEY: key }, mode)).not.toThrow(key);
  });

  test('does not write to real clients about a portal on this machine', () => {
    expect(check({ LOOP_SENDGRID_API_KEY: 'SG.real' }, 'live')).toThrow('LOOP_PORTAL_URL is missing');
  });
});

describe('the launcher', () => {
  test('takes sandbox for its mode when none is set', () => {
    expect(readLauncherSettings({}).mode).toBe('sandbox');
  });

  test('refuses a mode that is none and a broker login that could not provision, and repeats no value', () => {
    const refuse = (env: Record<string, string>) => () => readLauncherSettings(env);

    expect(refuse({ LOOP_MODE: 'prod' })).toThrow('Set it to sandbox, test or live');
    expect(refuse({ LOOP_NATS_URL: 'nats://someone:topsecret@broker:4222' })).toThrow('does not name the user loop');
    expect(refuse({ LOOP_NATS_URL: 'nats://someone:topsecret@broker:4222' })).not.toThrow('topsecret');
  });
});
