import type { EventDefinition } from '@loop/contracts';
import type { Handling } from '../bus/handler.ts';
import type { Core } from '../core.ts';
import { type Session, transaction } from '../db/session.ts';
import { PendingWrites } from '../decide/pending-writes.ts';
import { decideWithin } from '../decide/scope.ts';
import { messagingSpan } from '../telemetry/messaging-conventions.ts';
import { currentTraceparent, inSpan, linkingSpan, linkTo, MAX_LINKS } from '../telemetry/spans.ts';
import { type HeldRow, writeHeld } from './held-rows.ts';
import type { Incoming } from './incoming.ts';

/** What became of one event of a batch. */
export type Verdict =
  | 'handled'
  | 'duplicate'
  | 'held'
  /** The same id has been handled with another payload. */
  | 'conflict';

/** How a batch is run other than for real. */
export interface BatchOptions {
  /** Runs everything, then rolls back: a dry run. */
  readonly rollback?: boolean;
  /** 1 and more when an operator has the events processed again. */
  readonly generation?: number;
}

class RolledBack extends Error {}

/**
 * Handles a batch in one transaction: dedup by the inbox, the handlers' writes, held events, outbox and effects. Either all
 * of it commits or nothing does; a throw by any handler rejects for the whole batch and the caller bisects.
 *
 * - Duplicate, in the batch or of an earlier one: `duplicate`, the handler is not called.
 * - Same id, other payload: `conflict`.
 * - Crash before the commit: nothing happened, the events are redelivered. After it: they come again as duplicates.
 */
export function handleBatch(
  core: Core,
  batch: readonly Incoming[],
  options: BatchOptions = {},
): Promise<Map<Incoming, Verdict>> {
  const subjects = new Set(batch.map((item) => item.delivery.subject));
  const [subject = core.service] = subjects.size === 1 ? subjects : [];
  const span = messagingSpan('process', subject, core.service, batch.length);
  const links = batch.slice(0, MAX_LINKS).flatMap((item) => linkTo(item.delivery.traceparent));
  return inSpan(span.name, { ...span.options, links }, () => {
    return handleInOneTransaction(core, batch, options, traceparentsOf(batch, span.name));
  });
}

/** Trace context that an event's decision goes on under: of a span that links to the event's cause. */
type Traceparents = (item: Incoming) => string | null;

/** The span under way has room for the first events only; spans that do nothing but link stand for the others. */
function traceparentsOf(batch: readonly Incoming[], name: string): Traceparents {
  const own = currentTraceparent();
  if (own === null) return ({ delivery }) => delivery.traceparent;
  const others = new Map<Incoming, string | null>();
  for (let start = MAX_LINKS; start < batch.length; start += MAX_LINKS) {
    const part = batch.slice(start, start + MAX_LINKS);
    const traceparent = linkingSpan(
      name,
      part.map((item) => item.delivery.traceparent),
    );
    for (const item of part) others.set(item, traceparent);
  }
  return (item) => others.get(item) ?? own;
}

async function handleInOneTransaction(
  core: Core,
  batch: readonly Incoming[],
  options: BatchOptions,
  traceparents: Traceparents,
): Promise<Map<Incoming, Verdict>> {
  const verdicts = new Map<Incoming, Verdict>();
  const pending = new PendingWrites(core.service);
  let heldCount = 0;
  try {
    await transaction(core.appPool, async (session) => {
      heldCount = await decideAll(core, session, batch, pending, verdicts, options.generation ?? 0, traceparents);
      if (options.rollback) throw new RolledBack();
    });
  } catch (error) {
    if (error instanceof RolledBack) return verdicts;
    throw error;
  }
  if (pending.events > 0) core.pokes.outbox();
  if (pending.effects > 0) core.pokes.effects();
  if (heldCount < batch.length) core.pokes.held();
  return verdicts;
}

async function decideAll(
  core: Core,
  session: Session,
  batch: readonly Incoming[],
  pending: PendingWrites,
  verdicts: Map<Incoming, Verdict>,
  generation: number,
  traceparents: Traceparents,
): Promise<number> {
  const tenants = [...new Set(batch.map((item) => item.delivery.tenantId))];
  session.admit(tenants);
  const fresh = await admitNew(session, batch, verdicts);
  const held: HeldRow[] = [];
  const handled: Incoming[] = [];
  let admitted = tenants.length === 1 ? tenants[0] : undefined;
  for (const item of fresh) {
    if (item.delivery.tenantId !== admitted) {
      admitted = item.delivery.tenantId;
      session.admit([admitted]);
    }
    const hold = await decideOne(core, session, item, pending, generation, traceparents(item));
    verdicts.set(item, hold === undefined ? 'handled' : 'held');
    if (hold === undefined) handled.push(item);
    else held.push(hold);
  }
  if (tenants.length > 1) session.admit(tenants);
  writeHeld(
    session,
    held,
    handled,
    batch.filter((item) => verdicts.get(item) === 'duplicate'),
  );
  pending.flush(session);
  return held.length;
}

/**
 * Inserts the batch into the inbox, set-based; returns what was not there. Tells duplicates from conflicts. An event that is held
 * is not in the inbox, but another payload under its id is a conflict all the same.
 */
async function admitNew(
  session: Session,
  batch: readonly Incoming[],
  verdicts: Map<Incoming, Verdict>,
): Promise<Incoming[]> {
  const first = new Map<string, Incoming>();
  const again: Incoming[] = [];
  for (const item of batch) {
    if (first.has(item.delivery.id)) again.push(item);
    else first.set(item.delivery.id, item);
  }
  const unique = [...first.values()];
  const inserted = await session.sql<{ event_id: string }>(
    `INSERT INTO inbox (event_id, tenant_id, fingerprint)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS u(event_id, tenant_id, fingerprint)
      WHERE NOT EXISTS (SELECT 1 FROM held h WHERE h.event_id = u.event_id
        AND left(encode(sha256(convert_to(h.body, 'UTF8')), 'hex'), 32)::uuid <> u.fingerprint)
     ON CONFLICT DO NOTHING RETURNING event_id`,
    [
      unique.map((item) => item.delivery.id),
      unique.map((item) => item.delivery.tenantId),
      unique.map((item) => item.fingerprint),
    ],
  );
  const insertedIds = new Set(inserted.map((row) => row.event_id));
  const known = unique.filter((item) => !insertedIds.has(item.delivery.id));
  if (known.length > 0) await judgeKnown(session, known, verdicts);
  for (const item of again) {
    verdicts.set(item, first.get(item.delivery.id)?.fingerprint === item.fingerprint ? 'duplicate' : 'conflict');
  }
  return unique.filter((item) => insertedIds.has(item.delivery.id));
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

async function decideOne(
  core: Core,
  session: Session,
  item: Incoming,
  pending: PendingWrites,
  generation: number,
  traceparent: string | null,
): Promise<HeldRow | undefined> {
  const { delivery, handler } = item;
  const stamp = {
    tenantId: delivery.tenantId,
    now: core.now(),
    origin: {
      handler: `on ${delivery.subject}`,
      causationId: delivery.id,
      correlationId: delivery.correlationId,
      traceparent,
      generation,
    },
  };
  const before = session.writes + pending.events + pending.effects;
  const event = item.event as Handling<EventDefinition>['event'];
  const answer = await decideWithin(session, pending, stamp, (decision) => handler.handle({ ...decision, event }));
  if (answer === undefined) return undefined;
  if (session.writes + pending.events + pending.effects > before) {
    throw new Error(`The handler of ${delivery.subject} wrote something and then answered notYet`);
  }
  return { item, reason: answer.notYet, waitsFor: answer.waitsFor ?? delivery.key };
}
