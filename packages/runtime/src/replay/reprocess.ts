import type { Session } from '../db/session.ts';
import type { Admit } from '../inbox/admit-new.ts';
import type { Incoming } from '../inbox/incoming.ts';
import type { Verdict } from '../inbox/verdict.ts';

/**
 * Admits events that were handled before, past the inbox, each under a generation one above the highest it was handled under.
 * That is recorded in the same transaction, so that one job handles an event again once, however often it is delivered or the
 * job is killed and resumed: then it is a `duplicate`. Two jobs with the same event handle it one after the other.
 *
 * An event that was never handled is `never_handled`: it may still come, and would then be handled twice.
 */
export function admitAgain(replayId: string): Admit {
  return async (session, batch, verdicts) => {
    const unique = new Map(batch.map((item) => [item.delivery.id, item]));
    void session.sql(`SELECT pg_advisory_xact_lock(hashtext(current_schema() || ' reprocess'))`);
    const admitted = await session.sql<{ event_id: string; generation: number }>(
      `INSERT INTO reprocessed (event_id, tenant_id, job_id, generation)
       SELECT u.event_id, u.tenant_id, $4, 1 + coalesce((SELECT max(r.generation) FROM reprocessed r WHERE r.event_id = u.event_id), 0)
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS u(event_id, tenant_id, fingerprint)
         JOIN inbox i ON i.event_id = u.event_id AND i.fingerprint = u.fingerprint
       ON CONFLICT (job_id, event_id) DO NOTHING RETURNING event_id, generation`,
      [
        [...unique.keys()],
        [...unique.values()].map((item) => item.delivery.tenantId),
        [...unique.values()].map((item) => item.fingerprint),
        replayId,
      ],
    );
    const generations = new Map(admitted.map((row) => [row.event_id, row.generation]));
    const chosen = batch.filter((item) => unique.get(item.delivery.id) === item && generations.has(item.delivery.id));
    await judgeRest(
      session,
      batch.filter((item) => !chosen.includes(item)),
      verdicts,
    );
    return {
      fresh: chosen,
      someAreHeld: true,
      generations: new Map(chosen.map((item) => [item, generations.get(item.delivery.id) ?? 1])),
    };
  };
}

async function judgeRest(session: Session, rest: readonly Incoming[], verdicts: Map<Incoming, Verdict>): Promise<void> {
  if (rest.length === 0) return;
  const rows = await session.sql<{ event_id: string; fingerprint: string }>(
    'SELECT event_id, fingerprint FROM inbox WHERE event_id = ANY($1::uuid[])',
    [rest.map((item) => item.delivery.id)],
  );
  const handled = new Map(rows.map((row) => [row.event_id, row.fingerprint]));
  for (const item of rest) {
    const fingerprint = handled.get(item.delivery.id);
    if (fingerprint === undefined) verdicts.set(item, 'never_handled');
    else verdicts.set(item, fingerprint === item.fingerprint ? 'duplicate' : 'conflict');
  }
}
