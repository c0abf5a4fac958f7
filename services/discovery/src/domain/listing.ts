/** Where a listing stands. `published`: nobody has asked for photos yet; `withdrawn`: taken down for good. */
export type ListingStatus = 'published' | 'photos_requested' | 'verified_with_photos' | 'withdrawn';

/** What can happen to a listing. */
export type ListingCommand = 'request_photos' | 'add_photo' | 'withdraw';

/** Why it may not happen; `detail` is a sentence for whoever asked. */
export interface ListingRefusal {
  readonly refused: 'asked_already' | 'photos_there' | 'nobody_asked' | 'photos_full' | 'withdrawn';
  readonly detail: string;
}

/** What a decision about a listing looks at. */
export interface ListingStanding {
  readonly status: ListingStatus;
  /** When its seller was last asked; null before the first time. */
  readonly photosRequestedAt: Date | null;
  readonly photos: number;
}

type Rule = { readonly to: ListingStatus } | { readonly refused: ListingRefusal['refused'] };

const LISTING_RULES: Readonly<Record<ListingStatus, Readonly<Record<ListingCommand, Rule>>>> = {
  published: {
    request_photos: { to: 'photos_requested' },
    add_photo: { refused: 'nobody_asked' },
    withdraw: { to: 'withdrawn' },
  },
  photos_requested: {
    request_photos: { refused: 'asked_already' },
    add_photo: { to: 'verified_with_photos' },
    withdraw: { to: 'withdrawn' },
  },
  verified_with_photos: {
    request_photos: { refused: 'photos_there' },
    add_photo: { to: 'verified_with_photos' },
    withdraw: { to: 'withdrawn' },
  },
  withdrawn: {
    request_photos: { refused: 'withdrawn' },
    add_photo: { refused: 'withdrawn' },
    withdraw: { refused: 'withdrawn' },
  },
};

const DETAILS: Readonly<Record<ListingRefusal['refused'], string>> = {
  asked_already:
    'The seller has been asked; a seller who does not answer is asked again after three days at the soonest.',
  photos_there: 'The seller has sent photos of this listing.',
  nobody_asked: 'Nobody has asked for photos of this listing.',
  photos_full: 'This listing has as many photos as a listing may have.',
  withdrawn: 'This listing was taken down.',
};

/** Photos of one listing that are kept, as many as `listing.updated` can tell. */
export const MAX_PHOTOS = 100;

/** A seller who says nothing is written to again at the soonest after this time, however many users ask. */
const ASK_AGAIN_AFTER_MS = 3 * 86_400_000;

/** From when on the seller may be asked again; null when nobody has asked, or photos are there. */
export function askAgainFrom({ photosRequestedAt, status }: ListingStanding): Date | null {
  if (status !== 'photos_requested' || photosRequestedAt === null) return null;
  return new Date(photosRequestedAt.getTime() + ASK_AGAIN_AFTER_MS);
}

/** Decides what a command makes of a listing: the status it then has, or the refusal. */
export function decideListing(
  listing: ListingStanding,
  command: ListingCommand,
  now: Date,
): { readonly to: ListingStatus } | ListingRefusal {
  const rule = LISTING_RULES[listing.status][command];
  const again = askAgainFrom(listing);
  if (command === 'request_photos' && again !== null && again <= now) return { to: 'photos_requested' };
  if (command === 'add_photo' && 'to' in rule && listing.photos >= MAX_PHOTOS) return listingRefusal('photos_full');
  return 'to' in rule ? rule : listingRefusal(rule.refused);
}

function listingRefusal(refused: ListingRefusal['refused']): ListingRefusal {
  return { refused, detail: DETAILS[refused] };
}

/** Types of pictures that any phone's camera or messenger writes. SVG is a program, not a photo. */
const PHOTO_TYPES = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/heif', 'image/avif']);

/** Whether a medium can be a photo; a voice message in answer to the question for photos is none. */
export function isPhoto(contentType: string): boolean {
  return PHOTO_TYPES.has((contentType.split(';', 1)[0] ?? '').trim().toLowerCase());
}
