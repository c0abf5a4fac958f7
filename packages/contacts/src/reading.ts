import { allMatches } from './all-matches.ts';
import { decodeMarkup } from './decode-markup.ts';
import { findLinks, type Link } from './find-links.ts';
import type { MappedText } from './mapped-text.ts';
import type { Post } from './post.ts';

/** Stands where code or an address was: neither a word character nor a space, so that no rule reads across it. */
export const BARRIER = '\x7f';

/** One part of a post, decoded and taken apart once for all rules. */
export interface Reading {
  readonly post: Post;
  readonly where: 'title' | 'text';
  readonly mapped: MappedText;
  /** The decoded text, code replaced by {@link BARRIER}s of the same length. */
  readonly text: string;
  /** The same, web addresses replaced as well. */
  readonly prose: string;
  /** Blocks of code, where only labelled e-mail addresses are looked for. */
  readonly codeBlocks: readonly { readonly start: number; readonly text: string }[];
  readonly links: readonly Link[];
}

const CODE_BLOCK = /(```|~~~)[\s\S]{0,100000}?(?:\1|$(?![\s\S]))/g;
const INLINE_CODE = /(?<!`)(`{1,2})(?!`)([^`\n]{1,2000})\1(?!`)/g;
const WHOLE_ADDRESS =
  /^\s*(?:(?:https?|mailto|tg):\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w.+-]+\s*(?:[[({<]\s*(?:at|@)\s*[\])}>]|\s(?:at|@)\s)\s*[\w-]+(?:[\s[({]*(?:dot|\.)[\s\])}]*[\w-]+)+|\+\d[\d ().-]{7,20}|(?:t\.me|wa\.me|discord\.gg)\/\S+)\s*$/i;
const WHOLE_HANDLE = /^\s*@?[\w.#-]{2,40}\s*$/;
const HANDLE_CUE =
  /(?:discord|telegram|twitter|instagram|insta|\big\b|\btg\b|e-?mail|mail|github|reddit)\W{0,4}(?:(?:is|handle|username|user|name|id|tag|at|me|as|on|:)\W{1,3}){0,2}$/i;
const HANDLE_CUE_AFTER = /^\W{0,3}(?:on|via|@|at|in|\()\s*(?:discord|telegram|twitter|instagram|\big\b|\btg\b|github)/i;
const SCHEME_ADDRESS = /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s<>"'`\x7f]{1,2000}/gi;

const barriers = (text: string) => text.replace(/[^\n]/g, BARRIER);

/** Masks code, but for a code span that is nothing but an address, or a handle beside a cue. */
function maskCode(text: string): { masked: string; codeBlocks: Reading['codeBlocks'] } {
  if (!text.includes('`') && !text.includes('~~~')) return { masked: text, codeBlocks: [] };
  const codeBlocks = allMatches(CODE_BLOCK, text).map((match) => ({ start: match.index, text: match[0] }));
  const masked = text
    .replace(CODE_BLOCK, barriers)
    .replace(INLINE_CODE, (whole: string, ticks: string, code: string, at: number) => {
      const isHandle =
        WHOLE_HANDLE.test(code) &&
        (HANDLE_CUE.test(text.slice(Math.max(0, at - 40), at)) ||
          HANDLE_CUE_AFTER.test(text.slice(at + whole.length, at + whole.length + 30)));
      if (!isHandle && !WHOLE_ADDRESS.test(code)) return barriers(whole);
      const blank = ' '.repeat(ticks.length);
      return `${blank}${code}${blank}`;
    });
  return { masked, codeBlocks };
}

/** Decodes one part of a post and masks what is not prose. */
export function readPart(post: Post, where: Reading['where'], raw: string): Reading {
  const mapped = decodeMarkup(raw, post.url);
  const { masked, codeBlocks } = maskCode(mapped.text);
  const links = findLinks(masked);
  const ranges: { start: number; end: number }[] = links.filter(({ bare, url }) => !bare || url.pathname !== '/');
  if (masked.includes('://')) {
    for (const match of allMatches(SCHEME_ADDRESS, masked))
      ranges.push({ start: match.index, end: match.index + match[0].length });
  }
  return {
    post,
    where,
    mapped,
    text: masked,
    prose: withBarriers(masked, ranges),
    codeBlocks,
    links: links.filter(({ url }) => url.username === '' && url.password === ''),
  };
}

function withBarriers(text: string, ranges: readonly { start: number; end: number }[]): string {
  if (ranges.length === 0) return text;
  const out: string[] = [];
  let at = 0;
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    const from = Math.max(at, start);
    out.push(text.slice(at, from), BARRIER.repeat(end - from));
    at = end;
  }
  out.push(text.slice(at));
  return out.join('');
}
