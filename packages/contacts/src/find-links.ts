import { parse } from 'tldts';
import { allMatches } from './all-matches.ts';
import { letterPattern } from './letter-pattern.ts';
import { overlapWith } from './ranges.ts';

/** A web address in a reading. `url` has its scheme; `bare` says that the text named none. */
export interface Link {
  readonly url: URL;
  readonly bare: boolean;
  readonly start: number;
  readonly end: number;
}

const SCHEME = /\bhttps?:\/\/[^\s<>"'`|\x7f、。（）「」]{1,2000}/gi;
/** A name with dots, and what may follow it. Neither inside a mail address, nor behind a sign that makes it something else. */
const BARE = letterPattern(
  String.raw`(?<![\p{L}\p{N}_@./\\:%=#$-])(?:www\.)?[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?){1,6}(?![\p{L}\p{N}_@-])(?::\d{2,5}(?!\d))?(?:[/?#][^\s<>"'${'`'}|\x7f、。（）「」]{0,2000})?`,
  'g',
);
const ENDING = /[.,;:!?'"*~»”’…\]}>]+$/;

/** An address as it stands in a sentence ends before the sentence's own signs. */
function trimmed(written: string): string {
  let text = written;
  for (;;) {
    const shorter = text.replace(ENDING, '');
    const opened = shorter.split('(').length;
    const closed = shorter.split(')').length;
    text = closed > opened && shorter.endsWith(')') ? shorter.slice(0, -1) : shorter;
    if (text === shorter) return text;
  }
}

function readLink(written: string, start: number, bare: boolean, isEmphasised: boolean): Link | undefined {
  const text = trimmed(isEmphasised ? written.replace(/_+$/, '') : written);
  const address = bare ? `https://${text}` : text;
  const url = URL.parse(address);
  return url === null ? undefined : { url, bare, start, end: start + text.length };
}

/** Says whether a name ends in a public suffix. `Node.js` and `v1.2.3` do not; a word that begins a sentence ends none. */
function isHost(written: string): boolean {
  const [name = ''] = written.split(/[/?#:]/, 1);
  const ending = name.slice(name.lastIndexOf('.') + 1);
  if (!/^[a-z-]{2}|[^\0-\x7f]/i.test(ending) || (/^\p{Lu}\p{Ll}/u.test(ending) && !/\p{Lu}/u.test(name.charAt(0))))
    return false;
  return parse(name, { validateHostname: false }).isIcann === true;
}

/** Finds web addresses, with and without a scheme, in order. */
export function findLinks(text: string): Link[] {
  const links: Link[] = [];
  if (text.includes('://')) {
    for (const match of allMatches(SCHEME, text)) {
      const link = readLink(match[0], match.index, false, text.charAt(match.index - 1) === '_');
      if (link !== undefined) links.push(link);
    }
  }
  if (!/[^\s.]\.[^\s\d.]{2}/.test(text)) return links;
  const isLinked = overlapWith(links);
  for (const match of allMatches(BARE, text)) {
    const start = match.index;
    if (!isHost(match[0])) continue;
    if (isLinked({ start, end: start + 1 })) continue;
    const link = readLink(match[0], start, true, text.charAt(start - 1) === '_');
    if (link !== undefined) links.push(link);
  }
  return links.sort((a, b) => a.start - b.start);
}
