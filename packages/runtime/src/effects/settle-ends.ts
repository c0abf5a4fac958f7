import type { Core } from '../core.ts';
import { type Session, transaction } from '../db/session.ts';
import type { Effect } from '../decide/decision.ts';
import { idFrom } from '../decide/ids.ts';
import { PendingWrites } from '../decide/pending-writes.ts';
import { decideWithin } from '../decide/scope.ts';
import type { FinalOutcome } from './outcome.ts';
import { type Written, writeEnds } from './outcome-rows.ts';

/** Longest a batch waits for a row that somebody else decides on, so that one such row does not hold up its neighbours. */
const BATCH_LOCK_TIMEOUT_MS = 500;

/** An effect's end and the kind that says what follows from it. */
export interface End extends Written<FinalOutcome> {
  readonly effect: Effect;
}

/**
 * Ends effects and has their `settle` decide what follows, all in one transaction that switches from tenant to tenant. Those
 * that have ended meanwhile are passed over. Rejects, having done nothing, when one `settle` throws.
 */
export async function settleEnds(core: Core, holder: string, ends: readonly End[]): Promise<void> {
  const pending = new PendingWrites(core.service);
  const ordered = ends.toSorted((a, b) => compare(a.row.tenant_id, b.row.tenant_id) || compare(a.row.id, b.row.id));
  const tenants = [...new Set(ordered.map(({ row }) => row.tenant_id))];
  await transaction(core.appPool, async (session) => {
    if (ends.length > 1) void session.sql(`SET LOCAL lock_timeout = ${BATCH_LOCK_TIMEOUT_MS}`);
    session.admit(tenants);
    const ended = await writeEnds(session, holder, ordered);
    let admitted = tenants.length === 1 ? tenants[0] : undefined;
    for (const end of ordered.filter(({ row }) => ended.has(row.id))) {
      if (end.row.tenant_id !== admitted) {
        admitted = end.row.tenant_id;
        session.admit([admitted]);
      }
      await settle(core, session, pending, end);
    }
    if (tenants.length > 1) session.admit(tenants);
    pending.flush(session);
  });
  if (pending.events > 0) core.pokes.outbox();
  if (pending.effects > 0) core.pokes.effects();
}

function settle(core: Core, session: Session, pending: PendingWrites, { row, effect, outcome }: End): Promise<void> {
  const stamp = {
    tenantId: row.tenant_id,
    now: core.now(),
    origin: {
      handler: `settle ${row.name} ${outcome.outcome}`,
      causationId: idFrom(row.id, row.attempts),
      correlationId: row.correlation_id,
      traceparent: row.traceparent,
      generation: row.generation,
    },
  };
  return decideWithin(session, pending, stamp, async (decision) => {
    await effect.settle?.(decision, { effectId: row.id, intent: effect.intent.parse(row.intent), outcome });
  });
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
