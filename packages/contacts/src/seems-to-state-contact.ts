import { decodeMarkup } from './decode-markup.ts';
import type { Post } from './post.ts';

const LOOKS_LIKE_ADDRESS = /[\w.+-]+@[\w-]+\.[\w-]+|mailto:|\+\d[\d ().-]{7,}/;

/** Says whether something in a post looks like an address, be it a robot's or a placeholder: why none was found. */
export function seemsToStateContact(post: Pick<Post, 'title' | 'text'>): boolean {
  return LOOKS_LIKE_ADDRESS.test(decodeMarkup(`${post.title ?? ''}\n${post.text}`, null).text);
}
