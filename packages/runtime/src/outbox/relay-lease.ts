import type { Pool } from 'pg';
import { transaction } from '../db/session.ts';

/** How long a lease lasts without renewal; a killed relay's successor takes over within 5 s. */
export const LEASE_MS = 3_000;

/** A held lease. `fence` rises with every change of holder: whoever holds an older one can mark nothing. */
export interface Lease {
  readonly fence: number;
  readonly streamCreated: string | null;
}

/** Takes or renews the lease. Returns undefined while another instance holds it. */
export async function takeLease(pool: Pool, holder: string): Promise<Lease | undefined> {
  const [row] = await transaction(pool, (session) =>
    session.sql<{ fence: number; stream_created: string | null }>(
      `UPDATE relay_lease SET fence = fence + (holder IS DISTINCT FROM $1::uuid)::int, holder = $1::uuid,
         expires_at = clock_timestamp() + interval '1 ms' * ${LEASE_MS}
       WHERE holder = $1::uuid OR expires_at < clock_timestamp() RETURNING fence, stream_created`,
      [holder],
    ),
  );
  return row && { fence: row.fence, streamCreated: row.stream_created };
}

/** Gives the lease back, so that a successor need not wait for it to expire. */
export async function dropLease(pool: Pool, holder: string): Promise<void> {
  await transaction(pool, (session) =>
    session.sql(`UPDATE relay_lease SET expires_at = '-infinity' WHERE holder = $1::uuid`, [holder]),
  );
}

/** Remembers which incarnation of the stream the outbox has been published into. */
export async function rememberStream(pool: Pool, holder: string, created: string): Promise<void> {
  await transaction(pool, (session) =>
    session.sql('UPDATE relay_lease SET stream_created = $2 WHERE holder = $1::uuid', [holder, created]),
  );
}
