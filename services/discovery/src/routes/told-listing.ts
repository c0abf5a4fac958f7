import type { Tx } from '@loop/runtime';
import { z } from 'zod';
import { askAgainFrom, type ListingStatus } from '../domain/listing.ts';
import { photosOf } from '../store/listing-photos.ts';
import { findListing } from '../store/listings.ts';

const status: z.ZodType<ListingStatus> = z.enum(['published', 'photos_requested', 'verified_with_photos', 'withdrawn']);

/** What users are told of a listing: neither where it came from nor whose it is. */
export const toldListing = z.object({
  listingId: z.uuid(),
  status,
  version: z.int().min(1),
  title: z.string().nullable(),
  description: z.string().nullable(),
  photosRequestedAt: z.iso.datetime().nullable(),
  askAgainFrom: z.iso.datetime().nullable(),
  photos: z.array(
    z.object({ mediaId: z.uuid(), contentType: z.string(), sizeBytes: z.int(), storedAt: z.iso.datetime() }),
  ),
  publishedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

/** See {@link toldListing}. */
export type ToldListing = z.output<typeof toldListing>;

/** A listing as users are told it; undefined where there is none. */
export async function tellOf(tx: Tx, listingId: string): Promise<ToldListing | undefined> {
  const [listing, photos] = await Promise.all([findListing(tx, listingId), photosOf(tx, listingId)]);
  if (listing === undefined) return undefined;
  const { photos_requested_at: photosRequestedAt, status: stands } = listing;
  const again = askAgainFrom({ status: stands, photosRequestedAt, photos: photos.length });
  return toldListing.parse({
    listingId: listing.id,
    status: stands,
    version: listing.version,
    title: listing.title,
    description: listing.description,
    photosRequestedAt: photosRequestedAt?.toISOString() ?? null,
    askAgainFrom: again?.toISOString() ?? null,
    photos: photos.map((photo) => ({
      mediaId: photo.media_id,
      contentType: photo.content_type,
      sizeBytes: photo.size_bytes,
      storedAt: photo.stored_at.toISOString(),
    })),
    publishedAt: listing.published_at.toISOString(),
    updatedAt: listing.updated_at.toISOString(),
  });
}
