import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { keepSecrets } from './installation-secrets.ts';
import { writeSettings } from './write-settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("an installation's secrets", () => {
  test('are made once, kept where only their owner reads, and found again', () => {
    const file = join(folder, 'secrets.json');
    const made = keepSecrets(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(keepSecrets(file)).toEqual(made);
  });

  test.each([
    ['are no JSON', '{"dealLinkKey": hidden-word'],
    ['miss some', '{"dealLinkKey": "hidden-word-hidden-word"}'],
  ])('are not made anew when they %s: links sent would break', (_, text) => {
    const file = join(folder, 'secrets.json');
    writeFileSync(file, text);
    expect(() => keepSecrets(file)).toThrow(/is damaged; restore its volume/);
    expect(() => keepSecrets(file)).not.toThrow(/hidden-word/);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});

describe("a container's settings", () => {
  test('are written anew at every start, for their reader alone', () => {
    mkdirSync(join(folder, 'payments'));
    const written = (text: string) =>
      writeSettings(folder, [{ volume: 'payments', name: 'settings.env', text, userId: userInfo().uid }]);
    written('before');
    written('after');
    const file = join(folder, 'payments/settings.env');
    expect(readFileSync(file, 'utf8')).toBe('after');
    expect(statSync(file).mode & 0o777).toBe(0o400);
  });
});
