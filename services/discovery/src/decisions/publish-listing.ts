import type { Decision } from '@loop/runtime';
import { type Seller, sellerHashes } from '../domain/seller.ts';
import type { ListingSource } from '../domain/source-secrecy.ts';
import { findPhotoRequest } from '../store/listing-photos.ts';
import { keepListing, type Listing, lockListingOf, lockSellers } from '../store/listings.ts';
import {
  type AskedForPhotos,
  askForPhotos,
  isForgotten,
  type NotAsked,
  type PhotoWish,
  photosRequestIdOf,
  SELLER_NOT_ASKED,
} from './ask-for-photos.ts';
import { tellListing } from './change-listing.ts';

/** A listing that is shown to users from now on. */
export interface NewListing {
  readonly title: string;
  readonly description: string | null;
  readonly source: ListingSource;
  readonly seller: Seller;
}

/**
 * Publishes a listing and asks its seller for photos, in one decision. `listingId` is random, and counts only where the
 * source is new: the same key again finds what it published before, another one is told that the listing is known.
 */
export async function publishListing(
  decision: Decision,
  listingId: string,
  { description, seller, source, title }: NewListing,
  wish: PhotoWish,
): Promise<AskedForPhotos | NotAsked> {
  const { now, tx } = decision;
  const hashes = sellerHashes(seller);
  await lockSellers(tx, decision.tenantId);
  if (await isForgotten(decision, hashes)) return SELLER_NOT_ASKED;
  const listing: Listing = {
    id: listingId,
    source_platform: source.platform,
    source_external_id: source.externalId,
    source_url: source.url,
    title,
    description,
    seller_kind: seller.kind,
    seller_value: seller.value,
    seller_name: seller.name,
    seller_sha256: hashes,
    status: 'published',
    version: 1,
    photos_requested_at: null,
    published_at: now,
    updated_at: now,
  };
  if (await keepListing(tx, listing)) {
    await tellListing(decision, listing);
    return askForPhotos(decision, listing, wish);
  }
  const known = await lockListingOf(tx, source);
  if (known === undefined) throw new Error('A source that is kept already has no listing');
  if ((await findPhotoRequest(tx, photosRequestIdOf(known, wish))) !== undefined) {
    return askForPhotos(decision, known, wish);
  }
  const detail = 'This listing is known; ask for its photos at its own address.';
  return { refused: 'listing_known', detail, listingId: known.id, again: null };
}
