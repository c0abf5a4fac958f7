import { expect, test } from '@jest/globals';
import { extractContacts } from '@loop/contacts';
import type { MailDomainStatus } from './mail-domain.ts';
import { reachability } from './reachability.ts';

const now = new Date('2026-11-28T12:00:00Z');

function reach(text: string, { platform = 'hackernews', status = 'receives' as MailDomainStatus, ageDays = 0 } = {}) {
  const post = { platform, url: 'https://news.ycombinator.com/item?id=1', author: 'tilda_v' };
  const contacts = extractContacts({ ...post, title: null, text });
  const domains = new Map([['vossmill.coop', status]]);
  const postedAt = new Date(now.getTime() - ageDays * 86_400_000);
  return reachability(
    contacts,
    { ...post, postedAt },
    { domains, seenBefore: new Set(), seemsToState: text.includes('@'), now },
  );
}

const scoreOf = (reached: ReturnType<typeof reach>) => ('contacts' in reached ? (reached.contacts[0]?.score ?? 0) : 0);

test('an author who leaves an address can be reached', () => {
  expect(reach('We need a rota page. Write to tilda@vossmill.coop')).toMatchObject({
    contacts: [{ kind: 'email', value: 'tilda@vossmill.coop', check: { verdict: 'valid' } }],
  });
});

test.each([
  { why: 'nothing is written down', text: 'We need a rota page. E-mail is in my profile.', reason: 'no_contact' },
  {
    why: 'only robots are written down',
    text: 'Answers to no-reply@vossmill.coop are not read.',
    reason: 'only_invalid',
  },
  { why: 'somebody else may be meant', text: 'as @rowan said', reason: 'score_too_low', platform: 'github' },
  { why: 'only a site is named', text: 'our site: https://vossmill.coop', reason: 'score_too_low' },
])('an author cannot be reached when $why, and is told why', ({ text, reason, platform = 'hackernews' }) => {
  const reached = reach(text, { platform });
  expect(reached).toMatchObject({ reason, why: [expect.any(String)] });
  expect(reached).toMatchObject({ wouldHelp: expect.arrayContaining(['author_profile', 'ask_on_platform']) });
  expect(JSON.stringify(reached)).not.toContain('vossmill');
});

test('an address whose domain takes no mail reaches nobody', () => {
  expect(reach('Write to tilda@vossmill.coop', { status: 'refuses' })).toMatchObject({
    reason: 'only_invalid',
    wouldHelp: expect.arrayContaining(['another_address']),
  });
});

test('name servers that did not answer may be asked again where nothing better is there', () => {
  const reached = reach('as noted by Signed-off-by: <tilda@vossmill.coop>\n> old one', {
    status: 'unanswered',
    ageDays: 500,
    platform: 'web',
  });
  expect(reached).toMatchObject({ reason: 'score_too_low', wouldHelp: ['try_again', 'source_page'] });
});

test("the author's own, fresh words count more than old ones and than a summary", () => {
  const text = 'Write to tilda@vossmill.coop';
  const own = scoreOf(reach(text));
  expect(scoreOf(reach(text, { ageDays: 400 }))).toBeLessThan(own);
  expect(scoreOf(reach(text, { ageDays: 400 }))).toBeLessThan(scoreOf(reach(text, { ageDays: 100 })));
  expect(scoreOf(reach(text, { platform: 'web' }))).toBeLessThan(own);
  expect(scoreOf(reach(text, { status: 'by_address' }))).toBeLessThan(own);
  expect(scoreOf(reach('rowan@vossmill.coop'))).toBeLessThan(scoreOf(reach('tilda@vossmill.coop')));
});
