import type { Tx } from '@loop/runtime';
import type { Selectable } from 'kysely';
import { type ListingPhotosTable, type PhotoRequestsTable, sql } from './tables.ts';

/** One question to a seller for photos. */
export type PhotoRequest = Readonly<Omit<Selectable<PhotoRequestsTable>, 'tenant_id'>>;

/** A photo of a listing; the picture itself is kept by who stored it. */
export type ListingPhoto = Readonly<Omit<Selectable<ListingPhotosTable>, 'tenant_id' | 'size_bytes'>> & {
  readonly size_bytes: number;
};

/** Keeps that a seller is asked. */
export async function keepPhotoRequest(tx: Tx, request: PhotoRequest): Promise<void> {
  await tx.run(sql.insertInto('photo_requests').values(request));
}

/** A question that was asked. */
export function findPhotoRequest(tx: Tx, requestId: string): Promise<PhotoRequest | undefined> {
  return tx.first(
    sql.selectFrom('photo_requests').select(['id', 'listing_id', 'requested_at']).where('id', '=', requestId),
  );
}

/** Keeps a photo. False, and nothing is kept, when the listing has that medium or that very picture already. */
export async function keepPhoto(tx: Tx, photo: ListingPhoto): Promise<boolean> {
  const kept = await tx.run(
    sql
      .insertInto('listing_photos')
      .values(photo)
      .onConflict((conflict) => conflict.doNothing()),
  );
  return kept === 1;
}

/** The photos of a listing, in the order they were stored. */
export async function photosOf(tx: Tx, listingId: string): Promise<ListingPhoto[]> {
  const rows = await tx.rows(
    sql
      .selectFrom('listing_photos')
      .selectAll()
      .where('listing_id', '=', listingId)
      .orderBy('stored_at')
      .orderBy('media_id'),
  );
  return rows.map(({ tenant_id: _, size_bytes, ...photo }) => ({ ...photo, size_bytes: Number(size_bytes) }));
}

/** Lets go of a listing's photos. */
export async function dropPhotos(tx: Tx, listingId: string): Promise<void> {
  await tx.run(sql.deleteFrom('listing_photos').where('listing_id', '=', listingId));
}
