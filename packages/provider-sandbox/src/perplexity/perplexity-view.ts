import type { InventedPost } from '../posts/invented-post.ts';

/** Where on the web the search finds a post; AI search never says by whom it is. */
const places: readonly ((post: InventedPost) => string)[] = [
  ({ number }) => `https://www.linkedin.com/posts/activity-72${String(number).padStart(17, '0')}`,
  ({ author, number }) => `https://x.com/${author.slice(0, 15)}/status/19${String(number).padStart(17, '0')}`,
  ({ number }) => `https://www.upwork.com/freelance-jobs/apply/~02${String(number).padStart(17, '0')}/`,
  ({ number }) => `https://github.com/oakum/ferry/issues/${number}`,
  ({ number }) => `https://www.reddit.com/r/forhire/comments/${(1_400_000_000 + number).toString(36)}/`,
  ({ number }) => `https://boards.tinfoilhat.club/thread/${number}`,
];

/** The sites that a result of the given category may come from are the search's own affair: it mixes them. */
const webAddressOf = (post: InventedPost): string => (places[post.number % places.length] ?? places[0])?.(post) ?? '';

/** A result: title, address, snippet, dates, and no author. */
export function resultOf(post: InventedPost): Record<string, unknown> {
  const date = new Date(post.createdAt * 1_000).toISOString().slice(0, 10);
  return {
    title: post.title,
    url: webAddressOf(post),
    snippet: post.text.slice(0, 400),
    date: post.number % 7 === 0 ? null : date,
    last_updated: date,
  };
}
