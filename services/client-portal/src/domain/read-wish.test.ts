import { describe, expect, it } from '@jest/globals';
import { automation } from './offer-automation.ts';
import { webAndApp } from './offer-web-and-app.ts';
import { headline, wishes } from './read-wish.ts';

describe('reading a wish', () => {
  it('leaves out labels, budgets alone, and contacts', () => {
    const text =
      'SEEKING FREELANCER | Remote | about 4 weeks<p>Choir library. We want a small web app for our scores. Mail bo@altovale.org';
    expect(wishes({ title: null, text })).toEqual(['Choir library.', 'We want a small web app for our scores.']);
  });

  it('keeps what follows a mark on the same line', () => {
    expect(wishes({ title: '[Hiring] Tidy up our price list', text: 'SEEKING FREELANCER: one script' })).toEqual([
      'Tidy up our price list.',
      'one script.',
    ]);
  });

  it.each([
    [
      'SEEKING FREELANCER | Remote | 6-8 weeks<p>Cheese dairy. Orders live in one huge sheet. We want a web app with three screens.',
      'A web app with three screens',
    ],
    [
      'SEEKING FREELANCER - TypeScript, Next.js<p>Finish an internal tool for our ferry crews. Tests exist.',
      'Finish an internal tool for our ferry crews',
    ],
    [
      'SEEKING FREELANCER | Android (Kotlin), Remote, EU<p>Chess club. Wanted: pairing screens on old tablets.',
      'Pairing screens on old tablets',
    ],
    ['Looking for someone to build a booking page for our climbing hall', 'Build a booking page for our climbing hall'],
  ])('makes a headline of what is wanted: %j', (text, title) => {
    expect(headline(wishes({ title: null, text }), webAndApp.signals)).toBe(title);
  });

  it('makes no headline of a post that says too little', () => {
    expect(headline(wishes({ title: null, text: 'Email me. Remote.' }), automation.signals)).toBeNull();
  });
});
