import { expect, test } from '@jest/globals';
import { classifyDemand } from './classify-demand.ts';
import { plainPost } from './plain-text.ts';
import type { RawPost } from './raw-post.ts';

const post = (text: string | null, rest: Partial<RawPost> = {}): RawPost => ({
  platform: 'hackernews',
  externalId: '1',
  url: null,
  author: 'marlow',
  title: null,
  text,
  postedAt: null,
  thread: null,
  isReply: false,
  ...rest,
});

test.each([
  [
    'a SEEKING FREELANCER label',
    post('SEEKING FREELANCER | Remote<p>Tide tables as a phone page.', { thread: 'freelancer' }),
  ],
  ['a [Hiring] tag', post('Ten panels, rates please', { platform: 'reddit', title: '[Hiring] Comic inker' })],
  ['a [TASK] tag', post('label 300 images', { platform: 'reddit', title: '[TASK] $15' })],
  ['a bounty command', post('/bounty $150', { platform: 'github', title: 'ARM build' })],
  ['a budget for something to be built', post('We need a booking page for our sauna. Budget $2,400.')],
  ['a search for someone', post('Looking for a Rust developer for a two week project, paid', { platform: 'twitter' })],
  ['a request for a recommendation, with money', post('Can you recommend a designer? Happy to pay $900.')],
  [
    'limited work in the hiring thread',
    post('We need a contractor for one month to tidy our exports. $5k.', { thread: 'hiring' }),
  ],
  ['German words', post('Suche Entwickler für kleinen Webshop, 1500 EUR')],
  ['a request behind who asks', post('We are a climbing gym. We need a developer to build a booking page.')],
  ['who asks and what for in one sentence', post('We are a bakery and need a developer for a booking page.')],
  ['work to be done, with no word for who does it', post('I want a spreadsheet of 9,000 members cleaned.')],
  ['Turkish words', post('Sipariş için bir web sitesi yapacak serbest yazılımcı arıyoruz. Bütçe 60.000 TL')],
  ['Dutch words', post('Gezocht: iemand die onze ledenadministratie bouwt, ontwikkelaar met ervaring, € 3.200')],
  ['Japanese words', post('ウェブ開発者を探しています。予算は10万円です')],
  ['a flair', post('Twelve cards, lighthouses.', { platform: 'reddit', title: 'Inker', labels: ['Hiring'] })],
  ['a label of an issue', post('Needs libusb.', { platform: 'github', title: 'ARM build', labels: ['💎 Bounty'] })],
  ['Russian words', post('Ищем дизайнера, нужен логотип', { platform: 'telegram' })],
])('takes %s for demand', (_what, given) => {
  const { intent, score, reasons } = classifyDemand(given, plainPost(given));
  expect({ intent, reasoned: reasons.length > 0 }).toEqual({ intent: 'demand', reasoned: true });
  expect(score).toBeGreaterThan(0.5);
});

test.each([
  [
    'a SEEKING WORK label',
    post('SEEKING WORK | Rails. Looking for a client who needs help.', { thread: 'freelancer' }),
  ],
  ['a label of demand taken back', post('SEEKING FREELANCER? No: SEEKING WORK. Flutter.')],
  ['a [For Hire] tag', post('logos', { platform: 'reddit', title: '[For Hire] Logo designer' })],
  ['a tag with letters spaced out', post('logos', { platform: 'reddit', title: '[F O R H I R E] Logos' })],
  ['a tag between pipes', post('|for hire| web work', { platform: 'reddit' })],
  [
    'the job-seekers’ template in the wrong thread',
    post('Location: Cork<p>Remote: Yes<p>Technologies: Go<p>Email: x', { thread: 'hiring' }),
  ],
  ['an introduction by craft', post('I am a freelance React developer looking for projects')],
  ['a claim on a bounty', post('/claim #12', { platform: 'github' })],
])('takes %s for supply', (_what, given) => {
  expect(classifyDemand(given, plainPost(given)).intent).toBe('supply');
});

test.each([
  [
    'a vacancy',
    post('Brightkiln | Senior Engineer | Oslo | ONSITE | 90-110k, equity', { thread: 'hiring' }),
    /employment/,
  ],
  [
    'contract to hire',
    post('Brightkiln | iOS | Remote | contract to hire, 6 months', { thread: 'hiring' }),
    /employment/,
  ],
  ['a reply', post('We need a developer too, budget $4k', { isReply: true }), /Answers/],
  ['a filled position', post('SEEKING FREELANCER | EDIT: position is filled, thanks'), /filled/],
  ['a struck-out request', post('SEEKING ~~FREELANCER~~ nobody'), /no work/],
  ['a template', post('SEEKING FREELANCER - template: mail you@example.com, fill in yours'), /template/],
  ['talk about freelancing', post('Budget? Luck?', { title: 'Ask HN: How do you find freelance clients?' }), /Talks/],
  ['a Show HN', post('Feedback welcome', { title: 'Show HN: A kiln simulator' }), /Shows/],
  [
    'the thread itself',
    post('Start with SEEKING WORK', { title: 'Ask HN: Freelancer? Seeking freelancer? (May 2026)' }),
    /thread/,
  ],
  ['a deleted post', post('[deleted]'), /deleted/],
  ['an unpaid call', post('We need a developer', { title: '[Unpaid] Developer', platform: 'reddit' }), /unpaid/],
  ['a bounty that was paid', post('x', { platform: 'github', title: 'ARM', labels: ['bounty', 'Rewarded'] }), /paid/],
  [
    'a bounty of a service that is gone',
    post('See https://www.bountysource.com/issues/1', { platform: 'github', title: 'ARM', labels: ['bounty'] }),
    /pays no more/,
  ],
  ['what a program wrote', post('[Hiring] weekly thread', { isByBot: true }), /program/],
  ['small talk with prices', post('It was $19 a seat, now $25. Sigh.'), /no work/],
])('leaves %s alone', (_what, given, reason) => {
  const { intent, reasons } = classifyDemand(given, plainPost(given));
  expect(intent).toBe('other');
  expect(reasons.join()).toMatch(reason);
});

test.each(['a', 'need ', 'looking for a ', '$1 ', 'a| ', '['])(
  'judges fifty thousand characters of %j in reasonable time',
  (unit) => {
    const started = process.cpuUsage();
    const long = post(unit.repeat(50_000 / unit.length));
    classifyDemand(long, plainPost(long));
    // Of processor time: a loaded machine must not make it fail.
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(3_000);
  },
);
