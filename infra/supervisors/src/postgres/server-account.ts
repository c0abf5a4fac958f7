import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';

/** The user the server runs as where that is not ourselves. */
export type ServerAccount = { readonly uid: number; readonly gid: number };

/**
 * Postgres refuses to run as root, so root lends it the account `nobody`, which every Linux has: no user is created.
 * Anyone else runs it as themselves (undefined).
 */
export function serverAccount(): ServerAccount | undefined {
  if (userInfo().uid !== 0) return undefined;
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'nobody');
  if (!entry)
    throw new Error('Postgres cannot run as root and /etc/passwd has no account "nobody": start as another user');
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** True when `account` may pass through `path` and every directory above it. */
export function canTraverse(account: ServerAccount, path: string): boolean {
  const { uid, gid, mode } = statSync(path);
  let needed = 0o001;
  if (uid === account.uid) needed = 0o100;
  else if (gid === account.gid) needed = 0o010;
  if ((mode & needed) === 0) return false;
  return path === '/' || canTraverse(account, dirname(path));
}
