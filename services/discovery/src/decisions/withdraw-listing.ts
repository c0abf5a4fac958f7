import type { Decision } from '@loop/runtime';
import { decideListing } from '../domain/listing.ts';
import { dropPhotos } from '../store/listing-photos.ts';
import { type Listing, lockListingsOfSellers, lockSellers } from '../store/listings.ts';
import { changeListing } from './change-listing.ts';

/** What is kept of a listing whose seller is to be forgotten: that there was one under this id. */
const NOTHING = {
  source_external_id: null,
  source_url: null,
  title: null,
  description: null,
  seller_kind: null,
  seller_value: null,
  seller_name: null,
  seller_sha256: [],
} as const satisfies Partial<Listing>;

/** Takes down every listing of the sellers that the hashes name, and erases what it said of them. Twice changes nothing. Resolves to their ids. */
export async function forgetSellers(decision: Decision, hashes: readonly string[]): Promise<readonly string[]> {
  await lockSellers(decision.tx, decision.tenantId);
  const listings = await lockListingsOfSellers(decision.tx, hashes);
  for (const listing of listings) {
    const standing = { status: listing.status, photosRequestedAt: listing.photos_requested_at, photos: 0 };
    const decided = decideListing(standing, 'withdraw', decision.now);
    await dropPhotos(decision.tx, listing.id);
    await changeListing(decision, listing, { ...NOTHING, status: 'to' in decided ? decided.to : listing.status });
  }
  return listings.map(({ id }) => id);
}
