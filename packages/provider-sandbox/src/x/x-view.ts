import type { TweetV2, UserV2 } from 'twitter-api-v2';
import type { InventedPost } from '../posts/invented-post.ts';

const postCharacters = 280;

/** Rises with time, as ids of posts do. */
export const xIdOf = ({ number }: InventedPost): string => String(1_990_000_000_000_000_000n + BigInt(number) * 7_919n);

/** The author's id. */
const xAuthorIdOf = ({ number }: InventedPost): string => String(1_500_000_000_000 + number * 31);

/** Every now and then an account is suspended: its posts are still found, its user is not. */
export const isSuspended = ({ number }: InventedPost): boolean => number % 17 === 0;

/** What the post says, in the length there is. */
export function xTextOf({ title, text }: InventedPost): string {
  const whole = `${title}. ${text}`;
  return whole.length <= postCharacters ? whole : `${whole.slice(0, postCharacters - 1)}…`;
}

/** Names are shorter and know no hyphens. */
export const xUserNameOf = ({ author }: InventedPost): string => author.replaceAll(/[^A-Za-z0-9_]/g, '_').slice(0, 15);

/** A post with the fields that were asked for; `id`, `text` and the edit history come always. */
export function xPostOf(post: InventedPost, fields: ReadonlySet<string>): TweetV2 {
  const id = xIdOf(post);
  return {
    id,
    text: xTextOf(post).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    edit_history_tweet_ids: [id],
    ...(fields.has('created_at') ? { created_at: new Date(post.createdAt * 1_000).toISOString() } : {}),
    ...(fields.has('author_id') ? { author_id: xAuthorIdOf(post) } : {}),
    ...(fields.has('lang') ? { lang: post.language } : {}),
  };
}

/** What authors say about themselves; some leave their address. */
function aboutOf({ contact, isByBot, number, title }: InventedPost): string {
  if (isByBot) return 'Automated account';
  return number % 4 === 0 && contact !== null ? `Posts about ${title}. Write to ${contact}` : `Posts about ${title}`;
}

/** The author as a user object. */
export function xUserOf(post: InventedPost, fields: ReadonlySet<string>): UserV2 {
  return {
    id: xAuthorIdOf(post),
    name: xUserNameOf(post).split('_').join(' '),
    username: xUserNameOf(post),
    ...(fields.has('description') ? { description: aboutOf(post) } : {}),
    ...(fields.has('verified') ? { verified: false } : {}),
  };
}

/** What stands beside the data when a user could not be expanded. */
export function missingUserOf(post: InventedPost): Record<string, unknown> {
  const id = xAuthorIdOf(post);
  return {
    value: id,
    detail: `User has been suspended: [${id}].`,
    title: 'Forbidden',
    resource_type: 'user',
    parameter: 'author_id',
    resource_id: id,
    type: 'https://api.twitter.com/2/problems/resource-not-found',
  };
}
