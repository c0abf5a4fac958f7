import { expect, test } from '@jest/globals';
import { emailParts } from './email-syntax.ts';

const domainOf = (labels: number): string => `${'a'.repeat(61)}.`.repeat(labels).slice(0, -1);

test.each([
  ['tilda@vossmill.coop', { local: 'tilda', domain: 'vossmill.coop', tag: null }],
  ["o'hara+rota@sub.vossmill.coop", { local: "o'hara+rota", domain: 'sub.vossmill.coop', tag: 'rota' }],
  ['"tilda voss"@vossmill.coop', { local: '"tilda voss"', domain: 'vossmill.coop', tag: null }],
  ['"a@b"@vossmill.coop', { local: '"a@b"', domain: 'vossmill.coop', tag: null }],
  ['jürgen@bücher.de', { local: 'jürgen', domain: 'xn--bcher-kva.de', tag: null }],
  ['почта@пример.рф', { local: 'почта', domain: 'xn--e1afmkfd.xn--p1ai', tag: null }],
  [`${'a'.repeat(64)}@vossmill.coop`, { local: 'a'.repeat(64), domain: 'vossmill.coop', tag: null }],
])('%s is an address', (address, parts) => {
  expect(emailParts(address)).toEqual(parts);
});

test.each([
  ['tilda', 'has no sign'],
  ['@vossmill.coop', 'has no mailbox'],
  ['tilda@', 'has no domain'],
  ['tilda@vossmill', 'has a domain of one label'],
  ['tilda@[192.0.2.1]', 'names a machine'],
  ['tilda@192.0.2.1', 'names a machine'],
  ['.tilda@vossmill.coop', 'begins with a dot'],
  ['tilda.@vossmill.coop', 'ends with a dot'],
  ['ti..lda@vossmill.coop', 'has two dots in a row'],
  ['ti lda@vossmill.coop', 'holds a space'],
  ['ti\u00a0lda@vossmill.coop', 'holds a space beyond ASCII'],
  ['ti\u0007lda@vossmill.coop', 'holds a control character'],
  ['tilda@voss_mill.coop', 'has a domain with a sign no name has'],
  ['tilda@-vossmill.coop', 'has a label that begins with a hyphen'],
  ['tilda@voss/mill.coop', 'has a path in its domain'],
  ['tilda@a%2ecoop', 'has an escape in its domain'],
  [`${'a'.repeat(65)}@vossmill.coop`, 'has a mailbox of 65 octets'],
  [`${'ü'.repeat(33)}@vossmill.coop`, 'has a mailbox of 66 octets in 33 letters'],
  [`tilda@${'a'.repeat(64)}.coop`, 'has a label of 64 octets'],
  [`tilda@${domainOf(5)}`, 'has more than 254 octets'],
  ['"til"da"@vossmill.coop', 'has a quote within quotes'],
])('%s is no address: it %s', (address) => {
  expect(emailParts(address)).toBeUndefined();
});
