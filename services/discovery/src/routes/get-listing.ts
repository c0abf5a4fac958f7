import { json, type Route, route } from '@loop/runtime';
import { NO_LISTING } from './asked-reply.ts';
import { listingParams } from './listing-fields.ts';
import { tellOf, toldListing } from './told-listing.ts';

/** `GET /api/listings/{listingId}/`: a listing as its users are told it. */
export function getListing(tenantId: string): Route {
  return route({
    method: 'get',
    path: '/api/listings/:listingId/',
    summary: 'A listing, its state and its photos',
    params: listingParams,
    answers: toldListing,
    async handle({ params: { listingId }, read }) {
      const listing = await read(tenantId, (tx) => tellOf(tx, listingId));
      return listing === undefined ? NO_LISTING : json(listing);
    },
  });
}
