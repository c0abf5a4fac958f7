import { find } from 'linkifyjs';
import { decodeMarkup } from './decode-markup.ts';
import type { MappedText } from './mapped-text.ts';
import type { Post } from './post.ts';

/** Stands where code or an address was: neither a word character nor a space, so that no rule reads across it. */
export const BARRIER = '\ue000';

/** A web address in a reading. `url` has its scheme; `bare` says that the text named none. */
export interface Link {
  readonly url: URL;
  readonly bare: boolean;
  readonly start: number;
  readonly end: number;
}

/** One part of a post, decoded and taken apart once for all rules. */
export interface Reading {
  readonly post: Post;
  readonly where: 'title' | 'text';
  readonly mapped: MappedText;
  /** The decoded text. */
  readonly text: string;
  /** The decoded text, code and web addresses replaced by {@link BARRIER}s of the same length. */
  readonly prose: string;
  /** Blocks of code, where only labelled e-mail addresses are looked for. */
  readonly codeBlocks: readonly { readonly start: number; readonly text: string }[];
  readonly links: readonly Link[];
}

const CODE_BLOCK = /(```|~~~)[\s\S]*?(?:\1|$(?![\s\S]))/g;
const INLINE_CODE = /(?<!`)(`{1,2})(?!`)([^`\n]+)\1(?!`)/g;
const WHOLE_ADDRESS =
  /^\s*(?:(?:https?|mailto|tg):\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w.+-]+\s*(?:[[({<]\s*(?:at|@)\s*[\])}>]|\s(?:at|@)\s)\s*[\w-]+(?:[\s[({]*(?:dot|\.)[\s\])}]*[\w-]+)+)\s*$/i;
const WHOLE_HANDLE = /^\s*@?[\w.#-]{2,40}\s*$/;
const HANDLE_CUE =
  /(?:discord|telegram|twitter|instagram|insta|\big\b|\btg\b|e-?mail|mail|github|reddit)\W{0,4}(?:(?:is|handle|username|at|me)\W{1,3})?$/i;
const SCHEME_ADDRESS = /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s<>"'`\ue000]+/gi;

const barriers = (text: string) => text.replace(/[^\n]/g, BARRIER);

/** Masks code, but for a code span that is nothing but an address, or a handle behind a cue. */
function maskCode(text: string): { masked: string; codeBlocks: Reading['codeBlocks'] } {
  const codeBlocks = [...text.matchAll(CODE_BLOCK)].map((match) => ({ start: match.index, text: match[0] }));
  const masked = text.replace(CODE_BLOCK, barriers).replace(INLINE_CODE, (whole, ticks, code: string, at: number) => {
    const kept =
      WHOLE_ADDRESS.test(code) || (WHOLE_HANDLE.test(code) && HANDLE_CUE.test(text.slice(Math.max(0, at - 30), at)));
    const blank = ' '.repeat(String(ticks).length);
    return kept ? `${blank}${code}${blank}` : barriers(String(whole));
  });
  return { masked, codeBlocks };
}

function linksIn(text: string): Link[] {
  // A quotation mark ends an address, though the finder lets it pass.
  return find(text.replace(/["|]/g, ' ')).flatMap(({ type, value, start, end }) => {
    if (type !== 'url' || /^mailto:/i.test(value)) return [];
    const bare = !/^[a-z]+:\/\//i.test(value);
    const address = bare ? `https://${value}` : value;
    if (!URL.canParse(address)) return [];
    return [{ url: new URL(address), bare, start, end }];
  });
}

/** Decodes one part of a post and masks what is not prose. */
export function readPart(post: Post, where: Reading['where'], raw: string): Reading {
  const mapped = decodeMarkup(raw, post.url);
  const { masked, codeBlocks } = maskCode(mapped.text);
  const links = linksIn(masked);
  const units = masked.split('');
  const mask = (start: number, end: number) => units.fill(BARRIER, start, end);
  for (const link of links) if (!link.bare || link.url.pathname !== '/') mask(link.start, link.end);
  for (const match of masked.matchAll(SCHEME_ADDRESS)) mask(match.index, match.index + match[0].length);
  return {
    post,
    where,
    mapped,
    text: masked,
    prose: units.join(''),
    codeBlocks,
    links: links.filter((link) => link.url.username === '' && link.url.password === ''),
  };
}
