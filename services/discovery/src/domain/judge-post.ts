import { createHash } from 'node:crypto';
import type { opportunityDropped, PayloadOf } from '@loop/contracts';
import { classifyDemand } from './classify-demand.ts';
import { type Fingerprint, fingerprintOf } from './fingerprint.ts';
import { isStale } from './freshness.ts';
import type { Judged } from './judged.ts';
import type { Earlier, KnownPosts } from './known-posts.ts';
import { languageOf } from './language-of.ts';
import { pageKeyOf } from './page-key.ts';
import { type PlainPost, plainPost } from './plain-text.ts';
import type { RawPost } from './raw-post.ts';
import { readBudget } from './read-budget.ts';
import { scorePost } from './score-post.ts';
import { spamminessOf } from './spam-signs.ts';
import { givesWay } from './summaries.ts';
import { wantedServices } from './wanted-services.ts';

/** Why a post goes no further. */
export type DropReason = PayloadOf<typeof opportunityDropped>['reason'];

/** What becomes of a post. */
export type Verdict =
  | {
      readonly verdict: 'found';
      readonly demand: { readonly score: number; readonly reasons: readonly string[] };
      readonly judged: Judged;
    }
  | {
      readonly verdict: 'dropped';
      readonly reason: DropReason;
      readonly detail: string;
      readonly duplicateOf: string | null;
    };

/** A post with what is kept of it. */
export interface Marked extends Fingerprint {
  readonly id: string;
  readonly post: RawPost;
  readonly plain: PlainPost;
  readonly authorSha256: string | null;
  readonly pageSha256: string | null;
  readonly givesWay: boolean;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Gives a post its fingerprint. The author's hash is made like the identities of `contact.forgotten`. */
export function markPost(id: string, post: RawPost): Marked {
  const page = pageKeyOf(post.url);
  const plain = plainPost(post);
  return {
    id,
    post,
    plain,
    authorSha256: post.author === null ? null : sha256(`${post.platform}:${post.author.toLowerCase()}`),
    pageSha256: page === null ? null : sha256(page),
    givesWay: givesWay(post),
    ...fingerprintOf(post, plain),
  };
}

const dropped = (reason: DropReason, detail: string, duplicateOf: string | null = null): Verdict => ({
  verdict: 'dropped',
  reason,
  detail,
  duplicateOf,
});

const repeats = (earlier: Earlier, detail: string) =>
  dropped('duplicate', detail, earlier.found ? earlier.id : earlier.duplicate_of);

function repetition(marked: Marked, known: KnownPosts): Verdict | undefined {
  const wording = known.sayingTheSame(marked);
  if (wording !== undefined) return repeats(wording, 'Says the same as an earlier post');
  const page = known.ofTheSamePage(marked);
  if (page !== undefined) return repeats(page, 'Tells of a page that is known');
  const near = known.nearlyTheSame(marked);
  if (near === undefined) return undefined;
  const isOwn = near.author_sha256 !== null && near.author_sha256 === marked.authorSha256;
  const whose = isOwn ? 'the same author' : 'another author, as sprayed posts do';
  return repeats(near, `Says nearly the same as an earlier post of ${whose}`);
}

function judgeContent({ plain, post }: Marked, now: Date): Verdict {
  const { title, text } = plain;
  const all = `${title}\n${text}`;
  const spam = spamminessOf(post, title, text);
  if (spam.isSpam) return dropped('spam', spam.reasons.join('; '));
  const demand = classifyDemand(post, plain);
  if (demand.intent !== 'demand') {
    return dropped(demand.intent === 'supply' ? 'supply' : 'not_demand', demand.reasons.join('; '));
  }
  if (isStale(post, now)) return dropped('too_old', 'Was posted more than a year ago');
  const language = languageOf(text === '' ? title : text);
  const judged: Judged = {
    origin: post.isSummary ? 'summary' : 'platform',
    budget: readBudget([all, ...(post.labels ?? [])].join('\n'), language),
    language,
    services: wantedServices(title, text),
  };
  return { verdict: 'found', demand: scorePost({ post, demand, judged, spam, now }), judged };
}

/**
 * Judges one post: forgotten, malformed, a repetition of something seen before, spam, an offer, nothing asked for, too old, or
 * found with a score and its reasons. Pure; `known` holds what was seen before, of this run as well.
 */
export function judgePost(marked: Marked, known: KnownPosts, forgotten: ReadonlySet<string>, now: Date): Verdict {
  const { post, id, authorSha256 } = marked;
  const itself = known.withId(id);
  if (itself?.forgotten_at || (authorSha256 !== null && forgotten.has(authorSha256))) {
    return dropped('forgotten', 'Somebody asked to be forgotten');
  }
  if (itself !== undefined) return repeats(itself, 'Was seen before');
  if (post.text === null && post.title === null) return dropped('malformed', 'Holds no text');
  return repetition(marked, known) ?? judgeContent(marked, now);
}
