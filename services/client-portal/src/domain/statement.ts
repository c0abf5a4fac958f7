import type { Json } from './canonical-json.ts';
import { CATALOGUE_CURRENCY, marketMinor, percentUnder } from './catalogue.ts';
import { type FundingMethod, plannedFunding } from './funding.ts';
import type { Match } from './match-service.ts';
import { shortened } from './read-post.ts';
import { headline, type Post, wishes } from './read-wish.ts';
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
  /** In the first format always `hold`. The client may choose another later; their signature covers this plan. */
  readonly fundingMethod: FundingMethod;
  readonly workDays: number;
  readonly reviewDays: number;
}

/**
 * What a client reads, signs and is held to: a version of a statement of work. Never edited; a change is a new version. The
 * second format plans a way of funding for each milestone, and its terms say what each means; the first knew card holds alone.
 */
export interface Statement {
  readonly format: 'statement-of-work/1' | 'statement-of-work/2';
  readonly contractId: string;
  readonly version: number;
  readonly title: string;
  readonly service: { readonly code: string; readonly name: string; readonly tier: string; readonly tierName: string };
  /** Where the client asked, and what in their own words; null where the post says too little to quote. */
  readonly request: { readonly where: string; readonly quote: string | null };
  readonly offer: string;
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
export interface OpportunityFacts extends Post {
  readonly platform: string;
}

/** Everything a statement is made of besides the match. Ids and time come from outside: the same input, the same bytes. */
export interface Drafting {
  readonly contractId: string;
  readonly version: number;
  readonly mode: Mode;
  readonly now: Date;
  readonly milestoneId: (position: number) => string;
}

/** Days the client has to look at a delivery. */
export const REVIEW_DAYS = 3;

/** Days for which an unsigned statement stands. */
const VALID_DAYS = 14;

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

const FUNDING_TERMS: Readonly<Record<FundingMethod, string>> = {
  hold: 'Card hold: your bank sets the amount aside and nothing is taken. Work starts when the hold is in place.',
  card_on_file:
    'Card on file: the work takes longer than a card hold lasts. Your card is saved, nothing is set aside and nothing is taken, so the amount is not secured. Work starts when the card is saved. When we deliver we ask you to set the amount aside; if you do not, we place the hold on the saved card a day after the delivery, or when you approve.',
  prepaid:
    'Prepaid: the amount is taken at once. Until you approve the delivery it stays refundable, and we return it when you ask. Work starts when it is paid.',
};

/** What the client agrees to, with what each way of funding means: the planned ones, and prepaying, which they may choose. */
function termsFor(planned: readonly FundingMethod[]): readonly string[] {
  const ways = (['hold', 'card_on_file', 'prepaid'] as const).filter(
    (method) => method === 'prepaid' || planned.includes(method),
  );
  return [
    'The price is fixed. Anything outside the scope needs a new version of this statement, which you would sign again.',
    'You fund one milestone at a time, in the way that stands beside it. While none of its money is held or taken you may choose another way on your page; your choice is put on record.',
    ...ways.map((method) => FUNDING_TERMS[method]),
    `After a delivery you have ${REVIEW_DAYS} days to approve it or to ask for changes. Two rounds of changes are included.`,
    'Only your approval makes the money ours. Silence is not approval: a hold that is not approved in time lapses and costs you nothing.',
    'When a milestone is released, its results are yours, source code included.',
    'You can stop before the next milestone, without giving a reason.',
  ];
}

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
      fundingMethod: plannedFunding({ workDays: plan.workDays, reviewDays: REVIEW_DAYS }),
      workDays: plan.workDays,
      reviewDays: REVIEW_DAYS,
    }),
  );
  return {
    format: 'statement-of-work/2',
    contractId: drafting.contractId,
    version: drafting.version,
    title: headline(wishes(opportunity), service.signals) ?? `${service.name}: ${tier.name.toLowerCase()}`,
    service: { code: service.code, name: service.name, tier: tier.code, tierName: tier.name },
    request: requestOf(opportunity),
    offer: offerOf(match, milestones.length),
    scope: tier.scope,
    exclusions: service.exclusions,
    milestones,
    totalMinor: tier.priceMinor,
    currency: CATALOGUE_CURRENCY,
    mode: drafting.mode,
    market: { amountMinor: marketMinor(tier), source: tier.market.source, percentUnder: percentUnder(tier) },
    terms: termsFor(milestones.map((one) => one.fundingMethod)),
    validUntil: new Date(drafting.now.getTime() + VALID_DAYS * DAY_MS).toISOString(),
  };
}

/** A statement as JSON, for its canonical form. */
export function statementJson(statement: Statement): Json {
  return statement as unknown as Json;
}

function requestOf(opportunity: OpportunityFacts): Statement['request'] {
  const where = PLATFORMS[opportunity.platform] ?? opportunity.platform.replaceAll(/[_.-]+/g, ' ');
  const quote = wishes({ ...opportunity, title: null }).join(' ');
  return { where, quote: quote.length < 12 ? null : shortened(quote, 320) };
}

function offerOf({ service, tier }: Match, milestones: number): string {
  const steps = milestones === 1 ? 'one milestone' : `${milestones} milestones that you approve one by one`;
  return `We offer to do this as “${tier.name}” from our ${service.name} service: a fixed scope at a fixed price, in ${steps}.`;
}

/** Request and offer as one text, for those who write to the client. */
export function statementSummary({ request, offer }: Statement): string {
  const asked =
    request.quote === null
      ? `You asked for help on ${request.where}.`
      : `You wrote on ${request.where}: “${request.quote}”`;
  return `${asked}\n${offer}`;
}
