import { describe, expect, it } from '@jest/globals';
import { marketMinor, percentUnder } from './catalogue.ts';
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

  it.each(TIERS)('plans $name so that every review ends a day before a 7-day card hold does', ({ tier }) => {
    for (const plan of tier.milestones) expect(plan.workDays + REVIEW_DAYS).toBeLessThanOrEqual(6);
  });
});
