import { opportunityDropped, opportunityFound } from '@loop/contracts';
import { type Decision, idFrom } from '@loop/runtime';
import { type DropReason, judgePost, type Marked, markPost, type Verdict } from '../domain/judge-post.ts';
import { KnownPosts } from '../domain/known-posts.ts';
import type { RawPost } from '../domain/raw-post.ts';
import { findForgotten, findSeen, keepPosts, lockIntake, type NewPost } from '../store/posts.ts';
import { type Counts, countPosts, type Run } from '../store/runs.ts';

const MAX_TEXT_LENGTH = 50_000;

/** The opportunity's id: the same post has the same one, whoever finds it and however often. */
export const opportunityIdOf = (tenantId: string, post: Pick<RawPost, 'platform' | 'externalId'>) =>
  idFrom('opportunity', tenantId, post.platform, post.externalId);

/** Cuts at a length without leaving half a surrogate pair. */
const cut = (text: string, maxLength: number) =>
  text.length <= maxLength ? text : text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');

/** The run that posts are taken up for. */
export type RunOfPosts = Pick<Run, 'id' | 'auto_contract'>;

function emitVerdict(
  decision: Decision,
  { auto_contract: autoContract, id: runId }: RunOfPosts,
  marked: Marked,
  verdict: Verdict,
): void {
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
        judged: verdict.judged,
        ...(autoContract ? {} : { autoContract }),
        runId,
      },
      { correlationId: id },
    );
    return;
  }
  const { reason, detail, duplicateOf } = verdict;
  const isForgotten = reason === 'forgotten';
  const repeated = reason === 'duplicate' || isForgotten;
  decision.emit(opportunityDropped, {
    opportunityId: repeated ? idFrom('sighting', runId, id) : id,
    // Where somebody's post stands is not told any more once they are forgotten.
    source: isForgotten ? { ...source, url: null, externalId: 'forgotten' } : source,
    reason,
    detail: cut(detail, 500),
    duplicateOf,
    runId,
  });
}

function rowOf(marked: Marked, verdict: Verdict, runId: string, seenAt: Date): NewPost {
  const { id, post } = marked;
  const isFound = verdict.verdict === 'found';
  const isCopy = !isFound && verdict.reason === 'duplicate';
  return {
    ...{
      id,
      platform: post.platform,
      external_id: post.externalId,
      run_id: runId,
      seen_at: seenAt,
      forgotten_at: null,
    },
    ...{ author_sha256: marked.authorSha256, text_sha256: marked.textSha256, page_sha256: marked.pageSha256 },
    ...{ gives_way: marked.givesWay, found: isFound },
    // What copies a copy copies the original as well.
    ...(isCopy ? { signature: [], bands: [] } : { signature: [...marked.signature], bands: marked.bands }),
    ...(isFound
      ? {
          ...{ drop_reason: null, duplicate_of: null },
          judgement: JSON.stringify({ ...verdict.demand, judged: verdict.judged }),
          rank: verdict.demand.score + (verdict.judged.origin === 'summary' || post.author === null ? 0 : 1),
        }
      : {
          ...{ drop_reason: verdict.reason, duplicate_of: verdict.duplicateOf, rank: 0 },
          judgement: JSON.stringify({ detail: verdict.detail }),
        }),
  };
}

/** A platform's own posts come before what a search engine tells of them, in the order in which they were given. */
const ownFirst = (posts: readonly RawPost[]): RawPost[] => [
  ...posts.filter(({ isSummary }) => !isSummary),
  ...posts.filter(({ isSummary }) => isSummary),
];

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
  run: RunOfPosts,
  posts: readonly (RawPost | undefined)[],
  repeats: Repeats,
): Promise<Taken> {
  const { tenantId, tx, now } = decision;
  const { id: runId } = run;
  await lockIntake(tx, tenantId);
  const read = ownFirst(posts.filter((post) => post !== undefined));
  const marked = read.map((post) => markPost(opportunityIdOf(tenantId, post), post));
  const authors = [...new Set(marked.flatMap(({ authorSha256 }) => authorSha256 ?? []))];
  const [seen, forgotten] = await Promise.all([
    findSeen(tx, {
      ids: marked.map(({ id }) => id),
      texts: marked.map(({ textSha256 }) => textSha256),
      pages: marked.flatMap(({ pageSha256, post }) => (post.isSummary ? (pageSha256 ?? []) : [])),
      bands: marked.flatMap(({ bands }) => bands),
    }),
    findForgotten(tx, authors),
  ]);
  const known = new KnownPosts(seen);
  const fromThisRun = new Set(seen.filter(({ run_id }) => run_id === runId).map(({ id }) => id));
  const fresh: NewPost[] = [];
  let found = 0;
  let dropped = 0;
  const droppedBy: Partial<Record<DropReason, number>> = {};
  for (const one of marked) {
    if (repeats === 'skipped' && fromThisRun.has(one.id)) continue;
    fromThisRun.add(one.id);
    const verdict = judgePost(one, known, forgotten, now);
    emitVerdict(decision, run, one, verdict);
    if (verdict.verdict === 'found') found++;
    else {
      dropped++;
      droppedBy[verdict.reason] = (droppedBy[verdict.reason] ?? 0) + 1;
    }
    if (known.withId(one.id) !== undefined || (verdict.verdict === 'dropped' && verdict.reason === 'forgotten'))
      continue;
    const row = rowOf(one, verdict, runId, now);
    fresh.push(row);
    known.add(row, row.bands);
  }
  await keepPosts(tx, fresh);
  const broken = posts.length - read.length;
  const counts = { seen: found + dropped + broken, found, dropped, broken };
  await countPosts(tx, runId, counts);
  return { counts, droppedBy };
}
