import { describe, expect, it } from '@jest/globals';
import { fundingChoices, plannedFunding, type RailOffer, railInUse } from './funding.ts';

const STRIPE: RailOffer = { rail: 'stripe', fundingMethods: ['hold', 'card_on_file', 'prepaid'] };
const PAYPAL: RailOffer = { rail: 'paypal', fundingMethods: ['hold', 'prepaid'] };

describe('the funding of a milestone', () => {
  it('is planned as a card hold only where work and review end a day before the hold does', () => {
    expect(plannedFunding({ workDays: 3, reviewDays: 3 })).toBe('hold');
    expect(plannedFunding({ workDays: 4, reviewDays: 3 })).toBe('card_on_file');
  });

  it('offers no hold that would not last, and none on a rail where one was found too short', () => {
    const long = { workDays: 7, reviewDays: 3 };
    expect(fundingChoices(STRIPE, long, false)).toEqual(['card_on_file', 'prepaid']);
    expect(fundingChoices(STRIPE, { workDays: 1, reviewDays: 3 }, true)).toEqual(['card_on_file', 'prepaid']);
    expect(fundingChoices(PAYPAL, long, false)).toEqual(['hold', 'prepaid']);
    expect(fundingChoices(null, long, false)).toEqual([]);
  });

  it('goes by the rail the client picked, else by the first that is set up', () => {
    expect(railInUse([STRIPE, PAYPAL], 'paypal')).toBe(PAYPAL);
    expect(railInUse([PAYPAL], 'stripe')).toBe(PAYPAL);
    expect(railInUse([], 'stripe')).toBeNull();
  });
});
