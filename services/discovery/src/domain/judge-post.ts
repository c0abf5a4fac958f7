import { createHash } from 'node:crypto';
import type { opportunityDropped, PayloadOf } from '@loop/contracts';
import { type Classification, classifyDemand } from './classify-demand.ts';
import { type Fingerprint, fingerprintOf, similarity } from './fingerprint.ts';
import type { RawPost } from './raw-post.ts';

/** Why a post goes no further. */
export type DropReason = PayloadOf<typeof opportunityDropped>['reason'];

/** What becomes of a post. */
export type Verdict =
  | { readonly verdict: 'found'; readonly demand: Pick<Classification, 'score' | 'reasons'> }
  | {
      readonly verdict: 'dropped';
      readonly reason: DropReason;
      readonly detail: string;
      readonly duplicateOf: string | null;
    };

/** A post that was seen before, as much of it as the judgement needs. */
export interface Earlier {
  readonly id: string;
  readonly author_sha256: string | null;
  readonly text_sha256: string | null;
  readonly sketch: readonly number[];
  readonly found: boolean;
  readonly forgotten_at: Date | null;
}

/** A post with what is kept of it. */
export interface Marked extends Fingerprint {
  readonly id: string;
  readonly post: RawPost;
  readonly authorSha256: string | null;
}

/** Two posts of one author that share this much of their wording are one post, edited. */
const SAME_POST = 0.6;

/** Gives a post its fingerprint. The author's hash is made like the identities of `contact.forgotten`. */
export function markPost(id: string, post: RawPost): Marked {
  const identity = post.author === null ? null : `${post.platform}:${post.author.toLowerCase()}`;
  const authorSha256 = identity === null ? null : createHash('sha256').update(identity).digest('hex');
  return { id, post, authorSha256, ...fingerprintOf(post) };
}

const dropped = (reason: DropReason, detail: string, duplicateOf: string | null = null): Verdict => ({
  verdict: 'dropped',
  reason,
  detail,
  duplicateOf,
});

const repeats = (earlier: Earlier, detail: string) => dropped('duplicate', detail, earlier.found ? earlier.id : null);

function repetition(marked: Marked, earlier: readonly Earlier[]): Verdict | undefined {
  const wording = earlier.find(({ text_sha256 }) => text_sha256 === marked.textSha256);
  if (wording !== undefined) return repeats(wording, 'Says the same as an earlier post');
  const near = earlier.find(
    ({ author_sha256, sketch }) =>
      author_sha256 !== null && author_sha256 === marked.authorSha256 && similarity(sketch, marked.sketch) >= SAME_POST,
  );
  return near && repeats(near, 'Says nearly the same as an earlier post of the same author');
}

/**
 * Judges one post: forgotten, malformed, a repetition of something seen before, an offer, nothing asked for, or found.
 * Pure; `earlier` holds what was seen before, of this run as well.
 */
export function judgePost(marked: Marked, earlier: readonly Earlier[], forgotten: ReadonlySet<string>): Verdict {
  const { post, id, authorSha256 } = marked;
  const known = earlier.find((other) => other.id === id);
  if (known?.forgotten_at || (authorSha256 !== null && forgotten.has(authorSha256))) {
    return dropped('forgotten', 'Somebody asked to be forgotten');
  }
  if (known !== undefined) return repeats(known, 'Was seen before');
  if (post.text === null && post.title === null) return dropped('malformed', 'Holds no text');
  const repeated = repetition(marked, earlier);
  if (repeated !== undefined) return repeated;
  const { intent, score, reasons } = classifyDemand(post);
  if (intent === 'demand') return { verdict: 'found', demand: { score, reasons } };
  return dropped(intent === 'supply' ? 'supply' : 'not_demand', reasons.join('; '));
}
