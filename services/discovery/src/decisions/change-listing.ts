import { listingUpdated } from '@loop/contracts';
import type { Decision } from '@loop/runtime';
import { photosOf } from '../store/listing-photos.ts';
import { type Listing, type ListingChange, changeListing as writeChange } from '../store/listings.ts';

/** Tells how a listing stands. Everything about it goes on under its own id, whoever caused it. */
export async function tellListing({ emit, tx }: Decision, listing: Listing): Promise<void> {
  const photos = await photosOf(tx, listing.id);
  const told = {
    listingId: listing.id,
    status: listing.status,
    photos: photos.map(({ media_id, sha256 }) => ({ mediaId: media_id, sha256 })),
    updatedAt: listing.updated_at.toISOString(),
  };
  emit(listingUpdated, told, { sequence: listing.version, correlationId: listing.id });
}

/** Changes a locked listing and tells how it then stands. */
export async function changeListing(
  decision: Decision,
  listing: Listing,
  change: Omit<ListingChange, 'updated_at'>,
): Promise<Listing> {
  const changed = await writeChange(decision.tx, listing, { ...change, updated_at: decision.now });
  await tellListing(decision, changed);
  return changed;
}
