import { expect, test } from '@jest/globals';
import { reachability } from './reachability.ts';

const reach = (text: string, platform = 'hackernews') =>
  reachability({ platform, url: null, author: 'tilda_v', title: null, text });

test('an author who leaves an address can be reached', () => {
  expect(reach('We need a rota page. Write to tilda@vossmill.coop')).toMatchObject({
    contacts: [{ kind: 'email', value: 'tilda@vossmill.coop' }],
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
])('an author cannot be reached when $why', ({ text, reason, platform }) => {
  expect(reach(text, platform)).toMatchObject({ reason });
});
