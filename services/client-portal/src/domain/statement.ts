import type { Json } from './canonical-json.ts';
import { CATALOGUE_CURRENCY, marketMinor, percentUnder } from './catalogue.ts';
import type { Match } from './match-service.ts';
import { plainText, shortened, withoutContacts } from './read-post.ts';
import { splitAmount } from './split-amount.ts';

/** Mode of the money in a statement. */
export type Mode = 'sandbox' | 'test' | 'live';

/** One milestone of a statement of work. */
export interface StatementMilestone {
  readonly milestoneId: string;
  readonly position: number;
  readonly title: string;
  readonly deliverable: string;
  readonly amountMinor: number;
  readonly fundingMethod: 'hold';
  readonly workDays: number;
  readonly reviewDays: number;
}

/** What a client reads, signs and is held to: a version of a statement of work. Never edited; a change is a new version. */
export interface Statement {
  readonly format: 'statement-of-work/1';
  readonly contractId: string;
  readonly version: number;
  readonly title: string;
  readonly service: { readonly code: string; readonly name: string; readonly tier: string; readonly tierName: string };
  readonly summary: string;
  readonly scope: readonly string[];
  readonly exclusions: readonly string[];
  readonly milestones: readonly StatementMilestone[];
  readonly totalMinor: number;
  readonly currency: string;
  readonly mode: Mode;
  readonly market: { readonly amountMinor: number; readonly source: string; readonly percentUnder: number };
  readonly terms: readonly string[];
  /** ISO 8601 in UTC. */
  readonly validUntil: string;
}

/** What we know of an opportunity when a statement is drafted. */
export interface OpportunityFacts {
  readonly platform: string;
  readonly title: string | null;
  readonly text: string;
}

/** Everything a statement is made of besides the match. Ids and time come from outside: the same input, the same bytes. */
export interface Drafting {
  readonly contractId: string;
  readonly version: number;
  readonly mode: Mode;
  readonly now: Date;
  readonly milestoneId: (position: number) => string;
}

/** Days the client has to look at a delivery. With at most 3 days of work it ends 24 h before a 7-day card hold does. */
export const REVIEW_DAYS = 3;

/** Days for which an unsigned statement stands. */
export const VALID_DAYS = 14;

const DAY_MS = 86_400_000;

const PLATFORMS: Readonly<Record<string, string>> = {
  hackernews: 'Hacker News',
  hacker_news: 'Hacker News',
  github: 'GitHub',
  reddit: 'Reddit',
  x: 'X',
  twitter: 'X',
  linkedin: 'LinkedIn',
};

const TERMS: readonly string[] = [
  'The price is fixed. Anything outside the scope needs a new version of this statement, which you would sign again.',
  'You fund one milestone at a time, with a card hold: your bank sets the amount aside and nothing is taken yet.',
  'Work on a milestone starts when its card hold is in place.',
  `After a delivery you have ${REVIEW_DAYS} days to approve it or to ask for changes. Two rounds of changes are included.`,
  'Only your approval takes the money. Silence is not approval: a hold that is not approved in time lapses and costs you nothing.',
  'When a milestone is released, its results are yours, source code included.',
  'You can stop before the next milestone, without giving a reason.',
];

/** Drafts the statement of work for a match. Same input, same statement, byte for byte. */
export function draftStatement(match: Match, opportunity: OpportunityFacts, drafting: Drafting): Statement {
  const { service, tier } = match;
  const amounts = splitAmount(
    tier.priceMinor,
    tier.milestones.map((plan) => plan.weight),
  );
  const milestones = tier.milestones.map(
    (plan, index): StatementMilestone => ({
      milestoneId: drafting.milestoneId(index + 1),
      position: index + 1,
      title: plan.title,
      deliverable: plan.deliverable,
      amountMinor: amounts[index] ?? 0,
      fundingMethod: 'hold',
      workDays: plan.workDays,
      reviewDays: REVIEW_DAYS,
    }),
  );
  return {
    format: 'statement-of-work/1',
    contractId: drafting.contractId,
    version: drafting.version,
    title: titleOf(match, opportunity),
    service: { code: service.code, name: service.name, tier: tier.code, tierName: tier.name },
    summary: summaryOf(match, opportunity, milestones.length),
    scope: tier.scope,
    exclusions: service.exclusions,
    milestones,
    totalMinor: tier.priceMinor,
    currency: CATALOGUE_CURRENCY,
    mode: drafting.mode,
    market: { amountMinor: marketMinor(tier), source: tier.market.source, percentUnder: percentUnder(tier) },
    terms: TERMS,
    validUntil: new Date(drafting.now.getTime() + VALID_DAYS * DAY_MS).toISOString(),
  };
}

/** A statement as JSON, for its canonical form. */
export function statementJson(statement: Statement): Json {
  return statement as unknown as Json;
}

/** Bits of a headline that say how the work is done, not what it is. */
const LABELS =
  /^(seeking (a )?freelancers?|freelancers? wanted|remote\b.*|hiring|\[?(hiring|task|paid)\]?|contract|onsite|part[- ]time|usa?|eu|uk|worldwide|anywhere|[$€£].*|\W*)$/i;

/** What the client wants, in their own words, as short as a headline. Empty when no part of the post reads like one. */
function wishOf(opportunity: OpportunityFacts): string {
  const source = withoutContacts(plainText(opportunity.title ?? opportunity.text));
  const parts = source
    .split(/\s\|\s|\n|(?<=[a-z]{3}[.!?])\s/i)
    .map((part) =>
      part
        .replace(/^\[[^\]]{1,20}\]\s*/, '')
        .replace(/[\s.,:;–-]+$/, '')
        .trim(),
    )
    .filter((part) => part.length >= 8 && !LABELS.test(part));
  return shortened(parts[0] ?? '', 90);
}

function titleOf({ service, tier }: Match, opportunity: OpportunityFacts): string {
  const wish = wishOf(opportunity);
  return wish === '' ? `${service.name}: ${tier.name.toLowerCase()}` : wish;
}

function summaryOf({ service, tier }: Match, opportunity: OpportunityFacts, milestones: number): string {
  const where = PLATFORMS[opportunity.platform] ?? opportunity.platform.replaceAll(/[_.-]+/g, ' ');
  const quote = shortened(withoutContacts(plainText(opportunity.text)).replaceAll('\n', ' '), 320);
  const asked = quote.length < 12 ? `You asked for help on ${where}.` : `You wrote on ${where}: “${quote}”`;
  const steps = milestones === 1 ? 'one milestone' : `${milestones} milestones`;
  const offer = `We offer to do this as “${tier.name}” from our ${service.name} service: a fixed scope at a fixed price, delivered in ${steps} that you approve one by one.`;
  return `${asked}\n${offer}`;
}
