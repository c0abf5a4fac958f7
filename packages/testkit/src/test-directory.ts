import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh directory for a server's state. Others may pass through it: as root, Postgres runs under another account. */
export function makeTestDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'customer-loop-test-'));
  chmodSync(dir, 0o711);
  return dir;
}

/** Removes a directory made by `makeTestDirectory` with all it holds. */
export function removeTestDirectory(dir: string): void {
  rmSync(dir, { recursive: true, force: true });
}
