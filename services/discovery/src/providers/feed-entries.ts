import { createHash } from 'node:crypto';
import { parseFeed } from 'feedsmith';
import type { RawPost } from '../domain/raw-post.ts';
import { storableText } from '../domain/storable-text.ts';

/** Entries of one feed that are looked at. */
const MAX_ENTRIES = 1_000;
const MAX_TEXT_CHARACTERS = 100_000;

/** What an entry says, whatever the format calls it. */
interface Entry {
  readonly id: string | undefined;
  readonly link: string | undefined;
  readonly title: string | undefined;
  readonly text: string | undefined;
  readonly author: string | undefined;
  readonly date: string | undefined;
  readonly labels: readonly (string | undefined)[];
}

/** Entries of a feed in RSS, RDF, Atom or JSON Feed; throws where it is none of them. */
function entriesOf(document: string): Entry[] {
  const { feed, format } = parseFeed(document);
  switch (format) {
    case 'atom':
      return (feed.entries ?? []).map((entry) => ({
        id: entry.id,
        link: (entry.links?.find(({ rel }) => rel === 'alternate') ?? entry.links?.[0])?.href,
        title: entry.title?.value,
        text: entry.content?.value ?? entry.summary?.value,
        author: entry.authors?.[0]?.name,
        date: entry.published ?? entry.updated,
        labels: entry.categories?.map(({ label, term }) => label ?? term) ?? [],
      }));
    case 'json':
      return (feed.items ?? []).map((item) => ({
        id: item.id,
        link: item.url ?? item.external_url,
        title: item.title,
        text: item.content_html ?? item.content_text ?? item.summary,
        author: item.authors?.[0]?.name,
        date: item.date_published ?? item.date_modified,
        labels: item.tags ?? [],
      }));
    case 'rss':
      return (feed.items ?? []).map((item) => ({
        id: item.guid?.value,
        link: item.link,
        title: item.title,
        text: item.content?.encoded ?? item.description,
        author: item.dc?.creators?.[0] ?? item.authors?.[0]?.name ?? item.authors?.[0]?.email,
        date: item.pubDate ?? item.dc?.dates?.[0],
        labels: item.categories?.map(({ name }) => name) ?? [],
      }));
    case 'rdf':
      return (feed.items ?? []).map((item) => ({
        id: item.link,
        link: item.link,
        title: item.title,
        text: item.content?.encoded ?? item.description,
        author: item.dc?.creators?.[0],
        date: item.dc?.dates?.[0],
        labels: [],
      }));
  }
}

const written = (text: string | undefined, maxLength: number): string | null =>
  text === undefined || text.trim() === '' ? null : storableText(text.slice(0, maxLength));

function dateOf(text: string | undefined): Date | null {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) || ms < 0 || ms > 7_258_118_399_000 ? null : new Date(ms);
}

function linkOf(link: string | undefined, feedUrl: URL): string | null {
  if (link === undefined || !URL.canParse(link, feedUrl.href)) return null;
  const url = new URL(link, feedUrl);
  return /^https?:$/.test(url.protocol) && url.href.length <= 2_048 ? url.href : null;
}

function postOf(entry: Entry, feedUrl: URL): RawPost | undefined {
  const url = linkOf(entry.link, feedUrl);
  const id = entry.id?.trim() || url;
  const [title, text] = [written(entry.title, 10_000), written(entry.text, MAX_TEXT_CHARACTERS)];
  if (!id || (title === null && text === null)) return undefined;
  // What is one feed's `12345` is another's as well.
  const whole = `${feedUrl.hostname} ${id}`;
  const externalId = whole.length <= 300 ? whole : `sha256:${createHash('sha256').update(whole).digest('hex')}`;
  return {
    platform: 'rss',
    externalId: storableText(externalId),
    url,
    author: written(entry.author, 200),
    title,
    text,
    postedAt: dateOf(entry.date),
    thread: null,
    isReply: false,
    labels: entry.labels.flatMap((label) => written(label, 100) ?? []),
  };
}

/**
 * Reads the entries of a feed, in its order. `undefined`: it is no feed. An entry without an id and a link, or without words, is
 * counted as broken.
 */
export function readFeed(document: string, feedUrl: URL): { posts: RawPost[]; brokenCount: number } | undefined {
  let entries: Entry[];
  try {
    entries = entriesOf(document).slice(0, MAX_ENTRIES);
  } catch {
    // feedsmith throws errors of several kinds at what it does not know; all of them mean this.
    return undefined;
  }
  const posts = entries.flatMap((entry) => postOf(entry, feedUrl) ?? []);
  return { posts, brokenCount: entries.length - posts.length };
}
