import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A memory file system every Linux has; copying a template database there takes a tenth of the time. */
const MEMORY = '/dev/shm';

/** Room for the databases and write-ahead logs of a test run. Containers often have only 64 MB there. */
const NEEDED_BYTES = 2 * 1024 ** 3;

/**
 * A fresh directory for a server's state, in memory where there is room: what a killed server wrote is kept there as it
 * is on a disk. Others may pass through it, because Postgres runs under another account when we are root. Setting
 * `TMPDIR` moves it.
 */
export function makeTestDirectory(): string {
  const inMemory = !process.env['TMPDIR'] && hasRoom(MEMORY);
  const dir = mkdtempSync(join(inMemory ? MEMORY : tmpdir(), 'customer-loop-test-'));
  chmodSync(dir, 0o711);
  return dir;
}

function hasRoom(path: string): boolean {
  if (!existsSync(path)) return false;
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize >= NEEDED_BYTES;
}

/** Removes a directory made by `makeTestDirectory` with all it holds. */
export function removeTestDirectory(dir: string): void {
  rmSync(dir, { recursive: true, force: true });
}
