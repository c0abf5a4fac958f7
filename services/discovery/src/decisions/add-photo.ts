import type { Decision } from '@loop/runtime';
import { decideListing } from '../domain/listing.ts';
import { keepPhoto, type ListingPhoto, photosOf } from '../store/listing-photos.ts';
import type { Listing } from '../store/listings.ts';
import { changeListing } from './change-listing.ts';

/**
 * Gives a locked listing a photo. One it has already, one too many, and one that comes when the listing was taken down change
 * nothing: nobody outside could do anything about them.
 */
export async function addPhoto(decision: Decision, listing: Listing, photo: ListingPhoto): Promise<void> {
  const { now, tx } = decision;
  const photos = (await photosOf(tx, listing.id)).length;
  const standing = { status: listing.status, photosRequestedAt: listing.photos_requested_at, photos };
  const decided = decideListing(standing, 'add_photo', now);
  if ('refused' in decided) return;
  if (await keepPhoto(tx, photo)) await changeListing(decision, listing, { status: decided.to });
}
