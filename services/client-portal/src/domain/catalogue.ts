/** How big a piece of work is, smallest first. */
export const SIZES = ['small', 'medium', 'large'] as const;

export type Size = (typeof SIZES)[number];

/** What others charge for the same work: hours we would estimate, times a rate somebody published. */
export interface MarketPrice {
  readonly hours: number;
  /** Minor units of USD an hour. */
  readonly rateMinor: number;
  /** Who says so, and what exactly. */
  readonly source: string;
}

/** One deliverable of a tier. `weight` is its share of the price, relative to its siblings'. */
export interface MilestonePlan {
  readonly title: string;
  readonly deliverable: string;
  readonly weight: number;
  /** Working time, in calendar days, from the money being secured to the delivery. */
  readonly workDays: number;
}

/** A size in which a service is sold, at a fixed price. */
export interface Tier {
  readonly code: string;
  readonly name: string;
  readonly size: Size;
  /** Minor units of USD. */
  readonly priceMinor: number;
  readonly market: MarketPrice;
  readonly scope: readonly string[];
  readonly milestones: readonly MilestonePlan[];
}

/** A word that speaks for a service; the pattern is tried on lower-case text. */
export interface Signal {
  readonly term: string;
  readonly pattern: RegExp;
  readonly weight: number;
}

/** Something we sell. */
export interface Service {
  readonly code: string;
  readonly name: string;
  readonly tiers: readonly Tier[];
  readonly exclusions: readonly string[];
  readonly signals: readonly Signal[];
}

/** Currency of every price in the catalogue. */
export const CATALOGUE_CURRENCY = 'USD';

/** What a tier costs on the market, in minor units of {@link CATALOGUE_CURRENCY}. */
export function marketMinor(tier: Tier): number {
  return tier.market.hours * tier.market.rateMinor;
}

/** How far under the market price a tier is sold, in per cent with one decimal. */
export function percentUnder(tier: Tier): number {
  return Math.round((1 - tier.priceMinor / marketMinor(tier)) * 1000) / 10;
}
