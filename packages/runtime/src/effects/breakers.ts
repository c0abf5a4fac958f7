import type { Pool } from 'pg';
import { type Session, transaction } from '../db/session.ts';

/**
 * Opens providers' breakers: their credential or account is at fault, so nothing more is tried but one probe after 30 s and
 * then one a minute. Opening one again changes nothing.
 */
export function openBreakers(session: Session, reasonByProvider: ReadonlyMap<string, string>): Promise<unknown> {
  return session.sql(
    `INSERT INTO pauses (kind, provider, reason, actor, probe_at)
     SELECT 'breaker', u.provider, u.reason, 'runtime', now() + interval '30 s'
       FROM unnest($1::text[], $2::text[]) AS u(provider, reason) ON CONFLICT DO NOTHING`,
    [[...reasonByProvider.keys()], [...reasonByProvider.values()]],
  );
}

/** Closes providers' breakers, after probes that the providers took. */
export async function closeBreakers(pool: Pool, providers: readonly string[]): Promise<void> {
  await transaction(pool, (session) =>
    session.sql(`DELETE FROM pauses WHERE kind = 'breaker' AND provider = ANY($1::text[])`, [providers]),
  );
}
