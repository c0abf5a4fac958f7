import { mediaStored } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';
import { addPhoto } from '../decisions/add-photo.ts';
import { isPhoto } from '../domain/listing.ts';
import { findPhotoRequest } from '../store/listing-photos.ts';
import { lockListing } from '../store/listings.ts';

/** Photos belong to the request for them; media of other conversations, and those that are no pictures, are none of discovery's. */
export const onMediaStored = on(mediaStored, async ({ event, ...decision }) => {
  const { contentType, mediaId, photosRequestId, sha256, sizeBytes, storedAt } = event.data;
  if (photosRequestId === null || !isPhoto(contentType)) return undefined;
  const request = await findPhotoRequest(decision.tx, photosRequestId);
  if (request === undefined) return notYet('the request for photos is not known', photosRequestId);
  const listing = await lockListing(decision.tx, request.listing_id);
  if (listing === undefined) throw new Error('A request for photos has no listing');
  await addPhoto(decision, listing, {
    listing_id: listing.id,
    media_id: mediaId,
    sha256,
    content_type: contentType,
    size_bytes: sizeBytes,
    stored_at: new Date(storedAt),
  });
  return undefined;
});
