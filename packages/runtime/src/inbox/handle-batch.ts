import type { Core } from '../core.ts';
import { type Session, transaction } from '../db/session.ts';
import { PendingWrites } from '../decide/pending-writes.ts';
import { messagingSpan } from '../telemetry/messaging-conventions.ts';
import { currentTraceparent, inSpan, linkingSpan, linkTo, MAX_LINKS } from '../telemetry/spans.ts';
import { type Admit, type Admitted, admitNew } from './admit-new.ts';
import { decideStep, type Traceparents } from './decide-step.ts';
import { type HeldRow, writeHeld } from './held-rows.ts';
import type { Incoming } from './incoming.ts';
import { stepsOf } from './steps.ts';
import type { Verdict } from './verdict.ts';

/** How a batch is run other than for the first time and for real. */
export interface BatchOptions {
  /** Runs everything, then rolls back: a dry run. */
  readonly rollback?: boolean;
  /** A job that has handled events handled again: `admit` chooses them past the inbox, and their effects are held. */
  readonly again?: { readonly replayId: string; readonly admit: Admit };
  /** Writes down what came of the batch, in its transaction. */
  readonly record?: (session: Session, verdicts: ReadonlyMap<Incoming, Verdict>) => void;
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
  const pending = new PendingWrites(core.service, options.again?.replayId);
  let someAreHeld = false;
  try {
    await transaction(core.appPool, async (session) => {
      const admit = options.again?.admit ?? admitNew;
      ({ someAreHeld } = await decideAll(core, session, batch, pending, verdicts, admit, traceparents));
      options.record?.(session, verdicts);
      if (options.rollback) throw new RolledBack();
    });
  } catch (error) {
    if (error instanceof RolledBack) return verdicts;
    throw error;
  }
  core.tenants.committed(tenantsOf(batch));
  core.logger.debug({ events: batch.length }, 'handled');
  if (pending.events > 0) core.pokes.outbox();
  if (pending.effects > 0) core.pokes.effects();
  if (someAreHeld) core.pokes.held();
  return verdicts;
}

async function decideAll(
  core: Core,
  session: Session,
  batch: readonly Incoming[],
  pending: PendingWrites,
  verdicts: Map<Incoming, Verdict>,
  admit: Admit,
  traceparents: Traceparents,
): Promise<Admitted> {
  const tenants = tenantsOf(batch);
  session.admit(tenants);
  core.tenants.note(session, tenants);
  const admitted = await admit(session, batch, verdicts);
  const { generations } = admitted;
  const generationOf = (item: Incoming) => generations?.get(item) ?? 0;
  const context = { session, pending, now: core.now(), traceparents, generationOf };
  const held: HeldRow[] = [];
  for (const step of stepsOf(admitted.fresh)) held.push(...(await decideStep(context, step)));
  const [tooEarly] = held;
  if (generations && tooEarly) throw new Error(`Too early to be handled again: ${tooEarly.reason}`);
  for (const item of admitted.fresh) verdicts.set(item, 'handled');
  for (const { item } of held) verdicts.set(item, 'held');
  session.admit(tenants);
  if (admitted.someAreHeld || held.length > 0) {
    const having = (verdict: Verdict) => batch.filter((item) => verdicts.get(item) === verdict);
    writeHeld(session, held, having('handled'), having('duplicate'));
  }
  pending.flush(session);
  return admitted;
}

function tenantsOf(batch: readonly Incoming[]): string[] {
  return [...new Set(batch.map((item) => item.delivery.tenantId))];
}
