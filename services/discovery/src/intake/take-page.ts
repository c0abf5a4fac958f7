import { opportunityWithdrawn } from '@loop/contracts';
import type { Decision } from '@loop/runtime';
import { moveBookmark } from '../domain/bookmark.ts';
import type { DropReason } from '../domain/judge-post.ts';
import type { RawPost } from '../domain/raw-post.ts';
import type { SourcePage } from '../domain/source-page.ts';
import type { PlannedPage } from '../domain/source-query.ts';
import type { Source } from '../providers/source.ts';
import { findBookmark, keepBookmark } from '../store/bookmarks.ts';
import { findMetBefore, forgetPosts, foundAmong } from '../store/posts.ts';
import { addPage, endPart, planPart, type RunPart } from '../store/run-parts.ts';
import type { Run } from '../store/runs.ts';
import { findableIn, planOf, wantedOf } from './advance-run.ts';
import { opportunityIdOf, type Taken, takePosts } from './take-posts.ts';

/** Numbers of posts rise with time, and are kept to more strictly than dates; where there are none the dates decide. */
function byOrigin(a: RawPost, b: RawPost): number {
  const ids = Number(a.externalId) - Number(b.externalId);
  return Number.isNaN(ids) ? (a.postedAt?.getTime() ?? 0) - (b.postedAt?.getTime() ?? 0) : ids;
}

/** What its author took back is erased here as well, and not taken up again; who was told of it is told that it is gone. */
async function eraseDeleted(decision: Decision, platform: string, deletedIds: readonly string[]) {
  const { emit, now, tenantId, tx } = decision;
  if (deletedIds.length === 0) return;
  const ids = deletedIds.map((externalId) => opportunityIdOf(tenantId, { platform, externalId }));
  for (const opportunityId of await foundAmong(tx, ids)) {
    const withdrawn = { opportunityId, reason: 'deleted_at_source', withdrawnAt: now.toISOString() } as const;
    emit(opportunityWithdrawn, withdrawn, { correlationId: opportunityId });
  }
  await forgetPosts(tx, ids, now);
}

/** The posts of a page that no earlier run has met: what is known takes no room from what is new. */
async function newsOf({ tenantId, tx }: Decision, run: Run, { posts }: SourcePage): Promise<RawPost[]> {
  const ids = posts.map((post) => opportunityIdOf(tenantId, post));
  const met = await findMetBefore(tx, run.id, ids);
  return posts.filter((_post, at) => !met.has(ids[at] ?? ''));
}

function addedReasons(a: Taken['droppedBy'], b: Taken['droppedBy']): Taken['droppedBy'] {
  const sum = { ...a };
  for (const [reason, count] of Object.entries(b) as [DropReason, number][]) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}

const added = (a: Taken, b: Taken): Taken => ({
  counts: {
    seen: a.counts.seen + b.counts.seen,
    found: a.counts.found + b.counts.found,
    dropped: a.counts.dropped + b.counts.dropped,
    broken: a.counts.broken + b.counts.broken,
  },
  droppedBy: addedReasons(a.droppedBy, b.droppedBy),
});

/**
 * Takes up as much of a page as the run wants. Of a run that is to find so many and no more, no more posts are taken up at a time than
 * it may still find, in the source's own order.
 */
async function takeWanted(decision: Decision, run: Run, page: SourcePage, news: readonly RawPost[], wanted: number) {
  const posts = news.slice(0, wanted);
  const broken = new Array<undefined>(Math.min(page.brokenCount, wanted - posts.length));
  let findable = findableIn(run);
  // Of two posts alike the original comes first.
  let left: readonly (RawPost | undefined)[] = [...(findable < posts.length ? posts : posts.sort(byOrigin)), ...broken];
  let taken: Taken = { counts: { seen: 0, found: 0, dropped: 0, broken: 0 }, droppedBy: {} };
  while (left.length > 0 && findable > 0) {
    const some = await takePosts(decision, run, left.slice(0, Math.min(left.length, findable)), 'skipped');
    left = left.slice(Math.min(left.length, findable));
    findable -= some.counts.found;
    taken = added(taken, some);
  }
  return { taken, isWhole: left.length === 0 && posts.length === news.length };
}

/**
 * Takes up a page that was read for a run, and moves the question's bookmark behind it. Of a page that holds more posts than the run
 * still wants the rest is left, and the bookmark where it was: the next run reads the page again and knows what was taken.
 */
export async function takePage(decision: Decision, { feed, page, part, run, source }: PageOfRun): Promise<void> {
  const { now, tx } = decision;
  await eraseDeleted(decision, source.name, page.deletedIds);
  const wanted = wantedOf(run, part);
  const news = await newsOf(decision, run, page);
  // Behind a page that earlier runs know all of is what they have read as well, or left as unread.
  const tellsNews = !source.features.isNewestFirst || page.bookmark !== null || page.posts.length === 0;
  const isKnown = feed.behind !== 'before' && !tellsNews && news.length === 0;
  const { isWhole, taken } = await takeWanted(decision, run, page, news, wanted);
  await addPage(tx, part, { ...taken, quota: page.quota, isIncomplete: page.isIncomplete });
  if (!isWhole) return endPart(tx, part, 'limit', now);
  const next = isKnown ? null : page.nextCursor;
  const mark = await findBookmark(tx, source.name, feed.query);
  const moved = moveBookmark(mark, { behind: feed.behind, cursor: feed.cursor, bookmark: page.bookmark, next });
  await keepBookmark(tx, source.name, feed.query, moved, now);
  const behind: PlannedPage[] =
    next === null ? [] : [{ query: feed.query, cursor: next, behind: feed.behind ?? 'this' }];
  await planPart(tx, part, [...(await planOf(tx, source.name, page.opened)), ...behind, ...part.plan]);
}

/** A page with the run it was read for. */
export interface PageOfRun {
  readonly run: Run;
  readonly part: RunPart;
  readonly source: Source;
  readonly feed: PlannedPage;
  readonly page: SourcePage;
}
