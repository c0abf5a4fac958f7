import { type Decision, defineEffect, type Effect, type Outcome } from '@loop/runtime';
import { z } from 'zod';
import type { RawPost } from '../domain/raw-post.ts';
import { runPage } from '../domain/run-plan.ts';
import type { SourcePage } from '../domain/source-page.ts';
import type { PlannedPage } from '../domain/source-query.ts';
import { endRun } from '../intake/end-run.ts';
import { opportunityIdOf, takePosts } from '../intake/take-posts.ts';
import type { Source, SourceFailure } from '../providers/source.ts';
import { forgetPosts } from '../store/posts.ts';
import { goOn, lockRun, noteUnread, type Run } from '../store/runs.ts';
import { keepUnreadAnswer } from '../store/unread-answers.ts';

const intent = z.object({ runId: z.uuid(), feed: runPage });

/** Reads one page of a source for a run. */
export type ReadFeed = Effect<typeof intent>;

/** A source with the effect that reads it. */
export interface SourceReader {
  readonly source: Source;
  readonly readFeed: ReadFeed;
}

/** Has the run read its next page, or ends it where nothing is left or it has seen enough. */
export async function readNext(
  decision: Decision,
  readFeed: ReadFeed,
  run: Pick<Run, 'id' | 'plan' | 'seen' | 'seen_limit'>,
): Promise<void> {
  const [next, ...rest] = run.plan;
  if (next === undefined || run.seen >= run.seen_limit) return endRun(decision, run.id);
  const feed = runPage.parse(next);
  const { query, cursor } = feed;
  const key = `${run.id} ${query.kind} ${query.within ?? ''} ${query.text ?? ''} ${cursor ?? ''}`;
  const effectId = await decision.act(readFeed, { runId: run.id, feed }, { key });
  await goOn(decision.tx, run.id, rest, effectId);
}

/** Numbers of posts rise with time, and are kept to more strictly than dates; where there are none the dates decide. */
function byOrigin(a: RawPost, b: RawPost): number {
  const ids = Number(a.externalId) - Number(b.externalId);
  return Number.isNaN(ids) ? (a.postedAt?.getTime() ?? 0) - (b.postedAt?.getTime() ?? 0) : ids;
}

async function takePage(decision: Decision, run: Run, { query }: PlannedPage, page: SourcePage): Promise<Run> {
  const { nextCursor, opened } = page;
  const behind = nextCursor === null ? [] : [{ query, cursor: nextCursor }];
  const plan = [...opened.map((one) => ({ query: one, cursor: null })), ...behind, ...run.plan];
  // Of two posts alike the original comes first.
  const posts = page.posts.slice(0, run.seen_limit - run.seen).sort(byOrigin);
  const broken = new Array<undefined>(Math.min(page.brokenCount, run.seen_limit - run.seen - posts.length));
  const counts = await takePosts(decision, run.id, [...posts, ...broken], 'skipped');
  return { ...run, plan, seen: run.seen + counts.seen };
}

/** What its author took back is erased here as well, and not taken up again. */
async function eraseDeleted({ tenantId, tx, now }: Decision, platform: string, deletedIds: readonly string[]) {
  if (deletedIds.length === 0) return;
  const ids = deletedIds.map((externalId) => opportunityIdOf(tenantId, { platform, externalId }));
  await forgetPosts(tx, ids, now);
}

/** An answer nobody can read is no failure of the call: it is handed on, to be kept. */
function outcomeOf(read: SourcePage | SourceFailure): Outcome {
  if (!('failed' in read)) return { outcome: 'done', result: { posts: read.posts.length }, carried: read };
  switch (read.failed) {
    case 'not_sent':
      return { outcome: 'not_sent', reason: read.reason, ...(read.breaker ? { breaker: read.breaker } : {}) };
    case 'rate_limited':
      return { outcome: 'rate_limited', until: read.until };
    case 'refused':
      return { outcome: 'refused', reason: read.reason };
    case 'unknown_shape':
      return { outcome: 'done', result: { unread: read.reason }, carried: read };
  }
}

/**
 * The effect that reads one page of a source. Reading changes nothing there, so a lost or failed attempt is simply made again. A
 * page that cannot be read at all is noted on the run, which goes on with the next; an answer of another shape is kept.
 */
export function readFeedEffect(source: Source): ReadFeed {
  const readFeed: ReadFeed = defineEffect({
    // Hacker News' is called as it was when there was no other: some may still be under way.
    name: source.name === 'hackernews' ? 'read_feed' : `read_${source.name}`,
    provider: source.name,
    intent,
    async perform({ intent: { feed }, now, signal }) {
      return outcomeOf(await source.search(feed.query, feed.cursor, { now, signal, spendAtMostMicros: null }));
    },
    async reconcile() {
      return { outcome: 'not_sent', reason: 'reading_changes_nothing' };
    },
    async settle(decision, { effectId, intent: { runId, feed }, outcome }) {
      if (outcome.outcome === 'unknown') return;
      const run = await lockRun(decision.tx, runId);
      if (run === undefined || run.completed_at !== null) return;
      if (outcome.outcome === 'refused') {
        await noteUnread(decision.tx, runId, outcome.detail ?? outcome.reason);
        return readNext(decision, readFeed, run);
      }
      // Handed over in memory by `perform` of this very effect.
      const read = outcome.carried as SourcePage | Extract<SourceFailure, { failed: 'unknown_shape' }>;
      if (!('failed' in read)) {
        await eraseDeleted(decision, source.name, read.deletedIds);
        return readNext(decision, readFeed, await takePage(decision, run, feed, read));
      }
      const { answer, reason } = read;
      await noteUnread(decision.tx, runId, reason);
      const from = { effectId, runId, source: source.name, query: feed.query };
      await keepUnreadAnswer(decision.tx, { ...from, reason, answer, keptAt: decision.now });
      return readNext(decision, readFeed, run);
    },
  });
  return readFeed;
}
