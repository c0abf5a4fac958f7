import { describe, expect, it } from '@jest/globals';
import { MAX_POST_AGE_DAYS, matchService } from './match-service.ts';

const NOW = new Date('2026-11-20T09:00:00Z');

function match(text: string, postedAt: Date | null = null) {
  return matchService({ text, postedAt }, NOW);
}

function tierOf(text: string): string {
  const found = match(text);
  return 'tier' in found ? found.tier.code : found.notDrafted;
}

describe('matching an opportunity to a service', () => {
  it.each([
    ['Looking for someone to build a small landing page for our bakery', 'web.page'],
    ['SEEKING FREELANCER | Remote | Django + HTMX feature work, ~40h', 'web.feature'],
    ['Need a developer to build the MVP of our SaaS from scratch', 'web.product'],
    ['Quick job: a script that scrapes prices into a CSV', 'automation.script'],
    ['We copy orders between two systems by hand; want an integration with webhooks', 'automation.integration'],
    ['Need an ETL pipeline into our data warehouse, a few months of work', 'automation.pipeline'],
    ['/bounty $200 crash on start, memory leak suspected', 'repair.fix'],
    ['Our legacy app is slow, need performance help', 'repair.tune_up'],
    ['Freelance: migrate our legacy server, upgrade postgres', 'repair.migration'],
  ])('offers for %j the tier %s', (text, tier) => {
    expect(tierOf(text)).toBe(tier);
  });

  it('gives its reasons', () => {
    const found = match('Need a scraper that fills a spreadsheet, budget $500');
    expect(found).toMatchObject({
      reasons: ['Speaks of scraping, automation tool', 'The offered $500 covers this tier'],
    });
  });

  it('never offers a tier dearer than the stated budget', () => {
    expect(tierOf('Build the MVP of our marketplace from scratch. Budget: $2,000')).toBe('web.feature');
  });

  it('says when even the smallest tier is over the budget', () => {
    expect(match('Need a website, budget $100')).toEqual({
      notDrafted: 'budget_too_low',
      detail: 'The offered $100 is under our lowest price for Web and app build',
    });
  });

  it('does not answer those who offer no pay', () => {
    expect(match('Choir needs a website, pro bono')).toEqual({
      notDrafted: 'budget_too_low',
      detail: 'Offers no pay: “pro bono”',
    });
  });

  it('does not compare a budget in another currency', () => {
    expect(match('Need a website, budget €100')).toMatchObject({
      tier: { code: 'web.feature' },
      reasons: expect.arrayContaining(['The offered €100 is not in our currency and was not compared']),
    });
  });

  it.each([
    ['Looking for a logo and some illustrations for our podcast', 'Asks for other work: logo'],
    ['Anyone up for chess on Sunday?', 'No word points to a service we sell'],
    ['Senior React developer, full-time, salary 90k and equity', 'Asks for an employee, not for a piece of work'],
  ])('does not draft for %j', (text, detail) => {
    expect(match(text)).toEqual({ notDrafted: 'no_service_fits', detail });
  });

  it('lets old posts rest', () => {
    const old = new Date(NOW.getTime() - (MAX_POST_AGE_DAYS + 1) * 86_400_000);
    expect(match('Need a website', old)).toMatchObject({ notDrafted: 'too_old' });
  });
});
