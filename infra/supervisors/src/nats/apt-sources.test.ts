import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aptSources, sourceLine } from './apt-sources.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'apt-sources-test-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('asks the machine’s own Debian mirror for Debian 13 first, then for its own suites, and no third party', () => {
  mkdirSync(join(dir, 'sources.list.d'));
  writeFileSync(
    join(dir, 'sources.list.d', 'debian.sources'),
    [
      'Types: deb',
      'URIs: http://mirror.example.net/debian',
      'Suites: bookworm bookworm-updates',
      'Components: main',
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg',
    ].join('\n'),
  );
  writeFileSync(
    join(dir, 'sources.list.d', 'vendor.list'),
    'deb [signed-by=/usr/share/keyrings/vendor.gpg] https://apt.vendor.example/stable stable main\n',
  );
  const keyring = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]';
  expect(aptSources(dir).map(sourceLine)).toEqual([
    `deb ${keyring} http://mirror.example.net/debian trixie main\n`,
    `deb ${keyring} http://mirror.example.net/debian bookworm main\n`,
  ]);
});

test('on Ubuntu asks only the machine’s own suite', () => {
  writeFileSync(
    join(dir, 'sources.list'),
    'deb http://archive.example.org/ubuntu noble main universe\ndeb http://archive.example.org/ubuntu noble-updates main\n',
  );
  expect(aptSources(dir).map(sourceLine)).toEqual(['deb http://archive.example.org/ubuntu noble main universe\n']);
});
