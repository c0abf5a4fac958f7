import type { Pool } from 'pg';
import { transaction } from '../db/session.ts';

/**
 * Opens a provider's breaker: its credential or account is at fault, so nothing more is tried but one probe after 30 s and
 * then one a minute. Opening it again changes nothing.
 */
export async function openBreaker(pool: Pool, provider: string, reason: string): Promise<void> {
  await transaction(pool, (session) =>
    session.sql(
      `INSERT INTO pauses (kind, provider, reason, actor, probe_at) VALUES ('breaker', $1, $2, 'runtime', now() + interval '30 s')
       ON CONFLICT DO NOTHING`,
      [provider, reason],
    ),
  );
}

/** Closes a provider's breaker, after a call that the provider took. */
export async function closeBreaker(pool: Pool, provider: string): Promise<void> {
  await transaction(pool, (session) =>
    session.sql(`DELETE FROM pauses WHERE kind = 'breaker' AND provider = $1`, [provider]),
  );
}
