import type { Classification } from './classify-demand.ts';
import { MINOR_DIGITS } from './currencies.ts';
import { ageDaysOf } from './freshness.ts';
import type { Judged } from './judged.ts';
import type { RawPost } from './raw-post.ts';
import type { Spamminess } from './spam-signs.ts';

/** What a score is made of. */
interface Scored {
  readonly post: RawPost;
  readonly demand: Classification;
  readonly judged: Judged;
  readonly spam: Spamminess;
  readonly now: Date;
}

/** A reason and what it adds to the score. */
type Part = readonly [reason: string, points: number];

/** However much a summary says: its author is not in it. */
const BEST_SUMMARY = 0.5;
const LEAST = 0.05;

/** Ages in days, and what they are worth. */
const AGES: readonly (readonly [days: number, points: number])[] = [
  [3, 0.05],
  [14, 0],
  [60, -0.1],
  [180, -0.2],
];

function budgetText({ currency, highMinor, lowMinor, per }: NonNullable<Judged['budget']>): string {
  const digits = MINOR_DIGITS.get(currency) ?? 2;
  const amount = (minor: number) => (minor / 10 ** digits).toFixed(minor % 10 ** digits === 0 ? 0 : digits);
  const range = lowMinor === highMinor ? amount(highMinor) : `${amount(lowMinor)} to ${amount(highMinor)}`;
  return `Offers ${range} ${currency}${per === 'job' ? '' : ` a ${per}`}`;
}

function freshnessPart(post: RawPost, now: Date): Part {
  const days = ageDaysOf(post, now);
  if (days === null) return ['Does not say when it was posted', -0.05];
  if (post.platform === 'github') return ['Is an issue that is still open', 0];
  const points = AGES.find(([limit]) => days <= limit)?.[1] ?? -0.3;
  const whole = Math.floor(days);
  return [whole === 0 ? 'Was posted today' : `Was posted ${whole} ${whole === 1 ? 'day' : 'days'} before`, points];
}

function partsOf({ judged, now, post, spam }: Scored): Part[] {
  const { budget, origin, services } = judged;
  return [
    budget === null ? ['Names no budget', 0] : [budgetText(budget), 0.05],
    freshnessPart(post, now),
    services.length === 0 ? ['Names no service that is known', -0.1] : [`Speaks of ${services.join(', ')}`, 0],
    ...(post.author === null ? [['Names no author', -0.15] as const] : []),
    ...(origin === 'summary' ? [['Is a summary, not the post itself', -0.15] as const] : []),
    ...spam.reasons.map((reason): Part => [reason, -0.1]),
  ];
}

/**
 * How much a request is worth answering, 0 to 1, and why: trust that it is one, then budget, freshness, service, author, and what
 * smells of spam. A platform's own post with its author comes before any summary.
 */
export function scorePost(scored: Scored): { readonly score: number; readonly reasons: string[] } {
  const parts = partsOf(scored);
  const sum = parts.reduce((so, [, points]) => so + points, scored.demand.score);
  const most = scored.judged.origin === 'summary' ? BEST_SUMMARY : 1;
  return {
    score: Math.round(Math.min(most, Math.max(LEAST, sum)) * 100) / 100,
    reasons: [...new Set([...scored.demand.reasons, ...parts.map(([reason]) => reason)])].slice(0, 20),
  };
}
