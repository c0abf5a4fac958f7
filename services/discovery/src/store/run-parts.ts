import type { Tx } from '@loop/runtime';
import type { Selectable } from 'kysely';
import type { Spending } from '../domain/reading-budget.ts';
import type { ReadingQuota } from '../domain/source-page.ts';
import type { PlannedPage } from '../domain/source-query.ts';
import type { Counts } from './runs.ts';
import { type PartEnd, type PartFailure, type RunPartsTable, sql } from './tables.ts';

/** One source of a run: what is still to be read of it, what came of it, what it cost. */
export type RunPart = Readonly<Selectable<RunPartsTable>>;

/** A part that begins. */
export interface NewPart {
  readonly source: string;
  readonly share: number;
  readonly isWaiting: boolean;
  readonly plan: readonly PlannedPage[];
}

/** More failures than these say nothing new. */
const KEPT_FAILURES = 20;

/** What one page came to. */
export interface PageResult {
  readonly counts: Counts;
  readonly droppedBy: Readonly<Record<string, number>>;
  readonly quota: ReadingQuota | null;
  readonly isIncomplete: boolean;
}

/** Keeps the parts of a run that begins, in their order. */
export async function beginParts(tx: Tx, runId: string, parts: readonly NewPart[]): Promise<void> {
  const rows = parts.map(({ isWaiting, plan, share, source }, position) => ({
    run_id: runId,
    source,
    position,
    share,
    is_waiting: isWaiting,
    plan: JSON.stringify(plan),
  }));
  await tx.run(sql.insertInto('run_parts').values(rows));
}

/** The parts of a run in their order. Whoever changes them holds the run's lock. */
export function partsOf(tx: Tx, runId: string): Promise<RunPart[]> {
  return tx.rows(sql.selectFrom('run_parts').selectAll().where('run_id', '=', runId).orderBy('position'));
}

const ofPart = (part: Pick<RunPart, 'run_id' | 'source'>) =>
  sql.updateTable('run_parts').where('run_id', '=', part.run_id).where('source', '=', part.source);

/** Keeps what is still to be read of a source. */
export async function planPart(tx: Tx, part: RunPart, plan: readonly PlannedPage[]): Promise<void> {
  await tx.run(ofPart(part).set({ plan: JSON.stringify(plan) }));
}

/** Keeps which effect reads a part's page, what may be spent on it, and what is to be read behind it. */
export async function readPart(
  tx: Tx,
  part: RunPart,
  reading: {
    readonly effectId: string;
    readonly plan: readonly PlannedPage[];
    readonly reserve: Spending;
    readonly day: string;
  },
): Promise<void> {
  const { day, effectId, plan, reserve } = reading;
  await tx.run(
    ofPart(part).set({
      is_waiting: false,
      plan: JSON.stringify(plan),
      pages: part.pages + 1,
      reading_effect_id: effectId,
      reserved_requests: reserve.requests,
      reserved_micros: reserve.amountMicros,
      reserved_on: day,
    }),
  );
}

/** Puts what a page did cost in the place of what was reserved for it. */
export async function spendPart(tx: Tx, part: RunPart, spent: Spending): Promise<void> {
  await tx.run(
    ofPart(part).set((row) => ({
      requests: row('requests', '+', spent.requests),
      amount_micros: row('amount_micros', '+', spent.amountMicros),
      reserved_requests: 0,
      reserved_micros: 0,
      reserved_on: null,
      reading_effect_id: null,
    })),
  );
}

/** Adds what a page came to. */
export async function addPage(tx: Tx, part: RunPart, { counts, droppedBy, isIncomplete, quota }: PageResult) {
  const reasons = { ...part.dropped_by };
  for (const [reason, count] of Object.entries(droppedBy)) reasons[reason] = (reasons[reason] ?? 0) + count;
  await tx.run(
    ofPart(part).set((row) => ({
      seen: row('seen', '+', counts.seen),
      found: row('found', '+', counts.found),
      dropped: row('dropped', '+', counts.dropped),
      broken: row('broken', '+', counts.broken),
      dropped_by: JSON.stringify(reasons),
      is_incomplete: part.is_incomplete || isIncomplete,
      ...(quota === null ? {} : { quota_remaining: quota.remaining, quota_resets_at: quota.resetsAt }),
    })),
  );
}

/** Notes a question that brought nothing. */
export async function noteFailure(tx: Tx, part: RunPart, failure: PartFailure): Promise<void> {
  const failures = [...part.failures, failure].slice(0, KEPT_FAILURES);
  await tx.run(ofPart(part).set({ failures: JSON.stringify(failures) }));
}

/** Ends a part; one that has ended stays as it is. */
export async function endPart(tx: Tx, part: RunPart, because: PartEnd, endedAt: Date): Promise<void> {
  await tx.run(
    ofPart(part)
      .set({ plan: '[]', is_waiting: false, reading_effect_id: null, ended_at: endedAt, ended_because: because })
      .where('ended_at', 'is', null),
  );
}
