import { listingPhotosRequested, type PayloadOf } from '@loop/contracts';
import { type Decision, idFrom } from '@loop/runtime';
import { askAgainFrom, decideListing, type ListingRefusal, type ListingStatus } from '../domain/listing.ts';
import { findPhotoRequest, keepPhotoRequest, photosOf } from '../store/listing-photos.ts';
import type { Listing } from '../store/listings.ts';
import { findForgotten } from '../store/posts.ts';
import { changeListing } from './change-listing.ts';

/** A user's wish for photos. `key` is the asker's idempotency key: the same one asks once. */
export interface PhotoWish {
  readonly key: string;
  readonly language: PayloadOf<typeof listingPhotosRequested>['language'];
  readonly note: string | null;
}

/** A question that is on its way to the seller, or was before under the same key. */
export interface AskedForPhotos {
  readonly listingId: string;
  readonly photosRequestId: string;
  readonly status: ListingStatus;
  readonly requestedAt: Date;
}

/** Why nobody is asked; `again` is from when on asking may help. */
export interface NotAsked {
  readonly refused: ListingRefusal['refused'] | 'seller_not_asked' | 'listing_known';
  readonly detail: string;
  readonly listingId: string | null;
  readonly again: Date | null;
}

/** The answer where a seller wants nothing to do with us. */
export const SELLER_NOT_ASKED: NotAsked = {
  refused: 'seller_not_asked',
  detail: 'This seller is not to be asked.',
  listingId: null,
  again: null,
};

/** Whether a seller is to be left alone. */
export async function isForgotten({ tx }: Decision, hashes: readonly string[]): Promise<boolean> {
  return (await findForgotten(tx, hashes)).size > 0;
}

/** The id of a question: the same for the same key, and not to be guessed by who does not know the listing. */
export function photosRequestIdOf(listing: Pick<Listing, 'id'>, { key }: PhotoWish): string {
  return idFrom(listing.id, 'photos', key);
}

/**
 * Asks the seller of a locked listing for photos, by an event: who writes to them, over what and whether at all is outreach's
 * business. The same key again answers what it answered and asks nobody; another one within three days is refused.
 */
export async function askForPhotos(
  decision: Decision,
  listing: Listing,
  wish: PhotoWish,
): Promise<AskedForPhotos | NotAsked> {
  const { emit, now, tx } = decision;
  const photosRequestId = photosRequestIdOf(listing, wish);
  const before = await findPhotoRequest(tx, photosRequestId);
  if (before !== undefined) {
    return { listingId: listing.id, photosRequestId, status: listing.status, requestedAt: before.requested_at };
  }
  const photos = (await photosOf(tx, listing.id)).length;
  const standing = { status: listing.status, photosRequestedAt: listing.photos_requested_at, photos };
  const decided = decideListing(standing, 'request_photos', now);
  if ('refused' in decided) return { ...decided, listingId: listing.id, again: askAgainFrom(standing) };
  const { seller_kind: kind, seller_name: name, seller_value: value, title } = listing;
  if (kind === null || value === null || title === null)
    throw new Error('A listing that may be asked about has no seller');
  if (await isForgotten(decision, listing.seller_sha256)) return { ...SELLER_NOT_ASKED, listingId: listing.id };
  await keepPhotoRequest(tx, { id: photosRequestId, listing_id: listing.id, requested_at: now });
  const changed = await changeListing(decision, listing, { status: decided.to, photos_requested_at: now });
  const asking = { listingId: listing.id, photosRequestId, title, seller: { kind, value, name } };
  emit(
    listingPhotosRequested,
    { ...asking, language: wish.language, note: wish.note, requestedAt: now.toISOString() },
    { sequence: changed.version, correlationId: listing.id },
  );
  return { listingId: listing.id, photosRequestId, status: changed.status, requestedAt: now };
}
