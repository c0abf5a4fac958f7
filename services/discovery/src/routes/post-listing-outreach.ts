import { type Route, route } from '@loop/runtime';
import { z } from 'zod';
import { askForPhotos } from '../decisions/ask-for-photos.ts';
import { textsThatTell } from '../domain/source-secrecy.ts';
import { type Listing, lockListing } from '../store/listings.ts';
import { askedReply, NO_LISTING, tellingTexts } from './asked-reply.ts';
import { askedAnswer, listingParams, wishFields } from './listing-fields.ts';

/** What a user writes to the seller comes back in the seller's answer, and may be shown. */
function tells(
  { source_external_id: externalId, source_platform: platform, source_url: url }: Listing,
  note: string | null,
) {
  return externalId === null ? [] : textsThatTell({ platform, externalId, url }, { note });
}

/**
 * `POST /api/listings/{listingId}/outreach/`: asks the seller of a listing for photos. However many users ask, the seller is
 * written to once in three days, and no more once photos are there.
 */
export function postListingOutreach(tenantId: string): Route {
  return route({
    method: 'post',
    path: '/api/listings/:listingId/outreach/',
    summary: 'Asks the seller of a listing for photos',
    idempotent: true,
    params: listingParams,
    body: z.strictObject(wishFields),
    answers: askedAnswer,
    async handle({ body, decide, idempotencyKey, params: { listingId } }) {
      const { language, note } = body;
      const cause = { cause: `ask ${listingId} ${idempotencyKey}`, correlationId: listingId };
      return decide(tenantId, cause, async (decision) => {
        const listing = await lockListing(decision.tx, listingId);
        if (listing === undefined) return NO_LISTING;
        const telling = tells(listing, note);
        if (telling.length > 0) return tellingTexts(telling);
        return askedReply(await askForPhotos(decision, listing, { key: idempotencyKey, language, note }));
      });
    },
  });
}
