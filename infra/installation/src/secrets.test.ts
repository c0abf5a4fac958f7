import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { natsServerConfig } from '@loop/contracts';
import { ensureSecrets } from './secrets.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loop-secrets-'));
  file = join(folder, 'secrets.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const remedy = 'restore it';

describe("an installation's secrets", () => {
  test('are made once, kept, and readable by their owner only', () => {
    const made = ensureSecrets(file, { remedy });

    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['secrets.json']);
    expect(ensureSecrets(file, { remedy })).toEqual(made);
  });

  test('are others in every installation', () => {
    const other = ensureSecrets(join(folder, 'other.json'), { remedy });

    expect(ensureSecrets(file, { remedy }).dealLinkKey).not.toBe(other.dealLinkKey);
  });

  test('that a newer version needs are added, and all others stay', () => {
    const { dealLinkKey, ...older } = ensureSecrets(file, { remedy });
    writeFileSync(file, JSON.stringify(older));

    const newer = ensureSecrets(file, { remedy });

    expect(newer).toMatchObject(older);
    expect(newer.dealLinkKey).not.toBe(dealLinkKey);
  });

  test('of the first containers stay, but for the key pair of the sandbox, which had another place', () => {
    const { sendgridWebhookKey, ...first } = ensureSecrets(file, { remedy, own: ['databasePassword'] });
    const { privateKeyPem: sendgridPrivateKeyPem, publicKey: sendgridPublicKey } = sendgridWebhookKey;
    writeFileSync(file, JSON.stringify({ ...first, sendgridPrivateKeyPem, sendgridPublicKey }));

    const now = ensureSecrets(file, { remedy, own: ['databasePassword'] });

    expect(now).toEqual({ ...first, sendgridWebhookKey: now.sendgridWebhookKey });
  });

  test('that one kind of installation alone needs are made and kept with the others', () => {
    const common = ensureSecrets(file, { remedy });
    const own = ensureSecrets(file, { remedy, own: ['databasePassword'] });

    expect(own).toEqual({ ...common, databasePassword: expect.stringMatching(/^[\w-]{32}$/) });
    expect(ensureSecrets(file, { remedy, own: ['databasePassword'] })).toEqual(own);
  });

  test.each([
    ['is no JSON', '{"dealLinkKey": hidden-word'],
    ['holds what is no secret', '{"dealLinkKey": 7, "unsubscribeKey": "hidden-word-hidden-word"}'],
    ['holds none at all', 'null'],
    ['holds an own one that is too short', '{"databasePassword": "hidden-word"}'],
  ])('are not silently replaced when their file %s: links sent would break', (_, text) => {
    writeFileSync(file, text);
    const attempt = () => ensureSecrets(file, { remedy, own: ['databasePassword'] });

    expect(attempt).toThrow(`${file} is damaged; restore it`);
    expect(attempt).not.toThrow(/hidden-word/);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('fit into the configuration of the broker', () => {
    expect(natsServerConfig({ passwords: ensureSecrets(file, { remedy }).brokerPasswords })).toContain(
      'user: "outreach"',
    );
  });
});
