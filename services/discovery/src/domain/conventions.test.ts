import { expect, test } from '@jest/globals';
import { meaningOfFlair, meaningOfLabels, meaningsOf } from './conventions.ts';

test.each([
  '[Hiring] Comic inker',
  '[TASK] label 300 images, $15',
  '[hiring - paid] Godot developer',
  '[ H I R I N G ] voice actor',
  '|Hiring| web work',
  '［Ｈｉｒｉｎｇ］ full width',
  '【募集】 イラスト',
  '(Hiring) a mason for our oven',
  '[Suche] Entwickler',
  '[Ищем] дизайнера',
  'Logo for a ferry [Paid]',
])('%j marks a request', (title) => {
  expect(meaningsOf(title, 'reddit')).toContain('demand');
});

test.each([
  '[For Hire] Logo designer',
  '[F O R H I R E] Logos',
  '[F O R  H I R E] looking for a client who is hiring',
  '[F0R H1RE] React',
  '|for hire| web work',
  '[For\u200bHire] hidden sign',
  '[𝗙𝗼𝗿 𝗛𝗶𝗿𝗲] other alphabet',
  '[OFFER] I will type for $5',
  '[for-hire] editor',
  '{For Hire} curly',
  '[Biete] Übersetzungen',
])('%j marks an offer', (title) => {
  expect(meaningsOf(title, 'reddit')).toEqual(['supply']);
});

test.each([
  'Hiring is hard, and for hire signs are everywhere',
  'Task force for a paid request',
  'Seeking: hiring manager stories',
  'array[task] is undefined in job|queue',
  'Booking page (hiring a designer was no option)',
  '[Berlin] Ferry needs a logo',
])('%j marks nothing, for words without brackets or pipes mean nothing', (title) => {
  expect(meaningsOf(title, 'reddit').filter((meaning) => meaning === 'supply')).toEqual([]);
  if (!title.startsWith('array')) expect(meaningsOf(title, 'reddit')).toEqual([]);
});

test('flairs say what they would between brackets', () => {
  expect(['Hiring', 'For Hire', 'Discussion'].map((flair) => meaningOfFlair(flair, 'reddit'))).toEqual([
    ...['demand', 'supply', 'other'],
  ]);
  expect(meaningOfFlair('Weekly', 'reddit')).toBeUndefined();
});

test('in an issue only marks that speak of pay count', () => {
  expect(meaningsOf('[Task] Rename the module', 'github')).toEqual([]);
  expect(meaningsOf('[Bounty] Rename the module', 'github')).toEqual(['demand']);
});

test.each([
  [['bug', '💎 Bounty'], 'demand'],
  [['💰 reward'], 'demand'],
  [['bounty'], 'demand'],
  [['$500'], 'demand'],
  [['💎 Bounty', '💰 Rewarded'], 'other'],
  [['bounty: paid'], 'other'],
  [['good first issue', 'help wanted'], undefined],
])('labels %j of an issue say %s', (labels, meaning) => {
  expect(meaningOfLabels(labels)).toBe(meaning);
});
