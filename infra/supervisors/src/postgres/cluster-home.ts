import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canTraverse, type ServerAccount } from './server-account.ts';

/** Root's directory for clusters whose state directory the server's account cannot reach. */
const ELSEWHERE = '/var/lib/customer-loop';

/**
 * The directory that holds the cluster's data: the state directory itself or, where that lies below a directory closed
 * to the server's account (such as root's home), one below `/var/lib/customer-loop`. The two are tied by a token, so
 * that a state directory that was deleted and made anew does not meet its predecessor's data.
 */
export function clusterHome(stateDir: string, account: ServerAccount | undefined): string {
  if (!account || canTraverse(account, stateDir)) return stateDir;
  const home = join(ELSEWHERE, createHash('sha256').update(stateDir).digest('hex').slice(0, 16));
  const here = join(stateDir, 'cluster-token');
  const there = join(home, 'cluster-token');
  const tied = existsSync(here) && existsSync(there) && readFileSync(here, 'utf8') === readFileSync(there, 'utf8');
  if (!tied) {
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
    const token = randomUUID();
    writeFileSync(there, token);
    writeFileSync(here, token);
  }
  // Whatever the umask was when they were made.
  for (const dir of [ELSEWHERE, home]) chmodSync(dir, 0o755);
  return home;
}
