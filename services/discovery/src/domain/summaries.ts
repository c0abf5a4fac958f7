import { extractContacts } from '@loop/contacts';
import type { RawPost } from './raw-post.ts';

/** A summary names no author. Where it leads to nobody either, the post itself is still wanted when its platform gives it. */
export function givesWay(post: RawPost): boolean {
  if (post.isSummary !== true) return false;
  const { author, platform, text, title, url } = post;
  return extractContacts({ platform, url, author, title, text: text ?? '' }).length === 0;
}
