import { plainArray } from '../db/array-parameter.ts';
import type { Session } from '../db/session.ts';
import type { Incoming } from './incoming.ts';
import type { Verdict } from './verdict.ts';

/** What of a batch is to be handled. */
export interface Admitted {
  readonly fresh: readonly Incoming[];
  /** Whether events of these tenants are held: most of the time none are, and nobody has to look for them. */
  readonly someAreHeld: boolean;
  /** Of what is handled again, how many times that makes; absent when all is handled for the first time. */
  readonly generations?: ReadonlyMap<Incoming, number>;
}

/** Chooses what of a batch is to be handled, in the batch's transaction; sets the verdicts of the rest. */
export type Admit = (
  session: Session,
  batch: readonly Incoming[],
  verdicts: Map<Incoming, Verdict>,
) => Promise<Admitted>;

/**
 * Inserts the batch into the inbox, set-based; tells what was not there, and of the rest duplicates from conflicts. An event that
 * is held is not in the inbox, but another payload under its id is a conflict all the same.
 */
export async function admitNew(
  session: Session,
  batch: readonly Incoming[],
  verdicts: Map<Incoming, Verdict>,
): Promise<Admitted> {
  const first = new Map<string, Incoming>();
  const again: Incoming[] = [];
  for (const item of batch) {
    if (first.has(item.delivery.id)) again.push(item);
    else first.set(item.delivery.id, item);
  }
  const unique = [...first.values()];
  const inserting = session.sql<{ event_id: string }>(
    `WITH batch AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS u(event_id, tenant_id, fingerprint)),
       inserted AS (INSERT INTO inbox (event_id, tenant_id, fingerprint)
         SELECT * FROM batch b
          WHERE NOT EXISTS (SELECT 1 FROM held h WHERE h.event_id = b.event_id
            AND left(encode(sha256(convert_to(h.body, 'UTF8')), 'hex'), 32)::uuid <> b.fingerprint)
         ON CONFLICT DO NOTHING RETURNING event_id)
     SELECT event_id FROM batch EXCEPT ALL SELECT event_id FROM inserted`,
    [
      plainArray(unique.map((item) => item.delivery.id)),
      plainArray(unique.map((item) => item.delivery.tenantId)),
      plainArray(unique.map((item) => item.fingerprint)),
    ],
  );
  const [held] = await session.sql<{ some: boolean }>('SELECT EXISTS (SELECT 1 FROM held) AS some');
  // Only what was there comes back: mostly nothing.
  const knownIds = new Set((await inserting).map((row) => row.event_id));
  const known = knownIds.size === 0 ? [] : unique.filter((item) => knownIds.has(item.delivery.id));
  if (known.length > 0) await judgeKnown(session, known, verdicts);
  for (const item of again) {
    verdicts.set(item, first.get(item.delivery.id)?.fingerprint === item.fingerprint ? 'duplicate' : 'conflict');
  }
  const fresh = known.length === 0 ? unique : unique.filter((item) => !knownIds.has(item.delivery.id));
  return { fresh, someAreHeld: held?.some ?? true };
}

async function judgeKnown(
  session: Session,
  known: readonly Incoming[],
  verdicts: Map<Incoming, Verdict>,
): Promise<void> {
  const rows = await session.sql<{ event_id: string; fingerprint: string }>(
    'SELECT event_id, fingerprint FROM inbox WHERE event_id = ANY($1::uuid[])',
    [known.map((item) => item.delivery.id)],
  );
  const fingerprints = new Map(rows.map((row) => [row.event_id, row.fingerprint]));
  for (const item of known) {
    verdicts.set(item, fingerprints.get(item.delivery.id) === item.fingerprint ? 'duplicate' : 'conflict');
  }
}
