import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from '../run-command.ts';

/** A published archive and what it must hash to. */
export type NatsRelease = {
  readonly version: string;
  readonly baseUrl: string;
  /** SHA-256 of `nats-server-v<version>-linux-<arch>.tar.gz`, by the release's own name for the architecture. */
  readonly sha256: Readonly<Record<string, string>>;
};

/** Checksums as in the official Docker image's build of this version (nats-io/nats-docker, 2.14.x/alpine3.22). */
export const PINNED_RELEASE: NatsRelease = {
  version: '2.14.7',
  baseUrl: 'https://github.com/nats-io/nats-server/releases/download/v2.14.7',
  sha256: {
    amd64: 'e5c20b1cb2c0566b54c544312e91e011f9e130c5c80f16a14f4cf28ef30b8be2',
    arm64: '50e0258a1b7290f3fe2e4f17506b74a90ffb1dd77867ae3a402eb0c9e2b0d40f',
  },
};

const RELEASE_ARCH: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Writes the `nats-server` of `release` to `target`. Throws, before anything is unpacked, when the archive does not
 * hash to the pinned sum, and when no sum is pinned for this architecture: nothing unverified is ever run.
 */
export async function downloadRelease(target: string, release: NatsRelease = PINNED_RELEASE): Promise<void> {
  const arch = RELEASE_ARCH[process.arch] ?? process.arch;
  const expected = release.sha256[arch];
  if (expected === undefined) throw new Error(`no checksum is pinned for ${arch}`);
  const name = `nats-server-v${release.version}-linux-${arch}`;
  const response = await fetch(`${release.baseUrl}/${name}.tar.gz`, { signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  const archive = Buffer.from(await response.arrayBuffer());
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== expected) throw new Error(`${name}.tar.gz has SHA-256 ${actual}, pinned is ${expected}`);
  const dir = mkdtempSync(join(dirname(target), 'release-'));
  try {
    writeFileSync(join(dir, 'archive.tar.gz'), archive);
    const options = { env: { PATH: process.env['PATH'] }, cwd: dir, timeoutMs: 60_000 };
    await runCommand('tar', ['-xzf', 'archive.tar.gz', `${name}/nats-server`], options);
    renameSync(join(dir, name, 'nats-server'), target);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
