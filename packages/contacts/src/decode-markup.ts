import { decodeHTMLStrict } from 'entities';
import { type Edit, type MappedText, original, replaced } from './mapped-text.ts';

const BLOCK_TAGS =
  /<\/?(?:p|br|div|li|ul|ol|tr|td|th|table|tbody|thead|h[1-6]|hr|section|article|header|footer|main|nav|aside|body|html|head|title|description|summary|item|blockquote|dl|dt|dd|form|fieldset|label|button|option|select|textarea|figure|figcaption|address|center|details)(?=[\s/>])[^<>]*>/gi;
const INLINE_TAGS = /<\/?(?:b|i|em|strong|u|s|del|ins|small|font|wbr|sup|sub|abbr|tt)(?=[\s/>])[^<>]*>|<\/?mark>/gi;
const DROPPED_TAGS =
  /<\/?(?:a|span|img|input|meta|link|iframe|video|audio|source|picture|svg|path|time|cite|q|kbd|samp|var|noscript|object|embed|param)(?=[\s/>])[^<>]*>/gi;
const HIDDEN =
  /<!--[\s\S]*?-->|<(script|style|template)\b[^<>]*>[\s\S]*?<\/\1\s*>|<!\[CDATA\[|\]\]>|<!doctype[^<>]*>/gi;
const ANCHOR = /<a(?=[\s>])([^<>]*)>([\s\S]*?)<\/a\s*>/gi;
const CF_EMAIL = /<(\w+)\b[^<>]*\bdata-cfemail\s*=\s*["']([0-9a-f]{6,})["'][^<>]*>(?:[\s\S]{0,60}?<\/\1\s*>)?/gi;
const CF_LINK = /\/cdn-cgi\/l\/email-protection#([0-9a-f]{6,})/gi;
const ENTITY = /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});/gi;
const MARKDOWN_LINK =
  /(?<![\\!])\[((?:[^[\]\\\n]|\\.|!\[[^\]\n]*\]\([^()\n]*\))*)\]\(\s*<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?[^()\n]*\)/g;
const MARKDOWN_IMAGE = /!\[[^\]\n]*\]\([^()\n]*\)/g;
const MARKDOWN_ESCAPE = /\\([\\`*_{}[\]()#+\-.!~>|@<])/g;
const SHORTENED_ADDRESS = /^\s*(?:https?:|www\.)|(?:\.\.\.|…)\s*$/i;
const FULL_WIDTH = /[\u3000-\u3002\u3008-\u3011\uff01-\uff5e]/g;
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;

const CJK_PUNCTUATION: Readonly<Record<string, string>> = {
  '\u3000': ' ',
  '、': ',',
  '。': ' ',
  '【': '[',
  '】': ']',
  '〈': '<',
  '〉': '>',
  '《': '<',
  '》': '>',
};

/** Undoes Cloudflare's e-mail protection: hexadecimal bytes, each but the first XORed with the first. */
function cloudflareEmail(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  const key = bytes[0] ?? 0;
  return Buffer.from(bytes.subarray(1).map((byte) => byte ^ key)).toString('utf8');
}

/** Puts a link's address behind its words, so that a cue before the words still meets them. */
function unfoldAnchor(match: RegExpMatchArray, origin: string): readonly Edit[] {
  const start = match.index ?? 0;
  const [whole, attributes = '', words = ''] = match;
  const href = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes);
  const address = href?.[1] ?? href?.[2] ?? href?.[3] ?? '';
  const wordsStart = start + whole.indexOf('>') + 1;
  const wordsEnd = wordsStart + words.length;
  const addressStart = start + whole.indexOf(address, whole.indexOf(href?.[0] ?? ''));
  return [
    { start, end: SHORTENED_ADDRESS.test(words) && address !== '' ? wordsEnd : wordsStart, text: ' ' },
    { start: wordsEnd, end: wordsEnd, text: /^\/(?!\/)/.test(address) ? ` ${origin}` : ' ' },
    { start: wordsEnd, end: wordsEnd, text: address, copiedFrom: addressStart },
    { start: wordsEnd, end: start + whole.length, text: ' ' },
  ];
}

function unfoldMarkdownLink(match: RegExpMatchArray): readonly Edit[] {
  const start = match.index ?? 0;
  const [whole, words = '', address = ''] = match;
  const wordsEnd = start + 1 + words.length;
  const addressStart = start + whole.indexOf(address, words.length + 2);
  return [
    { start, end: SHORTENED_ADDRESS.test(words) ? wordsEnd : start + 1, text: '' },
    { start: wordsEnd, end: addressStart, text: ' ' },
    { start: addressStart + address.length, end: start + whole.length, text: ' ' },
  ];
}

function withoutTags(source: MappedText, origin: string): MappedText {
  let text = replaced(source, HIDDEN, (match) => (/^<(?:script|style|template)/i.test(match[0]) ? '\n' : ''));
  text = replaced(text, CF_EMAIL, (match) => ` ${cloudflareEmail(match[2] ?? '')} `);
  text = replaced(text, ANCHOR, (match) => unfoldAnchor(match, origin));
  text = replaced(text, /<a(?=\s)[^<>]*?\bhref\s*=\s*["']?([^\s"'<>]+)[^<>]*>/gi, (match) => ` ${match[1]} `);
  text = replaced(text, CF_LINK, (match) => ` ${cloudflareEmail(match[1] ?? '')} `);
  text = replaced(text, /<\/?pre\b[^<>]*>/gi, () => '\n```\n');
  text = replaced(text, /<\/?code\b[^<>]*>/gi, () => '`');
  text = replaced(text, BLOCK_TAGS, () => '\n');
  text = replaced(text, INLINE_TAGS, () => '');
  return replaced(text, DROPPED_TAGS, () => ' ');
}

function withoutEntities(source: MappedText): MappedText {
  return replaced(source, ENTITY, (match) => decodeHTMLStrict(match[0]).replace(/\u00a0/g, ' '));
}

/** Full-width forms (U+FF01–FF5E) stand 0xFEE0 above their ASCII twins. */
function asciiForm(character: string): string {
  return (
    CJK_PUNCTUATION[character] ?? (character >= '！' ? String.fromCharCode(character.charCodeAt(0) - 0xfee0) : ' ')
  );
}

/**
 * Reads HTML, entities and markdown down to the text a person sees, each link's address behind its words. Entities are
 * decoded twice, since feeds escape twice. Code stays between backticks, for `readPart` to mask. `base` is the address of
 * the page, for links that name none.
 */
export function decodeMarkup(raw: string, base: string | null): MappedText {
  const origin = base !== null && URL.canParse(base) ? new URL(base).origin : '';
  let text = original(raw);
  for (let pass = 0; pass < 2; pass++) text = withoutEntities(withoutTags(text, origin));
  text = replaced(text, INVISIBLE, () => '');
  text = replaced(text, /(?<=\w)。(?=(?:com|net|org|io|co|cn|dev|de|ru)(?![\w/]))/gi, () => '.');
  text = replaced(text, FULL_WIDTH, (match) => asciiForm(match[0]));
  text = replaced(text, MARKDOWN_LINK, unfoldMarkdownLink);
  text = replaced(text, MARKDOWN_IMAGE, () => ' ');
  text = replaced(text, MARKDOWN_ESCAPE, (match) => match[1] ?? '');
  return replaced(text, /(?<!\*)\*\*(?!\*)|~~/g, () => '');
}
