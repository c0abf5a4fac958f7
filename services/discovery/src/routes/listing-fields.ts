import { listingPhotosRequested } from '@loop/contracts';
import { z } from 'zod';
import { storableText } from '../domain/storable-text.ts';

/** A text somebody wrote, trimmed, without what nobody can store. */
export const written = (maxLength: number) =>
  z
    .string()
    .transform((text) => storableText(text).trim())
    .pipe(z.string().min(1).max(maxLength));

/** Path parameters of a listing. */
export const listingParams = z.object({ listingId: z.uuid() });

/** What a user's wish for photos says: the language the seller is written to in, and a word of the user's own. */
export const wishFields = {
  language: listingPhotosRequested.schema.shape.language,
  note: written(1000).nullable().default(null),
};

/** The answer to a wish that is on its way. */
export const askedAnswer = z.object({
  listingId: z.uuid(),
  photosRequestId: z.uuid(),
  status: z.enum(['published', 'photos_requested', 'verified_with_photos', 'withdrawn']),
  requestedAt: z.iso.datetime(),
});
