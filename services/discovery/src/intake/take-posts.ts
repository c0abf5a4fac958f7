import { opportunityDropped, opportunityFound } from '@loop/contracts';
import { type Decision, idFrom } from '@loop/runtime';
import { type DropReason, type Earlier, judgePost, type Marked, markPost, type Verdict } from '../domain/judge-post.ts';
import type { RawPost } from '../domain/raw-post.ts';
import { findForgotten, findSeen, keepPosts, lockIntake, type SeenPost } from '../store/posts.ts';
import { type Counts, countPosts } from '../store/runs.ts';

const MAX_TEXT_LENGTH = 50_000;

/** The opportunity's id: the same post has the same one, whoever finds it and however often. */
export const opportunityIdOf = (tenantId: string, post: Pick<RawPost, 'platform' | 'externalId'>) =>
  idFrom('opportunity', tenantId, post.platform, post.externalId);

/** Cuts at a length without leaving half a surrogate pair. */
const cut = (text: string, maxLength: number) =>
  text.length <= maxLength ? text : text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');

function emitVerdict(decision: Decision, runId: string, marked: Marked, verdict: Verdict): void {
  const { id, post } = marked;
  const source = { platform: post.platform, url: post.url, externalId: post.externalId };
  if (verdict.verdict === 'found') {
    const { score, reasons } = verdict.demand;
    const title = post.title === null ? null : cut(post.title, 500);
    decision.emit(
      opportunityFound,
      {
        opportunityId: id,
        source,
        author: post.author === null ? null : cut(post.author, 200),
        title,
        text: cut(post.text ?? post.title ?? '', MAX_TEXT_LENGTH),
        postedAt: post.postedAt?.toISOString() ?? null,
        demand: { score, reasons: [...reasons] },
        runId,
      },
      { correlationId: id },
    );
    return;
  }
  const { reason, detail, duplicateOf } = verdict;
  const repeated = reason === 'duplicate' || reason === 'forgotten';
  decision.emit(opportunityDropped, {
    opportunityId: repeated ? idFrom('sighting', runId, id) : id,
    source,
    reason,
    detail: cut(detail, 500),
    duplicateOf,
    runId,
  });
}

const rowOf = (marked: Marked, found: boolean, runId: string, seenAt: Date): SeenPost => ({
  id: marked.id,
  platform: marked.post.platform,
  external_id: marked.post.externalId,
  author_sha256: marked.authorSha256,
  text_sha256: marked.textSha256,
  sketch: [...marked.sketch],
  found,
  run_id: runId,
  seen_at: seenAt,
  forgotten_at: null,
});

/**
 * What becomes of a post that its own run has met before. A feed's queries overlap, so it is `skipped` there and counts once; a
 * line that an import repeats is `dropped` as the duplicate it is.
 */
export type Repeats = 'skipped' | 'dropped';

/** What became of posts that were taken up. */
export interface Taken {
  readonly counts: Counts;
  /** How many were dropped for which reason. */
  readonly droppedBy: Readonly<Partial<Record<DropReason, number>>>;
}

/**
 * Takes up posts of a run: judges each and emits `opportunity.found` or `opportunity.dropped`. `undefined` is a post that
 * could not be read; it is counted as broken. Of two alike the first stays. Returns what was counted.
 */
export async function takePosts(
  decision: Decision,
  runId: string,
  posts: readonly (RawPost | undefined)[],
  repeats: Repeats,
): Promise<Taken> {
  const { tenantId, tx, now } = decision;
  await lockIntake(tx, tenantId);
  const marked = posts.flatMap((post) => (post === undefined ? [] : [markPost(opportunityIdOf(tenantId, post), post)]));
  const authors = [...new Set(marked.flatMap(({ authorSha256 }) => authorSha256 ?? []))];
  const [seen, forgotten] = await Promise.all([
    findSeen(tx, { ids: marked.map(({ id }) => id), texts: marked.map(({ textSha256 }) => textSha256), authors }),
    findForgotten(tx, authors),
  ]);
  const earlier: Earlier[] = [...seen];
  const fromThisRun = new Set(seen.filter(({ run_id }) => run_id === runId).map(({ id }) => id));
  const fresh: SeenPost[] = [];
  let found = 0;
  let dropped = 0;
  const droppedBy: Partial<Record<DropReason, number>> = {};
  for (const one of marked) {
    if (repeats === 'skipped' && fromThisRun.has(one.id)) continue;
    fromThisRun.add(one.id);
    const verdict = judgePost(one, earlier, forgotten);
    emitVerdict(decision, runId, one, verdict);
    if (verdict.verdict === 'found') found++;
    else {
      dropped++;
      droppedBy[verdict.reason] = (droppedBy[verdict.reason] ?? 0) + 1;
    }
    if (earlier.some(({ id }) => id === one.id) || (verdict.verdict === 'dropped' && verdict.reason === 'forgotten'))
      continue;
    const row = rowOf(one, verdict.verdict === 'found', runId, now);
    fresh.push(row);
    earlier.push(row);
  }
  await keepPosts(tx, fresh);
  const broken = posts.filter((post) => post === undefined).length;
  const counts = { seen: found + dropped + broken, found, dropped, broken };
  await countPosts(tx, runId, counts);
  return { counts, droppedBy };
}
