import { json, problem, type Reply, withHeader } from '@loop/runtime';
import type { AskedForPhotos, NotAsked } from '../decisions/ask-for-photos.ts';
import { askedAnswer } from './listing-fields.ts';

/** There is no such listing. */
export const NO_LISTING: Reply = problem(404, 'not_found', 'Not found', 'There is nothing here');

/** A text that would tell users where the listing came from. */
export function tellingTexts(fields: readonly string[]): Reply {
  const detail = 'Some texts tell where the listing came from, which its users must not learn; errors names them';
  const errors = fields.map((field) => ({ field: `body.${field}`, problem: 'tells the source' }));
  return problem(422, 'source_told', 'The source is told', detail, { errors });
}

/** Answers a wish for photos: 202, since it is outreach that writes to the seller, or 409 with the reason. */
export function askedReply(asked: AskedForPhotos | NotAsked): Reply {
  if ('refused' in asked) {
    const { again, detail, listingId, refused } = asked;
    return problem(409, refused, 'Not asked', detail, { listingId, askAgainFrom: again?.toISOString() ?? null });
  }
  const answer = askedAnswer.parse({ ...asked, requestedAt: asked.requestedAt.toISOString() });
  return withHeader(json(answer, 202), 'location', `/api/listings/${asked.listingId}/`);
}
