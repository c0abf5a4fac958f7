import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { SERVICES, type ServiceName } from '@loop/contracts';
import { SERVICE_CONFIGS } from '@loop/deployables';
import { ensureSecrets } from '@loop/installation';
import { loadConfig } from '@loop/runtime';
import { containerSettings, type SettingsFile } from './container-settings.ts';

/** What the images set by themselves. */
const OF_IMAGE = { LOOP_HTTP_HOST: '0.0.0.0', LOOP_HTTP_PORT: '8080' };

const folder = mkdtempSync(join(tmpdir(), 'container-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const secrets = ensureSecrets(join(folder, 'secrets.json'), { remedy: 'begin anew', own: ['databasePassword'] });

function textOf(files: readonly SettingsFile[], volume: string): string {
  return files.find((file) => file.volume === volume)?.text ?? '';
}

function settingsOf(files: readonly SettingsFile[], service: ServiceName): Record<string, unknown> {
  const config = SERVICE_CONFIGS.find((each) => each.service === service);
  if (config === undefined) throw new Error(`${service} is in no list of deployables`);
  return loadConfig(config, { ...OF_IMAGE, ...parseEnv(textOf(files, service)) });
}

describe('what containers are told', () => {
  test('is enough for every service to start in sandbox mode from nothing', () => {
    const files = containerSettings({ LOOP_MODE: 'sandbox', LOOP_OTLP_URL: '' }, secrets);
    for (const service of SERVICES) {
      expect(settingsOf(files, service)).toMatchObject({
        LOOP_MODE: 'sandbox',
        LOOP_SANDBOX_URL: 'http://provider-sandbox:4010',
        LOOP_HTTP_PORT: 8080,
      });
    }
  });

  test("holds nobody else's passwords, and no password of the servers", () => {
    const files = containerSettings({}, secrets);
    const { databasePasswords, brokerPasswords, databasePassword } = secrets;
    for (const service of SERVICES) {
      const foreign = [
        databasePassword,
        brokerPasswords.loop,
        ...SERVICES.filter((other) => other !== service).flatMap((other) => [
          brokerPasswords[other],
          ...Object.values(databasePasswords[other]),
        ]),
      ];
      expect(foreign.filter((password) => textOf(files, service).includes(password))).toEqual([]);
    }
    expect(textOf(files, 'discovery')).not.toContain(secrets.dealLinkKey);
  });

  test("lets the sandbox sign what the gateway verifies, at the gateway's own addresses", () => {
    const files = containerSettings({}, secrets);
    const sandbox = parseEnv(textOf(files, 'provider-sandbox'));
    const webhooks = JSON.parse(sandbox['LOOP_SANDBOX_WEBHOOKS'] ?? '');
    const gateway = settingsOf(files, 'inbound-channels');
    expect(webhooks.stripe).toEqual({
      url: `http://inbound-channels:8080/webhooks/stripe/${gateway['LOOP_STRIPE_SOURCE_ID']}`,
      secret: gateway['LOOP_STRIPE_WEBHOOK_SECRET'],
    });
    expect(webhooks.sendgrid.url).toBe(
      `http://inbound-channels:8080/webhooks/sendgrid/${gateway['LOOP_SENDGRID_SOURCE_ID']}`,
    );
    expect(webhooks.sendgrid.privateKeyPem).toContain('PRIVATE KEY');
    expect(webhooks.paypal).toEqual({
      url: `http://inbound-channels:8080/webhooks/paypal/${gateway['LOOP_PAYPAL_SOURCE_ID']}`,
      webhookId: gateway['LOOP_PAYPAL_WEBHOOK_ID'],
      privateKeyPem: expect.stringContaining('PRIVATE KEY'),
    });
  });

  test('carries what the operator sets to the service it belongs to, and the sandbox to nobody, in test mode', () => {
    const operator = {
      LOOP_MODE: 'test',
      LOOP_STRIPE_SECRET_KEY: 'sk_test_invented',
      PATH: '/bin',
      LOOP_NATS_URL: 'x',
    };
    const files = containerSettings(operator, secrets);
    expect(settingsOf(files, 'payments')).toMatchObject({
      LOOP_MODE: 'test',
      LOOP_STRIPE_SECRET_KEY: 'sk_test_invented',
    });
    expect(settingsOf(files, 'discovery')).not.toHaveProperty('LOOP_SANDBOX_URL');
    expect(files.filter(({ text }) => text.includes('sk_test_invented')).map(({ volume }) => volume)).toEqual([
      'payments',
    ]);
  });

  test.each([
    ['a misspelt name', { LOOP_STRIPE_SECERT_KEY: 'hidden-word' }, /Did you mean LOOP_STRIPE_SECRET_KEY/],
    ['a real key in sandbox mode', { LOOP_STRIPE_SECRET_KEY: 'sk_live_hidden-word' }, /real key in sandbox mode/],
    [
      'live mode without an address for clients',
      { LOOP_MODE: 'live', LOOP_SENDGRID_API_KEY: 'SG.x' },
      /LOOP_PORTAL_URL/,
    ],
  ])('refuses %s and repeats no value', (_, operator, message) => {
    const attempt = () => containerSettings(operator, secrets);
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow(/hidden-word/);
  });
});
