import { decodeHTMLStrict } from 'entities';
import { decodeSigns } from './decode-signs.ts';
import { hiddenMarkup } from './hidden-markup.ts';
import { type Edit, edited, type MappedText, original, replaced } from './mapped-text.ts';

const BLOCK = new Set(
  `p br div li ul ol tr td th table tbody thead tfoot h1 h2 h3 h4 h5 h6 hr section article header footer main nav aside body html
  head title description summary item channel blockquote dl dt dd form fieldset label button option select textarea figure
  figcaption address center details link guid author entry content rss feed pubdate category url name email`.split(
    /\s+/,
  ),
);
/** How often what is escaped may have been escaped. */
const MAX_ESCAPES = 3;

/** Gone without a trace: what stands in the middle of a word. */
const INLINE = new Set('b i em strong u s del ins small font wbr sup sub abbr tt mark bdi bdo big nobr'.split(' '));
const DROPPED = new Set(
  `a span img input meta iframe video audio source picture svg path time cite q kbd samp var noscript object embed param use g
  script style template`.split(/\s+/),
);

const UNDISPLAYED =
  /<(span|b|i|em|div)\b[^<>]{0,500}\bdisplay\s{0,3}:\s{0,3}none[^<>]{0,500}>[^<>]{0,200}<\/\1\s{0,3}>/gi;
const ANCHOR = /<a(?=[\s>])([^<>]{0,4000})>((?:(?!<\/?a[\s>])[\s\S]){0,1000}?)<\/a\s*>/gi;
const OPEN_ANCHOR = /<a(?=\s)[^<>]*?\bhref\s*=\s*["']?([^\s"'<>]+)[^<>]*>/gi;
const TAG = /<\/?([a-z][a-z0-9]{0,14})(?=[\s/>])[^<>]{0,8000}>/gi;
const CF_EMAIL = /<(\w+)\b[^<>]*\bdata-cfemail\s*=\s*["']([0-9a-f]{6,400})["'][^<>]*>(?:[\s\S]{0,60}?<\/\1\s*>)?/gi;
const CF_LINK = /\/cdn-cgi\/l\/email-protection#([0-9a-f]{6,400})/gi;
const ENTITY = /&(?:#\d{1,7};?|#x[0-9a-f]{1,6};?|[a-z][a-z0-9]{1,30};)/gi;
const MARKDOWN_LINK =
  /(?<![\\!])\[((?:[^[\]\\\n]|\\.|!\[[^\]\n]{0,200}\]\([^()\n]{0,500}\)){0,500})\]\([ \t]*<?([^()\s<>]{0,2000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,500}){0,4})>?[^()\n]{0,300}\)/g;
const MARKDOWN_IMAGE = /!\[[^\]\n]{0,500}\]\([^()\n]{0,2000}\)/g;
const MARKDOWN_ESCAPE = /\\([\\`*_{}[\]()#+\-.!~>|@<])/g;
const EMPHASIS = /(?<!\*)\*\*(?!\*)|(?<!~)~~(?!~)/g;
const NAMED_BEFORE = /(?<!\w)(?:discord|telegram|tg|twitter|insta(?:gram)?|ig|github|reddit)[ \t]$/i;
const WHOLE_HANDLE = /^\*\*@?[\w.#-]{2,40}\*\*/;
const SIGN_BEFORE = /(?:[@.]|&(?:#64|#x40|commat|#46|#x2e|period);)$/i;
const SIGN_AFTER = /^(?:[@.]|&(?:#64|#x40|commat|#46|#x2e|period);)/i;
const SHORTENED_ADDRESS = /^\s*(?:https?:|www\.)|(?:\.\.\.|…)\s*$/i;

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

/** "Discord **name**": what is emphasised behind a network's name is the handle. */
function emphasisText({ index = 0, input = '' }: RegExpMatchArray): string {
  const isHandle = NAMED_BEFORE.test(input.slice(Math.max(0, index - 20), index));
  return isHandle && WHOLE_HANDLE.test(input.slice(index, index + 50)) ? ': ' : '';
}

/** What stands for a tag. One that is none of HTML's is kept: it may be `<name@host>`. */
function tagText(match: RegExpMatchArray): string {
  const [whole, tag = ''] = match;
  const name = tag.toLowerCase();
  if (name === 'code') return '`';
  if (name === 'pre') return '\n```\n';
  if (INLINE.has(name)) return '';
  if (BLOCK.has(name)) return '\n';
  if (!DROPPED.has(name)) return whole;
  const text = match.input ?? '';
  const start = match.index ?? 0;
  // `hazel<span>@</span>wrenlock.io`
  const end = start + whole.length;
  const touches =
    SIGN_BEFORE.test(text.slice(Math.max(0, start - 8), start)) || SIGN_AFTER.test(text.slice(end, end + 8));
  return touches && name !== 'a' ? '' : ' ';
}

function withoutTags(source: MappedText, origin: string): MappedText {
  if (!source.text.includes('<')) return source;
  let text = edited(source, hiddenMarkup(source.text));
  if (/display\s{0,3}:\s{0,3}none/i.test(text.text)) text = replaced(text, UNDISPLAYED, () => '');
  if (text.text.includes('data-cfemail'))
    text = replaced(text, CF_EMAIL, (match) => ` ${cloudflareEmail(match[2] ?? '')} `);
  if (/<a\s/i.test(text.text)) {
    text = replaced(text, ANCHOR, (match) => unfoldAnchor(match, origin));
    text = replaced(text, OPEN_ANCHOR, (match) => ` ${match[1]} `);
  }
  if (text.text.includes('/cdn-cgi/l/email-protection#'))
    text = replaced(text, CF_LINK, (match) => ` ${cloudflareEmail(match[1] ?? '')} `);
  return replaced(text, TAG, tagText);
}

function withoutEntities(source: MappedText): MappedText {
  if (!source.text.includes('&')) return source;
  return replaced(source, ENTITY, ([entity]) =>
    decodeHTMLStrict(entity.endsWith(';') ? entity : `${entity};`).replace(/\u00a0/g, ' '),
  );
}

function withoutMarkdown(source: MappedText): MappedText {
  let text = source;
  if (text.text.includes('](')) {
    text = replaced(text, MARKDOWN_LINK, unfoldMarkdownLink);
    text = replaced(text, MARKDOWN_IMAGE, () => ' ');
  }
  if (text.text.includes('\\')) text = replaced(text, MARKDOWN_ESCAPE, (match) => match[1] ?? '');
  return text.text.includes('**') || text.text.includes('~~') ? replaced(text, EMPHASIS, emphasisText) : text;
}

/**
 * Reads HTML, entities and markdown down to the text a person sees, each link's address behind its words. Entities are
 * decoded again, since feeds escape twice and what they carry was escaped before. Code stays between backticks, for `readPart` to mask. `base` is the address of
 * the page, for links that name none.
 */
export function decodeMarkup(raw: string, base: string | null): MappedText {
  let text = original(raw);
  if (raw.includes('<') || raw.includes('&')) {
    const origin = base !== null && URL.canParse(base) ? new URL(base).origin : '';
    for (let pass = 0; pass < MAX_ESCAPES && /[<&]/.test(text.text); pass++)
      text = withoutEntities(withoutTags(text, origin));
  }
  return withoutMarkdown(decodeSigns(text));
}
