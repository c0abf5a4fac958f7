import { opsOpportunitiesList } from '@loop/contracts';
import { type Responder, respond } from '@loop/runtime';
import { bestFound, newestDropped } from '../store/judged-posts.ts';
import { toldPost } from './told-post.ts';

/** Answers `ops.discovery.opportunities_list`. The cursor is the id of the last post; of one that is not kept nothing follows. */
export function opportunitiesListResponder(): Responder {
  return respond(opsOpportunitiesList.request('discovery'), async ({ input, read }) => {
    const { cursor: after, dropReason, limit, runId, tenantId, verdict } = input;
    const wanted = { after, dropReason, runId, limit: limit + 1 };
    const posts = await read(tenantId, (tx) =>
      verdict === 'found' ? bestFound(tx, wanted) : newestDropped(tx, wanted),
    );
    const items = posts.slice(0, limit).map(toldPost);
    return { ok: { items, nextCursor: posts.length > limit ? (items.at(-1)?.opportunityId ?? null) : null } };
  });
}
