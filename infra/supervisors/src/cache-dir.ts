import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { hasCode } from './errno.ts';

/**
 * Where executables are kept between runs, outside the repository: `/var/cache` for root, because the servers then run
 * as another user who must be able to reach them, else the user's own cache; a temporary directory where neither can be
 * written. We execute what lies there, so a directory that others could write to is refused.
 */
export function cacheDir(): string {
  const isRoot = userInfo().uid === 0;
  const xdgCache = process.env['XDG_CACHE_HOME'];
  const preferred = isRoot ? '/var/cache' : xdgCache || join(homedir(), '.cache');
  for (const [parent, name] of [
    [preferred, 'customer-loop'],
    [tmpdir(), `customer-loop-cache-${userInfo().uid}`],
  ] as const) {
    const dir = join(parent, name);
    if (!canCreate(dir)) continue;
    const { uid, mode } = lstatSync(dir);
    if (uid !== userInfo().uid || (mode & 0o022) !== 0) {
      throw new Error(`${dir} holds executables but others may write to it; remove it or correct its owner and mode`);
    }
    return dir;
  }
  throw new Error(`No directory to keep executables in: tried ${preferred} and ${tmpdir()}`);
}

function canCreate(dir: string): boolean {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o755 });
    accessSync(dir, constants.W_OK);
    return true;
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'ENOSPC')) return false;
    throw error;
  }
}

/**
 * Returns `<cache>/<name>`, which `fill` makes on first use in a temporary directory that is then renamed: readers see
 * all of it or nothing, and of two processes that fill it at once one simply loses. A failed `fill` leaves nothing.
 */
export async function cachedDirectory(name: string, fill: (dir: string) => Promise<void>): Promise<string> {
  const target = join(cacheDir(), name);
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}-${randomBytes(4).toString('hex')}.new`;
  mkdirSync(draft, { recursive: true });
  chmodSync(draft, 0o755);
  try {
    await fill(draft);
    renameSync(draft, target);
  } catch (error) {
    if (!hasCode(error, 'EEXIST', 'ENOTEMPTY')) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return target;
}
