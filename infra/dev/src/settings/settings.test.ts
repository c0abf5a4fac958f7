import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { natsServerConfig, SERVICES } from '@loop/contracts';
import { environmentFor } from '@loop/runtime';
import { SERVICE_CONFIGS } from '../system/service-modules.ts';
import { readLauncherSettings } from './launcher-settings.ts';
import { choosePorts } from './ports.ts';
import { ensureSecrets } from './secrets.ts';
import { PROVIDED_NAMES, serviceSettings } from './service-settings.ts';

let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'loop-settings-'));
});

afterEach(() => rmSync(stateDir, { recursive: true }));

const addresses = {
  databaseUrl: 'postgres://admin:secret@127.0.0.1:5432/app',
  natsUrl: 'nats://loop:secret@127.0.0.1:4222',
  servicePorts: Object.fromEntries(SERVICES.map((name, index) => [name, 21_000 + index])) as Record<
    (typeof SERVICES)[number],
    number
  >,
  sandboxUrl: 'http://127.0.0.1:22000',
};

describe('secrets', () => {
  test('are made once, kept, and readable by their owner only', () => {
    const first = ensureSecrets(stateDir);

    expect(ensureSecrets(stateDir)).toEqual(first);
    expect(statSync(join(stateDir, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  test('that a newer version needs are added, and all others stay', () => {
    const { dealLinkKey, ...older } = ensureSecrets(stateDir);
    writeFileSync(join(stateDir, 'secrets.json'), JSON.stringify(older));

    const newer = ensureSecrets(stateDir);

    expect(newer).toMatchObject(older);
    expect(newer.dealLinkKey).not.toBe(dealLinkKey);
  });

  test('are not silently replaced when their file is damaged', () => {
    writeFileSync(join(stateDir, 'secrets.json'), '{"dealLinkKey": 7}');

    expect(() => ensureSecrets(stateDir)).toThrow('secrets.json is damaged');
    expect(readFileSync(join(stateDir, 'secrets.json'), 'utf8')).toBe('{"dealLinkKey": 7}');
  });

  test('fit into the configuration of the broker', () => {
    expect(natsServerConfig({ passwords: ensureSecrets(stateDir).brokerPasswords })).toContain('user: "outreach"');
  });
});

describe('ports', () => {
  test('are free, distinct, and the same at the next start', async () => {
    const ports = await choosePorts(stateDir, ['one', 'other']);

    expect(ports.one).not.toBe(ports.other);
    expect(await choosePorts(stateDir, ['one', 'other'])).toEqual(ports);
  });
});

describe('what a service is told', () => {
  const environments = (env: Record<string, string>) => {
    const settings = serviceSettings(env, 'sandbox', ensureSecrets(stateDir), addresses);
    return Object.fromEntries(
      SERVICE_CONFIGS.map((config) => [config.service, environmentFor(config, settings[config.service])]),
    );
  };

  test("is its own login and nobody else's secret", () => {
    const { dealLinkKey, databasePasswords } = ensureSecrets(stateDir);
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

  test('is only what somebody reads', () => {
    const names = SERVICE_CONFIGS.flatMap((config) => config.names);

    expect(names).toEqual(expect.arrayContaining([...PROVIDED_NAMES]));
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
