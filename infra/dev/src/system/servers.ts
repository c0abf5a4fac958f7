import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { natsServerConfig } from '@loop/contracts';
import { type Secrets, signedIn } from '@loop/installation';
import { type RunningNats, type RunningPostgres, startNats, startPostgres } from '@loop/supervisors';
import type { LauncherSettings } from '../settings/launcher-settings.ts';
import type { LaunchedProcess } from './launched-process.ts';

/** Database and broker of a system: ours, or the operator's. */
export interface Servers {
  /** Postgres as the role that provisions; holds a password. */
  readonly databaseUrl: string;
  /** NATS as the user `loop`; holds a password. */
  readonly natsUrl: string;
  /** Where each came from, for people. */
  readonly rungs: { readonly postgres: string; readonly nats: string };
  /** The ones that are ours. */
  readonly processes: Partial<Record<'postgres' | 'nats', LaunchedProcess>>;
}

const RESTART = { minDelayMs: 100, maxDelayMs: 5_000 } as const;

/**
 * Starts Postgres and NATS side by side, or takes the operator's. What is started is handed to `stack`, also when the
 * other one fails.
 */
export async function startServers(
  dataDir: string,
  settings: LauncherSettings,
  secrets: Secrets,
  stack: AsyncDisposableStack,
): Promise<Servers> {
  const { natsUrl } = settings;
  const configText = natsServerConfig({
    passwords: { ...secrets.brokerPasswords, ...(natsUrl === undefined ? {} : { loop: passwordIn(natsUrl) }) },
  });
  // The operator's server needs the generated users: this is the file to include there.
  if (natsUrl !== undefined) writeFileSync(join(dataDir, 'nats-users.conf'), configText, { mode: 0o600 });
  const [postgres, nats] = await Promise.allSettled([
    settings.databaseUrl === undefined ? ourPostgres(dataDir, stack) : undefined,
    natsUrl === undefined ? ourNats(dataDir, configText, stack) : undefined,
  ]);
  if (postgres.status === 'rejected') throw postgres.reason;
  if (nats.status === 'rejected') throw nats.reason;
  return {
    databaseUrl: settings.databaseUrl ?? postgres.value?.url ?? '',
    natsUrl: natsUrl ?? signedIn(nats.value?.url ?? '', 'loop', secrets.brokerPasswords.loop),
    rungs: {
      postgres: postgres.value === undefined ? 'given (LOOP_DATABASE_URL)' : 'embedded',
      nats: nats.value === undefined ? 'given (LOOP_NATS_URL)' : `${nats.value.rung} (${nats.value.version})`,
    },
    processes: {
      ...(postgres.value === undefined ? {} : { postgres: postgres.value }),
      ...(nats.value === undefined ? {} : { nats: nats.value }),
    },
  };
}

async function ourPostgres(dataDir: string, stack: AsyncDisposableStack): Promise<RunningPostgres> {
  const postgres = await startPostgres({ stateDir: join(dataDir, 'postgres'), restart: RESTART });
  stack.defer(() => postgres.stop());
  return postgres;
}

async function ourNats(dataDir: string, configText: string, stack: AsyncDisposableStack): Promise<RunningNats> {
  const nats = await startNats({ stateDir: join(dataDir, 'nats'), configText, restart: RESTART });
  stack.defer(() => nats.stop());
  return nats;
}

function passwordIn(url: string): string {
  return decodeURIComponent(new URL(url).password);
}
