import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SERVICES, type ServiceName } from '@loop/contracts';
import { z } from 'zod';
import { CommandError, EXIT } from './command-error.ts';
import type { Terminal } from './terminal.ts';

const password = z.string().min(1);

const connectionFile = z.object({
  mode: z.string().optional(),
  natsUrl: z.string(),
  databaseUrl: z.string(),
  /** Passwords of the services' database roles, by service. */
  databasePasswords: z.partialRecord(z.enum(SERVICES), z.object({ app: password, runtime: password })).optional(),
});

/** Where broker and database are, and how the operator signs in there. */
export interface Connection {
  /** The system's mode, where the launcher wrote it down. */
  readonly mode: string | undefined;
  readonly natsUrl: string;
  readonly databaseUrl: string;
  readonly databasePasswords: Readonly<
    Partial<Record<ServiceName, { readonly app: string; readonly runtime: string }>>
  >;
}

const FILE = join('.loop', 'connection.json');

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function findFile(folder: string): string | undefined {
  const text = read(join(folder, FILE));
  if (text !== undefined) return text;
  const parent = dirname(folder);
  return parent === folder ? undefined : findFile(parent);
}

function parseFile(text: string): z.output<typeof connectionFile> {
  try {
    return connectionFile.parse(JSON.parse(text));
  } catch (error) {
    const remedy = 'Remove it and start the system again, or set LOOP_NATS_URL and LOOP_DATABASE_URL';
    throw new CommandError(`${FILE} cannot be read`, { remedy, exitCode: EXIT.unreachable, cause: error });
  }
}

/**
 * Finds the connection: `LOOP_NATS_URL` and `LOOP_DATABASE_URL` where they are set, else what the launcher wrote to
 * `.loop/connection.json`, in this folder or one above. Throws with a remedy when neither names both.
 */
export function findConnection({ env, folder }: Pick<Terminal, 'env' | 'folder'>): Connection {
  const text = findFile(folder);
  const file = text === undefined ? undefined : parseFile(text);
  const natsUrl = env['LOOP_NATS_URL'] || file?.natsUrl;
  const databaseUrl = env['LOOP_DATABASE_URL'] || file?.databaseUrl;
  if (!natsUrl || !databaseUrl) {
    const remedy = 'Start the system with `pnpm start`, or set LOOP_NATS_URL and LOOP_DATABASE_URL';
    throw new CommandError('Nobody says where broker and database are', { remedy, exitCode: EXIT.unreachable });
  }
  return { mode: file?.mode, natsUrl, databaseUrl, databasePasswords: file?.databasePasswords ?? {} };
}
