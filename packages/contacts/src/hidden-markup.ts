import { allMatches } from './all-matches.ts';
import type { Edit } from './mapped-text.ts';

const OPENING = /<!--|<(script|style|template)\b[^<>]{0,1000}>|<!\[CDATA\[|\]\]>|<!doctype[^<>]{0,500}>/gi;
const IS_DATA = /ld\+json/i;

/** Looks for an ending, and remembers when there is none behind a place: then it is not looked for again. */
function finder(text: string): (ending: string, from: number) => number {
  const lower = text.toLowerCase();
  const missing = new Set<string>();
  return (ending, from) => {
    if (missing.has(ending)) return -1;
    const at = lower.indexOf(ending, from);
    if (at < 0) missing.add(ending);
    return at;
  };
}

/** What takes comments, scripts and styles out of a page. Data for search engines stays: it states contacts. */
export function hiddenMarkup(text: string): Edit[] {
  const edits: Edit[] = [];
  const find = finder(text);
  let shownFrom = 0;
  for (const match of allMatches(OPENING, text)) {
    const start = match.index;
    if (start < shownFrom) continue;
    let end = start + match[0].length;
    const tag = match[1]?.toLowerCase();
    if (match[0] === '<!--') {
      const closing = find('-->', end);
      if (closing < 0) continue;
      end = closing + 3;
    } else if (tag !== undefined) {
      const closing = IS_DATA.test(match[0]) ? -1 : find(`</${tag}`, end);
      if (closing < 0) continue;
      const bracket = text.indexOf('>', closing);
      end = bracket < 0 ? text.length : bracket + 1;
    }
    edits.push({ start, end, text: tag === undefined ? '' : '\n' });
    shownFrom = end;
  }
  return edits;
}
