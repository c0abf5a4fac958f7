import { extractContacts } from '@loop/contacts';
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { outlinePage, type PageOutline } from './page-outline.ts';
import type { FoundContact } from './rank-contacts.ts';

/** A page as it came. */
export interface ForeignPage {
  readonly url: string;
  readonly contentType: string;
  readonly text: string;
}

/** What a page gives away about how its author may be reached. */
export interface PageReading {
  readonly contacts: readonly FoundContact[];
  /** It names so many people that none of them can be taken for its author. */
  readonly namesMany: boolean;
}

/** Beyond these the article is not looked for: looking takes time with the depth of a page, and a page of strangers may be as deep as it likes. */
const MAX_ELEMENTS = 4_000;
const MAX_DEPTH = 60;

/** An article shorter than this is not the page's main text. */
const MIN_ARTICLE_CHARACTERS = 140;

/** A page with more addresses than this is a list of people. */
const MAX_ADDRESSES = 3;

/** As many as an event tells of. */
const MAX_CONTACTS = 20;

/** The page's article by Mozilla's Readability, where the page is not too much for it. */
function articleOf(html: string, { depth, elements, main }: PageOutline): string {
  if (elements > MAX_ELEMENTS || depth > MAX_DEPTH) return main;
  const { document } = parseHTML(html);
  // Text without an element is no document to it.
  if (!document.documentElement) return main;
  const article = new Readability(document).parse();
  const { content, textContent } = article ?? {};
  return content && (textContent ?? '').trim().length >= MIN_ARTICLE_CHARACTERS ? content : main;
}

/** The extractor's first reason says where in a post something stood: this is no post. */
function onPage(url: string, contact: ReturnType<typeof extractContacts>[number]): FoundContact {
  return { ...contact, source: { where: 'page', url, start: null, end: null }, reasons: contact.reasons.slice(1) };
}

/**
 * Reads the main text of a page and the part that says who wrote it for contacts. Navigation and margins are the site's, not the
 * author's, and a page that lists people says nothing about one of them. Pure; time is bounded whatever the markup.
 */
export function readPageContacts(page: ForeignPage): PageReading {
  const isHtml = page.contentType !== 'text/plain';
  const outline = isHtml ? outlinePage(page.text) : undefined;
  const text = outline === undefined ? page.text : `${articleOf(page.text, outline)}\n${outline.authorArea}`;
  const found = extractContacts({ platform: 'web', url: page.url, author: null, title: outline?.title ?? null, text });
  // A page links to sites for every reason there is.
  const direct = found.filter(({ kind }) => kind !== 'website');
  const addresses = direct.filter(({ kind }) => kind === 'email' || kind === 'phone').length;
  if (addresses > MAX_ADDRESSES) return { contacts: [], namesMany: true };
  return { contacts: direct.slice(0, MAX_CONTACTS).map((contact) => onPage(page.url, contact)), namesMany: false };
}
