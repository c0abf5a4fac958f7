import type { Tx } from '@loop/runtime';
import type { FoundPost } from '../domain/found-post.ts';
import { BOUND_PLATFORMS } from '../domain/further-look.ts';
import { tenantsThatMatch } from '../store/matching.ts';

/** Whether the author of a post may be matched with what stands elsewhere; only asked for where the platform binds us. */
export async function matchingOf(tx: Tx, posts: readonly FoundPost[]): Promise<(post: FoundPost) => boolean> {
  const bound = posts.filter(({ post }) => BOUND_PLATFORMS.has(post.platform));
  const tenants = await tenantsThatMatch(tx, [...new Set(bound.map(({ tenantId }) => tenantId))]);
  return ({ tenantId }) => tenants.has(tenantId);
}
