import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { downloadRelease } from './release-download.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'release-test-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A download site with one archive, and the SHA-256 that archive really has. */
async function releaseSite(): Promise<{ server: Server; baseUrl: string; sha256: string }> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = `nats-server-v2.14.7-linux-${arch}`;
  mkdirSync(join(dir, name));
  writeFileSync(join(dir, name, 'nats-server'), 'the program');
  execFileSync('tar', ['-czf', 'archive.tar.gz', name], { cwd: dir });
  const archive = readFileSync(join(dir, 'archive.tar.gz'));
  const server = createServer((request, response) => {
    response.statusCode = request.url === `/${name}.tar.gz` ? 200 : 404;
    response.end(archive);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, baseUrl: `http://127.0.0.1:${port}`, sha256: createHash('sha256').update(archive).digest('hex') };
}

test('unpacks a release whose checksum is the pinned one', async () => {
  const { server, baseUrl, sha256 } = await releaseSite();
  const target = join(dir, 'nats-server');
  await downloadRelease(target, { version: '2.14.7', baseUrl, sha256: { amd64: sha256, arm64: sha256 } });
  expect(readFileSync(target, 'utf8')).toBe('the program');
  server.close();
});

test('refuses a release that was tampered with, and leaves nothing of it', async () => {
  const { server, baseUrl } = await releaseSite();
  const target = join(dir, 'nats-server');
  const sha256 = { amd64: '0'.repeat(64), arm64: '0'.repeat(64) };
  await expect(downloadRelease(target, { version: '2.14.7', baseUrl, sha256 })).rejects.toThrow('pinned is 000');
  expect(existsSync(target)).toBe(false);
  server.close();
});

test('refuses a release without a pinned checksum before asking for it', async () => {
  const release = { version: '2.14.7', baseUrl: 'http://127.0.0.1:1', sha256: {} };
  await expect(downloadRelease(join(dir, 'nats-server'), release)).rejects.toThrow('no checksum is pinned');
});
