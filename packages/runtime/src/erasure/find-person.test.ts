import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { idsIn, personFinder } from './find-person.ts';

const told = (kind: string, value: string) => ({
  kind,
  valueSha256: createHash('sha256').update(`${kind}:${value}`).digest('hex'),
});

test.each([
  ['an address', 'email', 'mo@cobbswell.works', 'write to Mo@Cobbswell.works, please'],
  ['an address in JSON', 'email', 'mo@cobbswell.works', '{"to":{"kind":"email","value":"mo@cobbswell.works"}}'],
  ['a number, however it is grouped', 'phone', '+493012345678', 'call +49 (30) 1234-5678 after six'],
  ['a number as WhatsApp', 'whatsapp', '+493012345678', 'wa +49 30 12345678'],
  ['a handle', 'twitter', 'mo_cobb', 'as @mo_cobb said'],
  ['a handle in an address', 'x', 'mo_cobb', 'https://x.com/Mo_Cobb/status/17'],
  ['a handle with dots', 'instagram', 'mo.cobb', '(insta: mo.cobb)'],
  ['a profile', 'linkedin', 'in/mo-cobb', 'https://www.linkedin.com/in/mo-cobb/'],
  ['a booking page', 'booking_link', 'https://cal.example/mo', '"url":"https://cal.example/mo/"'],
  ['an author', 'hackernews', 'cobbswell', '{"author":"Cobbswell"}'],
])('finds %s by its hash alone', (_what, kind, value, text) => {
  expect(personFinder([told(kind, value)])(text)).toBe(true);
});

test('takes nobody else for them', () => {
  const isNamedIn = personFinder([told('email', 'mo@cobbswell.works'), told('twitter', 'mo_cobb')]);
  for (const text of ['mo@cobbswell.work', 'jo@cobbswell.works', 'mo_cobbler', 'cobbswell.works', '']) {
    expect(isNamedIn(text)).toBe(false);
  }
});

test('reads the ids that stand in a text', () => {
  const id = '0192f0c4-7a10-7001-8c3e-5b1d2f4a6001';
  expect(idsIn(`{"opportunityId":"${id}","x":"0192f0c4-7a10"} GET /room/${id}`)).toEqual([id, id]);
});

test('a hostile text is read in the time its length takes', () => {
  const isNamedIn = personFinder([told('email', 'a@b.cc'), told('phone', '+123456'), told('twitter', 'ab')]);
  const started = process.cpuUsage();
  for (const part of ['a.', '1 ', '@', 'https://', '#.-', '+1-']) isNamedIn(part.repeat(20_000));
  expect(process.cpuUsage(started).user).toBeLessThan(4_000_000);
});
