import { type Decision, defineEffect, type Effect } from '@loop/runtime';
import { z } from 'zod';
import { type FeedPage, feedPage, readPage } from '../domain/feed-page.ts';
import { followUps } from '../domain/follow-ups.ts';
import { readHit } from '../domain/hit.ts';
import { endRun } from '../intake/end-run.ts';
import { takePosts } from '../intake/take-posts.ts';
import type { ReadFeedPage } from '../providers/read-feed-page.ts';
import { goOn, lockRun, noteUnread, type Run } from '../store/runs.ts';

const intent = z.object({ runId: z.uuid(), feed: feedPage });

/** Reads one page of a source for a run. */
export type ReadFeed = Effect<typeof intent>;

const DAY_MS = 86_400_000;

/** A monthly thread is worth reading for two months and a bit; a story outside them for three weeks. */
const MAX_AGE_DAYS = { threads: 75, thread: 75, stories: 21 } as const;

/** Has the run read its next page, or ends it where nothing is left or it has seen enough. */
export async function readNext(
  decision: Decision,
  readFeed: ReadFeed,
  run: Pick<Run, 'id' | 'plan' | 'seen' | 'seen_limit'>,
): Promise<void> {
  const [feed, ...rest] = run.plan;
  if (feed === undefined || run.seen >= run.seen_limit) return endRun(decision, run.id);
  const key = `${run.id} ${feed.kind} ${feed.storyId ?? ''} ${feed.query ?? ''} ${feed.page}`;
  const effectId = await decision.act(readFeed, { runId: run.id, feed }, { key });
  await goOn(decision.tx, run.id, rest, effectId);
}

async function takePage(decision: Decision, run: Run, feed: FeedPage, carried: unknown): Promise<Run> {
  const page = readPage.parse(carried);
  const plan = [...followUps(feed, page), ...run.plan];
  if (feed.kind === 'threads') return { ...run, plan };
  const posts = page.hits.slice(0, run.seen_limit - run.seen).map((hit) => readHit(hit, feed));
  // Ids of Hacker News rise with time: of two posts alike the original comes first.
  posts.sort((a, b) => Number(a?.externalId ?? 0) - Number(b?.externalId ?? 0));
  const counts = await takePosts(decision, run.id, posts, 'skipped');
  return { ...run, plan, seen: run.seen + counts.seen };
}

/**
 * The effect that reads one page of Hacker News. Reading changes nothing there, so a lost or failed attempt is simply made
 * again. A page that cannot be read at all is noted on the run, which goes on with the next.
 */
export function readFeedEffect(readFeedPage: ReadFeedPage): ReadFeed {
  const readFeed: ReadFeed = defineEffect({
    name: 'read_feed',
    provider: 'hackernews',
    intent,
    async perform({ intent: { feed }, now, signal }) {
      const since = new Date(now.getTime() - MAX_AGE_DAYS[feed.kind] * DAY_MS);
      const read = await readFeedPage(feed, since, signal);
      if ('failed' in read) return read.failed;
      return { outcome: 'done', result: { hits: read.page.hits.length }, carried: read.page };
    },
    async reconcile() {
      return { outcome: 'not_sent', reason: 'reading_changes_nothing' };
    },
    async settle(decision, { intent: { runId, feed }, outcome }) {
      if (outcome.outcome === 'unknown') return;
      const run = await lockRun(decision.tx, runId);
      if (run === undefined || run.completed_at !== null) return;
      if (outcome.outcome === 'refused') {
        await noteUnread(decision.tx, runId, outcome.detail ?? outcome.reason);
        return readNext(decision, readFeed, run);
      }
      return readNext(decision, readFeed, await takePage(decision, run, feed, outcome.carried));
    },
  });
  return readFeed;
}
