import { Parser } from 'htmlparser2';

/** What a page says, read in one pass, in time that grows with its length alone whatever its markup. */
export interface PageOutline {
  readonly title: string | null;
  /** Its words without navigation, scripts and margins; links stand as `<a href>`, blocks on lines of their own. */
  readonly main: string;
  /** The same of the parts that say who wrote it. */
  readonly authorArea: string;
  readonly elements: number;
  readonly depth: number;
}

/** Not for readers, or not about this page. */
const SILENT = new Set(['script', 'style', 'noscript', 'template', 'svg', 'iframe', 'select', 'textarea', 'head']);
const MARGINS = new Set(['nav', 'footer', 'aside', 'header', 'form', 'dialog']);
const INLINE = new Set([
  'a',
  'abbr',
  'b',
  'bdi',
  'code',
  'em',
  'font',
  'i',
  'mark',
  's',
  'small',
  'span',
  'strong',
  'u',
  'wbr',
]);
const AUTHOR_NAME = /(?:^|[\s_-])(?:author|byline|by-line|h-card|vcard|posted-?by|writer)(?=$|[\s_-])/i;

/** The parser's time grows with what is open: a page that goes deeper is read as far as there, and no page of people's does. */
const MAX_OPEN = 500;
const CHUNK_CHARACTERS = 8 * 1024;

type Attributes = Readonly<Record<string, string>>;

const isAuthorArea = (name: string, attributes: Attributes): boolean =>
  name === 'address' ||
  attributes['rel']?.split(' ').includes('author') === true ||
  attributes['itemprop'] === 'author' ||
  AUTHOR_NAME.test(`${attributes['class'] ?? ''} ${attributes['id'] ?? ''}`);

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** What an open element changes for what stands in it. */
interface Level {
  readonly isSilent: boolean;
  readonly isMargin: boolean;
  readonly isAuthor: boolean;
}

/** Reads a page's outline. Never throws; markup that is wrong is read as parsers of HTML do, and as far as some depth only. */
export function outlinePage(html: string): PageOutline {
  const main: string[] = [];
  const authorArea: string[] = [];
  const title: string[] = [];
  const levels: Level[] = [];
  let elements = 0;
  let depth = 0;
  let isInTitle = false;

  const write = (text: string): void => {
    const { isAuthor = false, isMargin = false, isSilent = false } = levels.at(-1) ?? {};
    if (isSilent) return;
    if (isAuthor) authorArea.push(text);
    if (!isMargin) main.push(text);
  };

  const parser = new Parser({
    onopentag(name, attributes) {
      elements += 1;
      isInTitle = name === 'title' && title.length === 0;
      const above = levels.at(-1);
      levels.push({
        isSilent: above?.isSilent === true || SILENT.has(name),
        isMargin: above?.isMargin === true || MARGINS.has(name),
        isAuthor: above?.isAuthor === true || isAuthorArea(name, attributes),
      });
      depth = Math.max(depth, levels.length);
      if (!INLINE.has(name)) write('\n');
      if (name === 'a' && attributes['href'] !== undefined)
        write(`<a href="${attributes['href'].replaceAll('"', '%22')}">`);
    },
    ontext(text) {
      if (isInTitle) title.push(text);
      write(escaped(text));
    },
    onclosetag(name) {
      if (name === 'a') write('</a>');
      levels.pop();
      isInTitle = false;
      if (!INLINE.has(name)) write('\n');
    },
  });
  for (let at = 0; at < html.length && levels.length < MAX_OPEN; at += CHUNK_CHARACTERS) {
    parser.write(html.slice(at, at + CHUNK_CHARACTERS));
  }
  parser.end();
  return {
    title: title.join('').trim().slice(0, 500) || null,
    main: main.join(''),
    authorArea: authorArea.join(''),
    elements,
    depth,
  };
}
