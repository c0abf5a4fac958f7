import { opsOpportunitiesShow } from '@loop/contracts';
import { type Responder, respond } from '@loop/runtime';
import { copiesOf, findJudged } from '../store/judged-posts.ts';
import { toldPost } from './told-post.ts';

/** Answers `ops.discovery.opportunities_show`. Refuses with `not_found` for a post that was never seen. */
export function opportunitiesShowResponder(): Responder {
  return respond(opsOpportunitiesShow.request('discovery'), async ({ input, read }) => {
    const { opportunityId, tenantId } = input;
    const [post, copies] = await read(tenantId, (tx) =>
      Promise.all([findJudged(tx, opportunityId), copiesOf(tx, opportunityId)]),
    );
    if (post === undefined) return { refused: 'not_found', detail: `No post has the id ${opportunityId}` };
    return { ok: { ...toldPost(post), duplicateCount: copies.count, duplicates: copies.newest.map(toldPost) } };
  });
}
