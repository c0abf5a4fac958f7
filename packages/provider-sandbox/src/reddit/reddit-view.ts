import type { InventedPost } from '../posts/invented-post.ts';

/** The communities there are, with the marks their rules ask for in titles. */
const COMMUNITIES = [
  { name: 'forhire', demand: '[Hiring]', supply: '[For Hire]' },
  { name: 'slavelabour', demand: '[TASK]', supply: '[OFFER]' },
  { name: 'hiring', demand: '[Hiring]', supply: '[For Hire]' },
  { name: 'freelance_forhire', demand: '[Hiring]', supply: '[For Hire]' },
  { name: 'gamedevclassifieds', demand: '[PAID]', supply: '[FOR HIRE]' },
] as const;

/** In no listing: members only. */
export const PRIVATE_COMMUNITY = 'hiring_insiders';

const communityOf = ({ number }: InventedPost) => COMMUNITIES[number % COMMUNITIES.length] ?? COMMUNITIES[0];

/** Whether there is such a community. */
export const isCommunity = (name: string): boolean =>
  COMMUNITIES.some((community) => community.name === name.toLowerCase());

/** The post's id, base 36 and rising with time, without its `t3_`. */
export const redditIdOf = ({ number }: InventedPost): string => (1_300_000_000 + number).toString(36);

/** What the editor of the site stores: signs of markdown stand behind backslashes. */
const escapeMarkdown = (text: string): string => text.replaceAll(/[_*~]/g, '\\$&');

/** Without `raw_json=1` the API escapes three signs wherever they stand. */
const escapeEntities = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function titleOf(post: InventedPost): string {
  const { demand, supply } = communityOf(post);
  if (post.trap !== null || post.isByBot) return post.title;
  if (post.intent === 'supply') return `${supply} ${post.title}`;
  if (post.intent !== 'demand') return post.title;
  return `${demand} ${post.title}${post.budget === null ? '' : ` (${post.budget})`}`;
}

/** A post as a thing of kind `t3`, as far as it is read by anyone. Hand-written after the API's documentation; unverified. */
export function linkOf(post: InventedPost, isRaw: boolean): Record<string, unknown> {
  const id = redditIdOf(post);
  const { name } = communityOf(post);
  const written = isRaw ? (text: string) => text : escapeEntities;
  const slug = post.title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, 50);
  const gone = post.number % 2 === 0 ? 'removed' : 'deleted';
  return {
    kind: 't3',
    data: {
      id,
      name: `t3_${id}`,
      subreddit: name,
      subreddit_name_prefixed: `r/${name}`,
      title: written(titleOf(post)),
      selftext: post.isDeleted ? `[${gone}]` : written(escapeMarkdown(post.text)),
      author: post.isDeleted ? '[deleted]' : post.author,
      removed_by_category: post.isDeleted ? gone.replace('removed', 'moderator') : null,
      permalink: `/r/${name}/comments/${id}/${slug}/`,
      url: `https://www.reddit.com/r/${name}/comments/${id}/${slug}/`,
      link_flair_text: post.intent === 'demand' ? 'Hiring' : null,
      created_utc: post.createdAt,
      is_self: true,
      stickied: post.isByBot,
      over_18: false,
      num_comments: post.number % 9,
      score: post.number % 40,
      distinguished: post.isByBot ? 'moderator' : null,
    },
  };
}

/** Whether a post stands in one of the communities, `a+b` or one. */
export function standsIn(post: InventedPost, communities: string): boolean {
  return communities.toLowerCase().split('+').includes(communityOf(post).name);
}
