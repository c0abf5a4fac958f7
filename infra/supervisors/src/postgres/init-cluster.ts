import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { ServerAccount } from './server-account.ts';

/** The superuser every cluster of ours is made with. */
export const SUPERUSER = 'loop_admin';

/** TCP from this machine with a password, and nothing else: no socket, no trust, no replication. */
const HOST_RULES = 'host all all 127.0.0.1/32 scram-sha-256\n';

export type Cluster = { readonly dataDir: string; readonly password: string };

/**
 * The cluster in `home`, made on first use with a random superuser password, which is kept in a file below `stateDir`
 * that only we can read. It is made beside its place and renamed, so an interrupted run leaves no half cluster.
 * Throws when the data belongs to another major version or its password is lost, naming the directory to delete.
 */
export async function ensureCluster(
  stateDir: string,
  home: string,
  binaries: PostgresBinaries,
  account: ServerAccount | undefined,
): Promise<Cluster> {
  const dataDir = join(home, 'data');
  const passwordFile = join(stateDir, 'superuser-password');
  if (existsSync(dataDir)) {
    const found = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
    if (found !== binaries.majorVersion) {
      throw new Error(
        `${dataDir} was made by Postgres ${found}, this is ${binaries.majorVersion}: delete ${stateDir} to begin anew`,
      );
    }
    if (!existsSync(passwordFile)) {
      throw new Error(`The password of the database in ${dataDir} is lost: delete ${stateDir} to begin anew`);
    }
    return { dataDir, password: readFileSync(passwordFile, 'utf8') };
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  await initialise(home, dataDir, password, binaries, account);
  return { dataDir, password };
}

async function initialise(
  home: string,
  dataDir: string,
  password: string,
  binaries: PostgresBinaries,
  account: ServerAccount | undefined,
): Promise<void> {
  const draft = `${dataDir}.new`;
  const passwordForInit = join(home, 'password.new');
  rmSync(draft, { recursive: true, force: true });
  rmSync(passwordForInit, { force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordForInit, password, { mode: 0o600 });
  try {
    if (account) {
      for (const path of [draft, passwordForInit]) chownSync(path, account.uid, account.gid);
    }
    await runCommand(
      join(binaries.binDir, 'initdb'),
      [
        ...['-D', draft, '-U', SUPERUSER, `--pwfile=${passwordForInit}`, '--auth=scram-sha-256'],
        ...['--encoding=UTF8', '--locale=C.UTF-8'],
      ],
      { env: {}, runAs: account, timeoutMs: 60_000 },
    );
  } finally {
    rmSync(passwordForInit, { force: true });
  }
  writeFileSync(join(draft, 'pg_hba.conf'), HOST_RULES);
  renameSync(draft, dataDir);
}
