import { type Decision, defineEffect, type FinalOutcome, type Outcome } from '@loop/runtime';
import type { z } from 'zod';
import { dropCursor } from '../domain/bookmark.ts';
import { type Spending, shortOf } from '../domain/reading-budget.ts';
import { readingIntent } from '../domain/reading-intent.ts';
import type { SourcePage } from '../domain/source-page.ts';
import { advanceRun, budgetsOf, spentBy } from '../intake/advance-run.ts';
import type { ReadFeed, ReadingDesk } from '../intake/reading-desk.ts';
import { takePage } from '../intake/take-page.ts';
import type { Source, SourceFailure } from '../providers/source.ts';
import { findBookmark, keepBookmark } from '../store/bookmarks.ts';
import { dayOf, lockDay, spendOn } from '../store/daily-spending.ts';
import { lockIntake } from '../store/posts.ts';
import { endPart, noteFailure, partsOf, planPart, type RunPart, spendPart } from '../store/run-parts.ts';
import { lockRun, type Run } from '../store/runs.ts';
import { keepUnreadAnswer } from '../store/unread-answers.ts';

/** Attempts at a page; with their waits a quarter of a minute beside what the attempts take. A run does not wait for who is down. */
const MAX_ATTEMPTS = 5;
/** The first refusal of a key opens the breaker, the probe behind it settles that the key is at fault. */
const MAX_KEY_ATTEMPTS = 2;

/** What a page that could not be read cost in requests, where nobody counted. */
const REQUESTS_OF: Readonly<Record<string, number>> = { source_down: MAX_ATTEMPTS, over_budget: 0 };

/** An answer nobody can read is no failure of the call: it is handed on, to be kept. */
function outcomeOf(read: SourcePage | SourceFailure, attempt: number): Outcome {
  // Attempts that brought nothing were requests as well.
  const before = attempt - 1;
  if (!('failed' in read)) {
    const result = { posts: read.posts.length, requests: read.cost.requests + before };
    return { outcome: 'done', result, carried: read };
  }
  switch (read.failed) {
    case 'not_sent':
      if (attempt >= (read.breaker ? MAX_KEY_ATTEMPTS : MAX_ATTEMPTS)) {
        return { outcome: 'refused', reason: 'source_down', detail: read.reason };
      }
      return { outcome: 'not_sent', reason: read.reason, ...(read.breaker ? { breaker: read.breaker } : {}) };
    case 'rate_limited':
      return { outcome: 'rate_limited', until: read.until };
    case 'refused':
      return { outcome: 'refused', reason: read.reason };
    case 'unknown_shape':
      return { outcome: 'done', result: { unread: read.reason, requests: 1 + before }, carried: read };
  }
}

/** What came of a page: it, an answer that cannot be read, or the refusal. */
type Read =
  | { readonly page: SourcePage }
  | { readonly unread: Extract<SourceFailure, { failed: 'unknown_shape' }> }
  | { readonly refused: string; readonly detail: string };

function readOf(outcome: FinalOutcome): Read {
  if (outcome.outcome !== 'done') {
    const { reason } = outcome;
    return { refused: reason, detail: 'detail' in outcome ? (outcome.detail ?? reason) : reason };
  }
  // Handed over in memory by `perform` of this very effect.
  const carried = outcome.carried as SourcePage | Extract<SourceFailure, { failed: 'unknown_shape' }>;
  return 'failed' in carried ? { unread: carried } : { page: carried };
}

function costOf(outcome: FinalOutcome, read: Read): Spending {
  if ('refused' in read) return { requests: REQUESTS_OF[read.refused] ?? 1, amountMicros: 0 };
  const requests = outcome.outcome === 'done' ? Number(outcome.result['requests'] ?? 1) : 1;
  return { requests, amountMicros: 'page' in read ? read.page.cost.amountMicros : 0 };
}

async function book({ now, tx }: Decision, part: RunPart, spent: Spending): Promise<void> {
  const day = part.reserved_on ?? dayOf(now);
  await lockDay(tx, day);
  const reserved = { requests: part.reserved_requests, amountMicros: part.reserved_micros };
  await Promise.all([spendOn(tx, day, reserved, spent), spendPart(tx, part, spent)]);
}

/**
 * A refusal ends the source where no other question would fare better (it is down, or money is short); else its next question is
 * asked. A cursor that it takes no more is let go, and the question begun anew.
 */
async function takeRefusal(decision: Decision, desk: ReadingDesk, at: Place, refused: string, detail: string) {
  const { now, tx } = decision;
  const { feed, part, run, source } = at;
  if (refused === 'over_budget') {
    const [parts, ofDay] = await Promise.all([partsOf(tx, run.id), lockDay(tx, dayOf(now))]);
    return endPart(tx, part, shortOf(budgetsOf(run, desk.day), spentBy(parts), ofDay), now);
  }
  await noteFailure(tx, part, { asked: feed.query.kind, reason: detail });
  if (refused === 'source_down' || refused === 'gave_up') return endPart(tx, part, 'failed', now);
  if (feed.cursor === null) return;
  const mark = await findBookmark(tx, source.name, feed.query);
  await keepBookmark(tx, source.name, feed.query, dropCursor(mark, feed.cursor), now);
  if (feed.behind === undefined) await planPart(tx, part, [{ query: feed.query, cursor: null }, ...part.plan]);
}

interface Place {
  readonly run: Run;
  readonly part: RunPart;
  readonly source: Source;
  readonly feed: z.output<typeof readingIntent>['feed'];
}

async function settlePage(decision: Decision, desk: ReadingDesk, at: Place, effectId: string, read: Read) {
  const { tx, now } = decision;
  const { feed, part, run, source } = at;
  if ('page' in read) return takePage(decision, { ...at, page: read.page });
  if ('refused' in read) return takeRefusal(decision, desk, at, read.refused, read.detail);
  const { answer, reason } = read.unread;
  await noteFailure(tx, part, { asked: feed.query.kind, reason });
  const from = { effectId, runId: run.id, source: source.name, query: feed.query };
  await keepUnreadAnswer(tx, { ...from, reason, answer, keptAt: now });
}

/**
 * The effect that reads one page of a source. Reading changes nothing there, so a lost or failed attempt is simply made again, a few
 * times: then the source is down, and loses its own results only. An answer of another shape is kept.
 */
export function readFeedEffect(source: Source, desk: ReadingDesk): ReadFeed {
  return defineEffect({
    // Hacker News' is called as it was when there was no other: some may still be under way.
    name: source.name === 'hackernews' ? 'read_feed' : `read_${source.name}`,
    provider: source.name,
    intent: readingIntent,
    async perform({ attempt, intent: { feed, postsAtMost, spendAtMostMicros }, now, signal }) {
      const wanted = postsAtMost === undefined ? {} : { postsAtMost };
      return outcomeOf(
        await source.search(feed.query, feed.cursor, { now, signal, spendAtMostMicros, ...wanted }),
        attempt,
      );
    },
    async reconcile() {
      return { outcome: 'not_sent', reason: 'reading_changes_nothing' };
    },
    async settle(decision, { effectId, intent: { runId, feed }, outcome }) {
      if (outcome.outcome === 'unknown') return;
      // In this order always, so that runs which settle side by side do not wait for one another crosswise.
      await lockIntake(decision.tx, decision.tenantId);
      const run = await lockRun(decision.tx, runId);
      const part = (await partsOf(decision.tx, runId)).find((one) => one.source === source.name);
      if (run === undefined || part === undefined || part.ended_at !== null) return;
      const read = readOf(outcome);
      await book(decision, part, costOf(outcome, read));
      await settlePage(decision, desk, { run, part, source, feed }, effectId, read);
      await advanceRun(decision, desk, runId);
    },
  });
}
