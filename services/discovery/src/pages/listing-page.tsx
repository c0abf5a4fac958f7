import { Card, EmptyState, type Fact, Facts, formatTime, InlineScript, LinkButton, Notice } from '@loop/ui';
import type { ListingStatus } from '../domain/listing.ts';
import type { ToldListing } from '../routes/told-listing.ts';
import { ListingFrame, type Mode } from './listing-frame.tsx';

/** Shows the listing anew once it has another version than this page; the browser itself mends a broken connection. */
const WATCH = `(function () {
  var watch = document.getElementById('watch').dataset;
  function listen() {
    var news = new EventSource(watch.events);
    news.addEventListener('listing', function (event) {
      if (event.lastEventId !== watch.version) location.reload();
    });
    news.onerror = function () {
      if (news.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
    };
  }
  listen();
})();`;

const WORDS: Readonly<Record<ListingStatus, { readonly title: string; readonly sentence: string }>> = {
  published: { title: 'No photos yet', sentence: 'Nobody has asked the seller for photos.' },
  photos_requested: {
    title: 'The seller has been asked for photos',
    sentence: 'This page tells you as soon as they arrive. You can leave it open.',
  },
  verified_with_photos: { title: 'Photos have arrived', sentence: 'The seller has sent them for this listing.' },
  withdrawn: { title: 'This listing was taken down', sentence: 'It is not offered any more.' },
};

const BYTES_PER_KIB = 1024;

function PhotoList({ photos }: Pick<ToldListing, 'photos'>) {
  const facts: Fact[] = photos.map(({ contentType, sizeBytes, storedAt }, index) => ({
    label: `Photo ${index + 1}`,
    value: `${contentType}, ${Math.ceil(sizeBytes / BYTES_PER_KIB)} KiB, arrived ${formatTime(new Date(storedAt))}`,
  }));
  return (
    <Card titleId="photos">
      <h2 id="photos">Photos</h2>
      {facts.length > 0 ? <Facts facts={facts} /> : <EmptyState title="None yet">They are listed here.</EmptyState>}
    </Card>
  );
}

/** A listing as its users see it: what it says, how it stands, and which photos came. Neither its source nor its seller. */
export function listingPage(listing: ToldListing, mode: Mode, nonce: string) {
  const { sentence, title } = WORDS[listing.status];
  const { listingId, version } = listing;
  return (
    <ListingFrame title={listing.title ?? title} mode={mode}>
      <div class="stack">
        <h1>{listing.title ?? 'A listing'}</h1>
        <Notice tone={listing.status === 'verified_with_photos' ? 'green' : 'grey'} title={title} live>
          <p>{sentence}</p>
        </Notice>
        {listing.description === null ? null : <p>{listing.description}</p>}
        {listing.status === 'withdrawn' ? null : (
          <>
            <PhotoList photos={listing.photos} />
            <LinkButton href={`/listings/${listingId}`} weight="secondary" action="look-again">
              Look again
            </LinkButton>
            <div id="watch" data-events={`/api/listings/${listingId}/events/`} data-version={String(version)} />
            <InlineScript nonce={nonce} source={WATCH} />
          </>
        )}
      </div>
    </ListingFrame>
  );
}
