import type { Core } from '../core.ts';
import { type Session, transaction } from '../db/session.ts';
import type { Effect, Settled } from '../decide/decision.ts';
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
    const settlements = ordered.filter(({ row }) => ended.has(row.id)).map(settlementOf);
    for (const tenantId of tenants) {
      if (tenants.length > 1) session.admit([tenantId]);
      const own = settlements.filter(({ end }) => end.row.tenant_id === tenantId);
      for (const side of sideBySide(own)) await settleTogether(core, session, pending, side);
    }
    if (tenants.length > 1) session.admit(tenants);
    pending.flush(session);
  });
  if (pending.events > 0) core.pokes.outbox();
  if (pending.effects > 0) core.pokes.effects();
}

/** An end as `settle` is told it, and what it decides about; undefined: it settles alone. */
interface Settlement {
  readonly end: End;
  readonly settled: Settled<unknown>;
  readonly about: string | undefined;
}

function settlementOf(end: End): Settlement {
  const { effect, outcome, row } = end;
  const settled = { effectId: row.id, intent: effect.intent.parse(row.intent), outcome };
  return { end, settled, about: effect.settlesAbout?.(settled) };
}

/** Cuts settlements into groups that may be decided side by side; whatever does not say what it is about stands alone. */
function sideBySide(settlements: readonly Settlement[]): readonly (readonly Settlement[])[] {
  const groups: Settlement[][] = [];
  for (const settlement of settlements) {
    const last = groups.at(-1);
    if (settlement.about !== undefined && last?.[0]?.about !== undefined) last.push(settlement);
    else groups.push([settlement]);
  }
  return groups;
}

/**
 * Has all decide before it rejects with the first failure: none may still send its statements when the transaction is rolled
 * back. What one waits for from the database, the others use to send.
 */
async function settleTogether(
  core: Core,
  session: Session,
  pending: PendingWrites,
  settlements: readonly Settlement[],
): Promise<void> {
  const decided = await Promise.allSettled(
    [...Map.groupBy(settlements, ({ about }) => about).values()].map(async (same) => {
      for (const settlement of same) await settle(core, session, pending, settlement);
    }),
  );
  const failed = decided.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function settle(core: Core, session: Session, pending: PendingWrites, { end, settled }: Settlement): Promise<void> {
  const { effect, outcome, row } = end;
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
    await effect.settle?.(decision, settled);
  });
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
