import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeSettings } from './write-settings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

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
