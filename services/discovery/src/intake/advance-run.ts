import type { Decision, Tx } from '@loop/runtime';
import { leaveToRead, type ReadingBudget, type ReadingBudgets, type Spending } from '../domain/reading-budget.ts';
import type { PlannedPage, SourceQuery } from '../domain/source-query.ts';
import { findBookmark } from '../store/bookmarks.ts';
import { dayOf, lockDay, reserveOn } from '../store/daily-spending.ts';
import { endPart, noteFailure, partsOf, planPart, type RunPart, readPart } from '../store/run-parts.ts';
import { findRun, type Run } from '../store/runs.ts';
import { endRun } from './end-run.ts';
import type { ReadingDesk, SourceReader } from './reading-desk.ts';

/** What the run has spent on all its sources, pages under way included. */
export const spentBy = (parts: readonly RunPart[]): Spending => ({
  requests: parts.reduce((sum, part) => sum + part.requests + part.reserved_requests, 0),
  amountMicros: parts.reduce((sum, part) => sum + part.amount_micros + part.reserved_micros, 0),
});

/** What the run and its tenant's day may cost. */
export const budgetsOf = (run: Run, day: ReadingBudget): ReadingBudgets => ({
  run: { amountMicros: run.budget_micros, requests: run.budget_requests },
  day,
});

/** What is to be read of a source for these questions: first what is new, then what earlier runs left unread. */
export async function planOf(tx: Tx, source: string, queries: readonly SourceQuery[]): Promise<PlannedPage[]> {
  const marks = await Promise.all(queries.map((query) => findBookmark(tx, source, query)));
  const left = queries.flatMap((query, at) =>
    (marks[at]?.unread ?? []).map((cursor): PlannedPage => ({ query, cursor, behind: 'before' })),
  );
  return [...queries.map((query) => ({ query, cursor: null })), ...left];
}

/** How many posts the run still wants of a source. */
export const wantedOf = (run: Run, part: RunPart): number =>
  Math.max(0, Math.min(part.share - part.seen, run.seen_limit - run.seen));

/** How many opportunities the run may still find. */
export const findableIn = ({ found, max_found: most }: Run): number =>
  most === null ? Number.POSITIVE_INFINITY : most - found;

/** The page as it is read now: another run may have moved the bookmark since it was planned. `undefined`: it was read there. */
export async function boundPage(tx: Tx, source: string, page: PlannedPage): Promise<PlannedPage | undefined> {
  const { behind, cursor, query } = page;
  if (behind === 'this') return page;
  const mark = await findBookmark(tx, source, query);
  if (behind === undefined) return { query, cursor: cursor ?? mark.begin };
  return cursor !== null && mark.unread.includes(cursor) ? page : undefined;
}

/** Has a source's next page read where there is one, money for it, and somebody who wants more; or ends the part. */
async function advancePart(
  decision: Decision,
  desk: ReadingDesk,
  run: Run,
  part: RunPart,
  parts: readonly RunPart[],
): Promise<void> {
  const { now, tx } = decision;
  const { readFeed, source } = readerOf(desk, part) ?? {};
  if (readFeed === undefined || source === undefined) {
    await noteFailure(tx, part, { asked: 'any', reason: 'source_off' });
    return endPart(tx, part, 'failed', now);
  }
  const wanted = wantedOf(run, part);
  if (wanted <= 0 || findableIn(run) <= 0) return endPart(tx, part, 'limit', now);
  const [planned, ...plan] = part.plan;
  if (planned === undefined) return endPart(tx, part, 'exhausted', now);
  const feed = await boundPage(tx, source.name, planned);
  if (feed === undefined) return planPart(tx, part, plan);
  const day = dayOf(now);
  const ofDay = await lockDay(tx, day);
  const most = source.estimate(feed.query, { cursor: feed.cursor, now });
  const leave = leaveToRead(budgetsOf(run, desk.day), spentBy(parts), ofDay, most);
  if ('spent' in leave) return endPart(tx, part, leave.spent, now);
  const { reserve, spendAtMostMicros } = leave;
  const intent = { runId: run.id, feed, spendAtMostMicros, postsAtMost: wanted };
  const effectId = await decision.act(readFeed, intent, { key: `${run.id} page ${part.pages}` });
  await Promise.all([reserveOn(tx, day, reserve), readPart(tx, part, { effectId, plan, reserve, day })]);
}

const readerOf = ({ readers }: ReadingDesk, part: RunPart): SourceReader | undefined =>
  readers.find(({ source }) => source.name === part.source);

/** Parts whose turn it is: those that read nothing at the moment; those that wait once all others have ended. */
function idleOf(parts: readonly RunPart[]): RunPart[] {
  const open = parts.filter(({ ended_at }) => ended_at === null);
  const idle = open.filter(({ is_waiting, reading_effect_id }) => !is_waiting && reading_effect_id === null);
  return idle.length > 0 || open.some(({ is_waiting }) => !is_waiting) ? idle : open;
}

/**
 * Takes a run as far as it goes without the network: every source whose turn it is has its next page read, or ends; when all have
 * ended, so does the run. The run is locked, or new. Calling it again changes nothing.
 */
export async function advanceRun(decision: Decision, desk: ReadingDesk, runId: string): Promise<void> {
  for (;;) {
    const [run, parts] = await Promise.all([findRun(decision.tx, runId), partsOf(decision.tx, runId)]);
    if (run === undefined || run.completed_at !== null) return;
    if (parts.every(({ ended_at }) => ended_at !== null)) return endRun(decision, runId);
    const [idle] = idleOf(parts);
    if (idle === undefined) return;
    await advancePart(decision, desk, run, idle, parts);
  }
}
