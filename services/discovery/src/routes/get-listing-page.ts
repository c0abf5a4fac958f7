import { html, type Route, route } from '@loop/runtime';
import { renderPage } from '@loop/ui';
import type { Mode } from '../pages/listing-frame.tsx';
import { listingPage } from '../pages/listing-page.tsx';
import { NO_LISTING } from './asked-reply.ts';
import { listingParams } from './listing-fields.ts';
import { tellOf } from './told-listing.ts';

/** `GET /listings/{listingId}`: the plain page of a listing, which brings itself up to date. */
export function getListingPage(tenantId: string, mode: Mode): Route {
  return route({
    method: 'get',
    path: '/listings/:listingId',
    summary: 'Page of a listing',
    params: listingParams,
    async handle({ nonce, params: { listingId }, read }) {
      const listing = await read(tenantId, (tx) => tellOf(tx, listingId));
      return listing === undefined ? NO_LISTING : html(renderPage(listingPage(listing, mode, nonce)));
    },
  });
}
