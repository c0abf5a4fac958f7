import { describe, expect, it } from '@jest/globals';
import { marketMinor, percentUnder } from './catalogue.ts';
import { plannedFunding } from './funding.ts';
import { CATALOGUE } from './match-service.ts';
import { REVIEW_DAYS } from './statement.ts';

const TIERS = CATALOGUE.flatMap((service) => service.tiers.map((tier) => ({ name: tier.name, tier })));

describe('the catalogue', () => {
  it('sells three services, each in sizes that get dearer', () => {
    expect(CATALOGUE).toHaveLength(3);
    for (const service of CATALOGUE) {
      const prices = service.tiers.map((tier) => tier.priceMinor);
      expect(prices).toEqual([...prices].sort((a, b) => a - b));
    }
  });

  it.each(TIERS)('sells $name 40 to 84 per cent under a market price whose source it names', ({ tier }) => {
    expect(percentUnder(tier)).toBeGreaterThanOrEqual(40);
    expect(percentUnder(tier)).toBeLessThanOrEqual(84);
    expect(marketMinor(tier)).toBeGreaterThan(tier.priceMinor);
    expect(tier.market.source).toMatch(/\d+ hours at \$\d+ an hour, .+\.(com|dev|agency)/);
  });

  it.each(TIERS)('starts $name with a card hold that lasts until its review has ended', ({ tier }) => {
    const [first] = tier.milestones.map(({ workDays }) => plannedFunding({ workDays, reviewDays: REVIEW_DAYS }));
    expect(first).toBe('hold');
  });
});
