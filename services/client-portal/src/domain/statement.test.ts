import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from './canonical-json.ts';
import { matchService } from './match-service.ts';
import { draftStatement, type OpportunityFacts, statementJson, statementSummary } from './statement.ts';

const NOW = new Date('2026-11-20T09:00:00Z');

function draft(opportunity: OpportunityFacts) {
  const match = matchService({ text: `${opportunity.title ?? ''}\n${opportunity.text}`, postedAt: null }, NOW);
  if ('notDrafted' in match) throw new Error(match.detail);
  return draftStatement(match, opportunity, {
    contractId: '11111111-1111-4111-8111-111111111111',
    version: 1,
    mode: 'sandbox',
    now: NOW,
    milestoneId: (position) => `22222222-2222-4222-8222-22222222222${position}`,
  });
}

const POST: OpportunityFacts = {
  platform: 'hacker_news',
  title: null,
  text: 'SEEKING FREELANCER | Remote | Stock sync between our web shop and the warehouse, ~40h<p>Orders are copied by hand today. Mail ines@harbourlight.shop',
};

describe('a statement of work', () => {
  it('has milestones whose amounts add up to its total', () => {
    const statement = draft(POST);
    const sum = statement.milestones.reduce((total, one) => total + one.amountMinor, 0);
    expect(sum).toBe(statement.totalMinor);
    expect(statement.milestones.map((one) => one.position)).toEqual([1, 2]);
  });

  it('takes its title from what the client asked for', () => {
    expect(draft(POST).title).toBe('Stock sync between our web shop and the warehouse, ~40h');
    expect(draft({ ...POST, text: 'We need a scraper' }).title).toBe('A scraper');
    expect(draft({ ...POST, title: 'x', text: 'scraper' }).title).toBe(
      'Automation and data: integration between systems',
    );
  });

  it('quotes the wish without the contact', () => {
    expect(draft(POST).request).toEqual({
      where: 'Hacker News',
      quote: 'Stock sync between our web shop and the warehouse, ~40h. Orders are copied by hand today.',
    });
    expect(statementSummary(draft(POST))).toContain('You wrote on Hacker News: “Stock sync');
  });

  it('stands for fourteen days', () => {
    expect(draft(POST).validUntil).toBe('2026-12-04T09:00:00.000Z');
  });

  it('plans how each milestone is funded, and says in its terms what that means', () => {
    const product = draft({ ...POST, text: 'We need an MVP of a marketplace web app built from scratch' });
    expect(product.format).toBe('statement-of-work/2');
    expect(product.milestones.map((one) => one.fundingMethod)).toEqual(['hold', 'card_on_file', 'hold']);
    const terms = product.terms.join('\n');
    expect(terms).toContain('nothing is set aside and nothing is taken, so the amount is not secured');
    expect(terms).toContain('Prepaid: the amount is taken at once');
    expect(draft(POST).terms.join('\n')).not.toContain('Card on file');
  });

  it('speaks of a card hold and of nothing grander', () => {
    const text = canonicalJson(statementJson(draft(POST)));
    expect(text).toContain('Card hold');
    expect(text.toLowerCase()).not.toContain('escrow');
  });

  it('is the same, byte for byte, when it is drafted again', () => {
    expect(canonicalJson(statementJson(draft(POST)))).toBe(canonicalJson(statementJson(draft(POST))));
  });
});
