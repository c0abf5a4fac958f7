import { mediaStored } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';

/** Photos belong to the request for them; media of other conversations are none of discovery's. */
export const onMediaStored = on(mediaStored, async ({ event }) => {
  const { photosRequestId } = event.data;
  return photosRequestId === null ? undefined : notYet('the request for photos is not known', photosRequestId);
});
