import { type Edge, empty, eventStream, type Route, route, type StreamedEvent } from '@loop/runtime';
import type { ListingWatch } from '../live/listing-watch.ts';
import { NO_LISTING } from './asked-reply.ts';
import { listingParams } from './listing-fields.ts';
import { type ToldListing, tellOf } from './told-listing.ts';

/** A listing that is taken down will not change any more. */
const isOver = ({ status }: ToldListing): boolean => status === 'withdrawn';

/** Every state of a listing from now on. One event tells the whole listing, so that a reader who missed some has missed nothing. */
async function* statesOf(
  edge: Pick<Edge, 'read'>,
  watch: ListingWatch,
  tenantId: string,
  listing: ToldListing,
  isSeen: boolean,
  signal: AbortSignal,
): AsyncGenerator<StreamedEvent> {
  let now: ToldListing | undefined = listing;
  for (let isTold = isSeen; now !== undefined; isTold = false) {
    if (!isTold) yield { id: String(now.version), name: 'listing', data: now };
    if (isOver(now)) return;
    const { listingId, version }: ToldListing = now;
    await watch.changed(edge, { listingId, version }, signal);
    if (signal.aborted) return;
    now = await edge.read<ToldListing | undefined>(tenantId, (tx) => tellOf(tx, listingId));
  }
}

/**
 * `GET /api/listings/{listingId}/events/`: server-sent events named `listing`, each with the whole listing as
 * `GET /api/listings/{listingId}/` tells it, and its version as the id: first how it stands, unless the reader's `Last-Event-ID`
 * says that they know, then every change. The stream of a withdrawn listing ends; who knows it is told not to come again (204).
 */
export function getListingEvents(tenantId: string, watch: ListingWatch): Route {
  return route({
    method: 'get',
    path: '/api/listings/:listingId/events/',
    summary: 'The changes of a listing, as server-sent events',
    params: listingParams,
    async handle({ headers, params: { listingId }, read }) {
      const listing = await read(tenantId, (tx) => tellOf(tx, listingId));
      if (listing === undefined) return NO_LISTING;
      // Any other id was never given by us, or is of a database that was put back: the reader is told how it stands.
      const isSeen = headers['last-event-id'] === String(listing.version);
      if (isSeen && isOver(listing)) return empty();
      return eventStream((signal) => statesOf({ read }, watch, tenantId, listing, isSeen, signal));
    },
  });
}
