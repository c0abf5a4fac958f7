import { CATALOGUE_CURRENCY, type Service, SIZES, type Size, type Tier } from './catalogue.ts';
import { automation } from './offer-automation.ts';
import { repair } from './offer-repair.ts';
import { webAndApp } from './offer-web-and-app.ts';
import { type Budget, readBudget } from './read-budget.ts';

/** Everything we sell. */
export const CATALOGUE: readonly Service[] = [webAndApp, automation, repair];

/** Why no contract is drafted. */
export interface NoMatch {
  readonly notDrafted: 'no_service_fits' | 'budget_too_low' | 'too_old';
  readonly detail: string;
}

/** What we would sell for an opportunity, and why that. */
export interface Match {
  readonly service: Service;
  readonly tier: Tier;
  readonly reasons: readonly string[];
}

/** Posts older than this are no longer answered, in days. */
export const MAX_POST_AGE_DAYS = 180;

/** Least weight of signals that makes a service fit. */
const LEAST_SCORE = 2;

const DAY_MS = 86_400_000;
const EMPLOYMENT =
  /\b(full[ -]?time|permanent|salary|equity|health insurance|401k|annual leave|pto|visa|on ?site \d days|(staff|founding|principal) \w+)\b|\b\d{2,3}\s?k?\s?[-–]\s?\$?\d{2,3}k\b/;
const PROJECT =
  /\b(freelanc\w*|contract(or|ors|ing)?|part[ -]?time|project|bounty|gig|one[ -]?off|fixed price|budget)\b/;
const UNPAID = /\bpro bono\b|\bno (money|budget|pay)\b|\bunpaid\b|\bfor free\b|\bequity only\b/;
/** Work of other trades, where it is asked for; as somebody's business it is no reason to decline. */
const OTHER_TRADES =
  /\b(?:freelancer|need|looking for|seeking|want|hire|recommend)\W+(?:\w+\W+){0,4}?(logo|illustrations?|illustrator|designer|video edit\w*|voice[ -]?over|translat(?:or|ion)|copywrit\w+|accountant|bookkeeper|lawyer|photograph\w*|essay|homework|tattoo|podcast edit\w*|ghostwrit\w+)\b/;

/**
 * Chooses the service and tier for what a post says (plain text). The service with the heaviest signals wins; the size
 * follows from what the post says about the work, and never costs more than a stated budget in our currency.
 */
export function matchService(
  post: { readonly text: string; readonly postedAt: Date | null },
  now: Date,
): Match | NoMatch {
  if (post.postedAt !== null && now.getTime() - post.postedAt.getTime() > MAX_POST_AGE_DAYS * DAY_MS) {
    return { notDrafted: 'too_old', detail: `Posted more than ${MAX_POST_AGE_DAYS} days ago` };
  }
  const text = post.text.toLowerCase();
  if (EMPLOYMENT.test(text) && !PROJECT.test(text)) {
    return { notDrafted: 'no_service_fits', detail: 'Asks for an employee, not for a piece of work' };
  }
  const unpaid = UNPAID.exec(text);
  if (unpaid !== null) return { notDrafted: 'budget_too_low', detail: `Offers no pay: “${unpaid[0]}”` };
  const best = bestService(text);
  if (best === null) {
    const trade = OTHER_TRADES.exec(text)?.[1];
    const wanted = trade === undefined ? 'No word points to a service we sell' : `Asks for other work: ${trade}`;
    return { notDrafted: 'no_service_fits', detail: wanted };
  }
  return chooseTier(best, sizeOf(text), readBudget(post.text));
}

interface Candidate {
  readonly service: Service;
  readonly terms: readonly string[];
  readonly score: number;
}

function bestService(text: string): Candidate | null {
  const otherTrade = OTHER_TRADES.test(text) ? 3 : 0;
  const candidates = CATALOGUE.map((service) => {
    const heard = service.signals.filter((signal) => signal.pattern.test(text));
    const score = heard.reduce((sum, signal) => sum + signal.weight, 0) - otherTrade;
    return { service, terms: heard.map((signal) => signal.term), score };
  });
  const best = candidates.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score >= LEAST_SCORE ? best : null;
}

const SMALL = /\b(small|quick|simple|tiny|script|landing page|one[ -]?off|bounty|few hours|bug|minor)\b/;
const LARGE =
  /\b(mvp|from scratch|platform|marketplace|migrat(e|ion)|rebuild|rewrite|saas|months of work|ongoing|data warehouse|whole product)\b/;
const HOURS =
  /(?<![\d,.$€£±+])(\d{1,3})(?:\s?(?:-|–|to)\s?(\d{1,3}))?\s?(?:h\b|hrs?\b|hours?\b)(?! (before|after|later|ago|a (day|week)))/;

interface StatedSize {
  readonly size: Size;
  /** True where the post counts hours. */
  readonly exact: boolean;
  readonly reason: string;
}

/** What the post says about how much work it is; null when it does not say. */
function sizeOf(text: string): StatedSize | null {
  const hours = HOURS.exec(text);
  if (hours !== null) {
    const most = Number(hours[2] ?? hours[1]);
    return { size: sizeOfHours(most), exact: true, reason: `The post speaks of ${hours[0].trim()}` };
  }
  const large = LARGE.exec(text);
  if (large !== null) return { size: 'large', exact: false, reason: `The post says “${large[0]}”` };
  const small = SMALL.exec(text);
  return small === null ? null : { size: 'small', exact: false, reason: `The post says “${small[0]}”` };
}

/** Index of the largest size to offer. A client's own budget outweighs a word such as "small" by one size. */
function largestSize(size: StatedSize | null, hasBudget: boolean): number {
  if (size === null) return SIZES.indexOf(hasBudget ? 'large' : 'medium');
  const stated = SIZES.indexOf(size.size);
  return hasBudget && !size.exact ? Math.min(stated + 1, SIZES.length - 1) : stated;
}

function sizeOfHours(hours: number): Size {
  if (hours <= 12) return 'small';
  return hours <= 45 ? 'medium' : 'large';
}

function chooseTier(found: Candidate, size: StatedSize | null, budget: Budget | null): Match | NoMatch {
  const { service } = found;
  const reasons = [`Speaks of ${found.terms.slice(0, 4).join(', ')}`];
  const comparable = budget?.currency === CATALOGUE_CURRENCY ? budget.amount * 100 : null;
  const affordable = service.tiers.filter((tier) => comparable === null || tier.priceMinor <= comparable);
  const dearest = affordable.at(-1);
  if (dearest === undefined) {
    return {
      notDrafted: 'budget_too_low',
      detail: `The offered ${budget?.quoted} is under our lowest price for ${service.name}`,
    };
  }
  if (budget !== null) {
    const verdict = comparable === null ? 'is not in our currency and was not compared' : 'covers this tier';
    reasons.push(`The offered ${budget.quoted} ${verdict}`);
  }
  if (size !== null) reasons.push(size.reason);
  const tier =
    affordable.findLast((one) => SIZES.indexOf(one.size) <= largestSize(size, comparable !== null)) ?? dearest;
  return { service, tier, reasons };
}
