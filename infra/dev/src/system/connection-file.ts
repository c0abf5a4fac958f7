import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceName } from '@loop/contracts';
import { type Secrets, writePrivateJson } from '@loop/installation';
import type { Mode } from '@loop/runtime';

/** What the `loop` command needs to know of a running system. */
export interface ConnectionFacts {
  readonly mode: Mode;
  /** NATS as the user `loop`. */
  readonly natsUrl: string;
  /** Postgres as the role that provisions. */
  readonly databaseUrl: string;
  readonly databasePasswords: Secrets['databasePasswords'];
  readonly portalUrl: string;
  readonly mailboxUrl: string | null;
  readonly serviceUrls: Readonly<Record<ServiceName, string>>;
}

/**
 * Writes `connection.json` (0600: it holds passwords). The returned function removes it, so that a stopped system is not
 * taken for a running one; after a crash it stays, and the next start overwrites it.
 */
export function writeConnectionFile(stateDir: string, facts: ConnectionFacts): () => void {
  const file = join(stateDir, 'connection.json');
  writePrivateJson(file, facts);
  return () => rmSync(file, { force: true });
}
