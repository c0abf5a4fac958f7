import type { InventedPost } from '../posts/invented-post.ts';

/** One feed of the sandbox. */
export interface FeedDocument {
  readonly name: string;
  readonly contentType: string;
  readonly write: (posts: readonly InventedPost[]) => string;
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const linkOf = (board: string, { number }: InventedPost): string => `https://${board}/jobs/${number}`;
const htmlOf = (post: InventedPost): string =>
  `<p>${escapeXml(post.text)}</p>${post.budget === null ? '' : `<p>Pay: <b>${escapeXml(post.budget)}</b></p>`}`;
const kindOf = ({ intent }: InventedPost): string => (intent === 'demand' ? 'Contract' : 'Community');

/** RSS 2.0 of a job board; what stands in `description` is escaped twice, as many do. */
function rss(posts: readonly InventedPost[]): string {
  const board = 'jobs.lanternboard.net';
  const items = posts.map(
    (post) => `<item>
<title>${escapeXml(post.title)}</title>
<link>${linkOf(board, post)}</link>
<guid isPermaLink="false">lantern-${post.number}</guid>
<dc:creator>${escapeXml(post.author)}</dc:creator>
<category>${kindOf(post)}</category>
<pubDate>${new Date(post.createdAt * 1_000).toUTCString()}</pubDate>
<description>${escapeXml(htmlOf(post))}</description>
</item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Lantern Board: contracts</title><link>https://${board}/</link><description>Contract work</description>
${items.join('\n')}
</channel></rss>`;
}

function atom(posts: readonly InventedPost[]): string {
  const board = 'quay.saltmarsh-notices.org';
  const entries = posts.map((post) => {
    const date = new Date(post.createdAt * 1_000).toISOString();
    return `<entry><id>tag:${board},2026:${post.number}</id><title>${escapeXml(post.title)}</title>
<link rel="alternate" href="${linkOf(board, post)}"/><author><name>${escapeXml(post.author)}</name></author>
<published>${date}</published><updated>${date}</updated><category term="${kindOf(post)}"/>
<content type="html">${escapeXml(htmlOf(post))}</content></entry>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:${board},2026:feed</id><title>Quay notices</title>
<updated>${new Date((posts[0]?.createdAt ?? 0) * 1_000).toISOString()}</updated>
${entries.join('\n')}
</feed>`;
}

function jsonFeed(posts: readonly InventedPost[]): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Gig harbour',
    home_page_url: 'https://gigs.harbourwire.org/',
    items: posts.map((post) => ({
      id: `gig-${post.number}`,
      url: linkOf('gigs.harbourwire.org', post),
      title: post.title,
      content_html: htmlOf(post),
      date_published: new Date(post.createdAt * 1_000).toISOString(),
      authors: [{ name: post.author }],
      tags: [kindOf(post)],
    })),
  });
}

/** The feeds there are, one of each format, and one that is broken. */
export const FEED_DOCUMENTS: readonly FeedDocument[] = [
  { name: 'lantern-jobs.xml', contentType: 'application/rss+xml; charset=utf-8', write: rss },
  { name: 'quay-notices.atom', contentType: 'application/atom+xml; charset=utf-8', write: atom },
  { name: 'gig-harbour.json', contentType: 'application/feed+json; charset=utf-8', write: jsonFeed },
  { name: 'broken.xml', contentType: 'application/rss+xml', write: () => '<html><body>We have moved.</body></html>' },
];
