import { expect, test } from '@jest/globals';
import type { RawPost } from './raw-post.ts';
import { spamminessOf } from './spam-signs.ts';

const post = (text: string): RawPost => ({
  ...{ platform: 'reddit', externalId: '1', url: null, author: 'a', title: null, postedAt: null, thread: null },
  ...{ isReply: false, text },
});
const judge = (text: string) => spamminessOf(post(text), '', text);

test.each([
  'We are hiring 40 people for remote typing. Earn $220 a day from home, no experience needed.',
  'No experience needed, paid daily, only 5 spots left. Contact our manager on Telegram.',
  'Renting LinkedIn accounts, $50 a week per verified account, safe',
  'Pay a small registration fee and start today. Work is guaranteed.',
  'Looking for crypto investors, 20% profit daily guaranteed',
  'Need someone to take my online exam on Friday, $80',
  'I need 30 five-star reviews on my shop, will pay $3 each. Gift cards fine.',
])('takes %j for spam', (text) => {
  const { isSpam, reasons } = judge(text);
  expect({ isSpam, isReasoned: reasons.length > 0 }).toEqual({ isSpam: true, isReasoned: true });
});

test.each([
  'We need a developer to build a booking page. Budget $2,400, start today if you can.',
  'Rebuild our trading dashboard, we can pay $4k. No experience with finance needed, we explain it.',
  'Hiring an illustrator for twelve cards. Contact me on WhatsApp +44 20 7946 0111',
  'Write a script that checks our WhatsApp messages daily, $300',
  'Edit an online course on accounting, 40 pages',
])('does not take %j for spam', (text) => {
  expect(judge(text).isSpam).toBe(false);
});

test('many links weigh, but in an issue they are references', () => {
  const text = 'See https://fen.io/a '.repeat(9);
  expect(judge(text).weight).toBe(1);
  expect(spamminessOf({ ...post(text), platform: 'github' }, '', text).weight).toBe(0);
});
