import type { Decision } from '@loop/runtime';
import { moveBookmark } from '../domain/bookmark.ts';
import type { RawPost } from '../domain/raw-post.ts';
import type { SourcePage } from '../domain/source-page.ts';
import type { PlannedPage } from '../domain/source-query.ts';
import type { Source } from '../providers/source.ts';
import { findBookmark, keepBookmark } from '../store/bookmarks.ts';
import { countMetBefore, forgetPosts } from '../store/posts.ts';
import { addPage, endPart, planPart, type RunPart } from '../store/run-parts.ts';
import type { Run } from '../store/runs.ts';
import { planOf, wantedOf } from './advance-run.ts';
import { opportunityIdOf, takePosts } from './take-posts.ts';

/** Numbers of posts rise with time, and are kept to more strictly than dates; where there are none the dates decide. */
function byOrigin(a: RawPost, b: RawPost): number {
  const ids = Number(a.externalId) - Number(b.externalId);
  return Number.isNaN(ids) ? (a.postedAt?.getTime() ?? 0) - (b.postedAt?.getTime() ?? 0) : ids;
}

/** What its author took back is erased here as well, and not taken up again. */
async function eraseDeleted({ tenantId, tx, now }: Decision, platform: string, deletedIds: readonly string[]) {
  if (deletedIds.length === 0) return;
  const ids = deletedIds.map((externalId) => opportunityIdOf(tenantId, { platform, externalId }));
  await forgetPosts(tx, ids, now);
}

/** Whether earlier runs know all of a page: what lies behind it they have read as well, or left as unread. */
async function isReadBefore(decision: Decision, run: Run, source: Source, page: SourcePage): Promise<boolean> {
  const { bookmark, posts } = page;
  if (!source.features.isNewestFirst || bookmark !== null || posts.length === 0) return false;
  const ids = posts.map((post) => opportunityIdOf(decision.tenantId, post));
  return (await countMetBefore(decision.tx, run.id, ids)) === new Set(ids).size;
}

/**
 * Takes up a page that was read for a run, and moves the question's bookmark behind it. Of a page that holds more posts than the run
 * still wants the rest is left, and the bookmark where it was: the next run reads the page again and knows what was taken.
 */
export async function takePage(decision: Decision, { feed, page, part, run, source }: PageOfRun): Promise<void> {
  const { now, tx } = decision;
  await eraseDeleted(decision, source.name, page.deletedIds);
  const wanted = wantedOf(run, part);
  const isKnown = feed.behind !== 'before' && (await isReadBefore(decision, run, source, page));
  // Of two posts alike the original comes first.
  const posts = page.posts.slice(0, wanted).sort(byOrigin);
  const broken = new Array<undefined>(Math.min(page.brokenCount, wanted - posts.length));
  const taken = await takePosts(decision, run.id, [...posts, ...broken], 'skipped');
  await addPage(tx, part, { ...taken, quota: page.quota, isIncomplete: page.isIncomplete });
  if (posts.length < page.posts.length) return endPart(tx, part, 'limit', now);
  const next = isKnown ? null : page.nextCursor;
  const mark = await findBookmark(tx, source.name, feed.query);
  const moved = moveBookmark(mark, { behind: feed.behind, cursor: feed.cursor, bookmark: page.bookmark, next });
  await keepBookmark(tx, source.name, feed.query, moved, now);
  const behind: PlannedPage[] =
    next === null ? [] : [{ query: feed.query, cursor: next, behind: feed.behind ?? 'this' }];
  await planPart(tx, part, [...(await planOf(decision, source.name, page.opened)), ...behind, ...part.plan]);
}

/** A page with the run it was read for. */
export interface PageOfRun {
  readonly run: Run;
  readonly part: RunPart;
  readonly source: Source;
  readonly feed: PlannedPage;
  readonly page: SourcePage;
}
