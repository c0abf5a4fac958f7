import { allMatches } from './all-matches.ts';
import { isPersonalAddress } from './email-filters.ts';
import type { Finding } from './finding.ts';
import type { Reading } from './reading.ts';

const BASE64 = /(?<![\w+/=])(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?(?![\w+/=])/g;
const ADDRESS = /^([\w.+-]{1,64})@([\w-]+(?:\.[\w-]+)+)\s*$/;
const ADDRESS_LIKE = /(?<![\w.@+-])[\w.+-]{2,64}@[\w.+-]{2,64}(?<![.+-])/g;
const SAYS_REVERSED = /\b(?:revers\w*|backwards?|mirrored)\b/i;
const SAYS_ROT13 = /\brot-?13\b/i;

/** Letters thirteen places on; doing it twice undoes it. */
const rot13 = (text: string) =>
  text.replace(/[a-z]/gi, (letter) => {
    const first = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
  });

function decoded(reading: Reading, pattern: RegExp, rule: string, decode: (text: string) => string): Finding[] {
  return allMatches(pattern, reading.prose).flatMap((match) => {
    const [, local, domain] = ADDRESS.exec(decode(match[0]).toLowerCase()) ?? [];
    if (local === undefined || domain === undefined || !isPersonalAddress(local, domain)) return [];
    const end = match.index + match[0].length;
    return [{ kind: 'email' as const, value: `${local}@${domain}`, rule, start: match.index, end }];
  });
}

/** Finds addresses written in base64, and, where the text says so, backwards or in ROT13. */
export function findEncodedEmails(reading: Reading): Finding[] {
  const { text } = reading;
  return [
    ...decoded(reading, BASE64, 'email.base64', (code) => Buffer.from(code, 'base64').toString('latin1')),
    ...(SAYS_REVERSED.test(text)
      ? decoded(reading, ADDRESS_LIKE, 'email.reversed', (code) => [...code].reverse().join(''))
      : []),
    ...(SAYS_ROT13.test(text) ? decoded(reading, ADDRESS_LIKE, 'email.rot13', rot13) : []),
  ];
}
