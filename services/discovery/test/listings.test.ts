import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { idFrom } from '@loop/runtime';
import { settle } from '@loop/testkit';
import { ListingWorld } from './listing-world.ts';

const ANOTHER_TENANT = '00000000-0000-4000-8000-000000000002';

let world: ListingWorld;

beforeAll(async () => {
  world = await ListingWorld.open();
});

afterAll(() => world.system.close());

const statusOf = async (listingId: string) => (await world.listing(listingId)).body['status'];
const photosOf = async (listingId: string) => (await world.listing(listingId)).body['photos'] as { mediaId: string }[];
const handled = (eventId: string) =>
  settle(async () => {
    const rows = await world.system.sql('SELECT 1 FROM discovery.inbox WHERE event_id = $1', [eventId]);
    return rows.length === 1;
  });

/** Lets the given listing's last question be as old as that. */
const askedAgo = (listingId: string, ago: string) =>
  world.system.sql('UPDATE discovery.listings SET photos_requested_at = now() - $2::interval WHERE id = $1', [
    listingId,
    ago,
  ]);

test('a user who asks for photos of a new listing publishes it, and outreach is told whom to ask', async () => {
  const { listing, listingId, photosRequestId } = await world.published();
  const requests = await settle(async () => {
    const events = await world.requests(listingId);
    expect(events).toHaveLength(1);
    return events;
  });
  expect(requests[0]).toMatchObject({
    correlationId: listingId,
    sequence: 2,
    data: { photosRequestId, title: listing.title, seller: listing.seller, language: 'pl', note: listing.note },
  });
  const updates = await world.updates(listingId);
  expect(updates.map(({ data, sequence }) => [sequence, data.status])).toEqual([
    [1, 'published'],
    [2, 'photos_requested'],
  ]);
  const told = (await world.listing(listingId)).body;
  expect(told).toMatchObject({ status: 'photos_requested', version: 2, title: listing.title, photos: [] });
  expect(Object.keys(told)).not.toContain('source');
});

test('the same key asks once, also when nobody remembers the answer', async () => {
  const key = randomUUID();
  const listing = world.invented();
  const first = await world.post('/api/listings/outreach/', listing, key);
  const repeated = await world.post('/api/listings/outreach/', listing, key);
  expect(repeated).toEqual(first);
  await world.system.sql('DELETE FROM discovery.http_idempotency');
  const again = await world.post('/api/listings/outreach/', listing, key);
  expect(again).toEqual(first);
  const listingId = String(first.body['listingId']);
  await settle(async () => expect(await world.updates(listingId)).toHaveLength(2));
  expect(await world.requests(listingId)).toHaveLength(1);
});

test('a listing whose source is known is not published twice, and its seller is not asked', async () => {
  const { listing, listingId } = await world.published();
  const again = await world.post('/api/listings/outreach/', { ...listing, title: 'Another title' });
  expect(again).toMatchObject({ status: 409, body: { type: 'urn:loop:problem:listing_known', listingId } });
  expect(await world.requests(listingId)).toHaveLength(1);
});

test('of many users who ask at once one is heard; the seller is written to once', async () => {
  const { listingId } = await world.published();
  await askedAgo(listingId, '4 days');
  const asked = await Promise.all(
    Array.from({ length: 8 }, () => world.post(`/api/listings/${listingId}/outreach/`, { language: 'en' })),
  );
  expect(asked.map(({ status }) => status).sort()).toEqual([202, ...Array<number>(7).fill(409)]);
  await settle(async () => expect(await world.requests(listingId)).toHaveLength(2));
});

test('a seller who was asked is left in peace for three days, and the user is told from when on', async () => {
  const { listingId } = await world.published();
  const path = `/api/listings/${listingId}/outreach/`;
  const refused = await world.post(path, { language: 'de' });
  expect(refused).toMatchObject({ status: 409, body: { type: 'urn:loop:problem:asked_already' } });
  expect(Date.parse(String(refused.body['askAgainFrom']))).toBeGreaterThan(Date.now());
  await askedAgo(listingId, '73 hours');
  const asked = await world.post(path, { language: 'de', note: 'And the balcony?' });
  expect(asked.status).toBe(202);
  const requests = await settle(async () => {
    const events = await world.requests(listingId);
    expect(events).toHaveLength(2);
    return events;
  });
  expect(requests[1]?.data).toMatchObject({ language: 'de', note: 'And the balcony?' });
});

test('the first photo verifies the listing, further ones are added, and nobody asks for more', async () => {
  const { listingId, photosRequestId } = await world.published();
  await world.stored(photosRequestId, { storedAt: '2026-11-20T12:00:00Z' });
  await settle(async () => (await statusOf(listingId)) === 'verified_with_photos');
  await world.stored(photosRequestId, { storedAt: '2026-11-20T11:00:00Z', contentType: 'image/png' });
  await settle(async () => expect(await photosOf(listingId)).toHaveLength(2));
  const { body } = await world.listing(listingId);
  expect(body).toMatchObject({ version: 4, photos: [{ contentType: 'image/png' }, { contentType: 'image/jpeg' }] });
  const updates = await settle(async () => {
    const events = await world.updates(listingId);
    expect(events).toHaveLength(4);
    return events;
  });
  expect(updates.map(({ data, sequence }) => [sequence, data.status, data.photos.length])).toEqual([
    [1, 'published', 0],
    [2, 'photos_requested', 0],
    [3, 'verified_with_photos', 1],
    [4, 'verified_with_photos', 2],
  ]);
  const refused = await world.post(`/api/listings/${listingId}/outreach/`, { language: 'en' });
  expect(refused).toMatchObject({ status: 409, body: { type: 'urn:loop:problem:photos_there' } });
});

test('a photo that is told twice, under another event or as the same picture again, is one photo', async () => {
  const { listingId, photosRequestId } = await world.published();
  const medium = { mediaId: randomUUID() };
  const eventId = await world.stored(photosRequestId, medium);
  await world.stored(photosRequestId, medium, eventId);
  await world.stored(photosRequestId, medium);
  const picture = medium.mediaId.replaceAll('-', '').padEnd(64, '0');
  await handled(await world.stored(photosRequestId, { sha256: picture }));
  expect(await photosOf(listingId)).toHaveLength(1);
  expect((await world.listing(listingId)).body).toMatchObject({ version: 3 });
  expect(await world.updates(listingId)).toHaveLength(3);
});

test('a photo that arrives before its request is known waits for it', async () => {
  const { listingId } = await world.published();
  await askedAgo(listingId, '4 days');
  const key = randomUUID();
  const eventId = await world.stored(idFrom(listingId, 'photos', key));
  await settle(async () => {
    const held = await world.system.sql('SELECT 1 FROM discovery.held WHERE event_id = $1', [eventId]);
    return held.length === 1;
  });
  expect(await statusOf(listingId)).toBe('photos_requested');
  expect((await world.post(`/api/listings/${listingId}/outreach/`, { language: 'tr' }, key)).status).toBe(202);
  await settle(async () => (await statusOf(listingId)) === 'verified_with_photos');
});

test('a late answer to the first question counts after the second was asked', async () => {
  const { listingId, photosRequestId } = await world.published();
  await askedAgo(listingId, '4 days');
  await world.post(`/api/listings/${listingId}/outreach/`, { language: 'ru' });
  await world.stored(photosRequestId);
  await settle(async () => (await statusOf(listingId)) === 'verified_with_photos');
});

test('a voice message in answer to the question is no photo', async () => {
  const { listingId, photosRequestId } = await world.published();
  await handled(await world.stored(photosRequestId, { contentType: 'audio/ogg; codecs=opus' }));
  expect(await statusOf(listingId)).toBe('photos_requested');
});

test("one tenant's photos do not reach another's listing", async () => {
  const { listingId, photosRequestId } = await world.published();
  const eventId = await world.stored(photosRequestId, {}, randomUUID(), ANOTHER_TENANT);
  await settle(async () => {
    const held = await world.system.sql('SELECT 1 FROM discovery.held WHERE event_id = $1', [eventId]);
    return held.length === 1;
  });
  expect(await statusOf(listingId)).toBe('photos_requested');
});

test('a seller who is forgotten, by telephone or messenger, loses listing, photos and texts, and is never asked again', async () => {
  const { listing, listingId, photosRequestId } = await world.published();
  await world.stored(photosRequestId);
  await settle(async () => (await statusOf(listingId)) === 'verified_with_photos');
  await handled(await world.forget('phone', listing.seller.value));
  expect((await world.listing(listingId)).body).toMatchObject({
    status: 'withdrawn',
    title: null,
    photos: [],
    version: 4,
  });
  const rows = await world.system.sql<{ row: string }>(
    "SELECT l::text || coalesce(string_agg(p::text, ' '), '') AS row FROM discovery.listings l LEFT JOIN discovery.listing_photos p ON p.listing_id = l.id WHERE l.id = $1 GROUP BY l.*",
    [listingId],
  );
  for (const trace of [listing.seller.value, listing.seller.name, listing.source.externalId, listing.source.url]) {
    expect(rows[0]?.row).not.toContain(trace);
  }
  await handled(await world.stored(photosRequestId));
  expect((await world.listing(listingId)).body).toMatchObject({ status: 'withdrawn', photos: [] });
  const asked = await world.post(`/api/listings/${listingId}/outreach/`, { language: 'en' });
  expect(asked).toMatchObject({ status: 409, body: { type: 'urn:loop:problem:withdrawn' } });
  const again = await world.post('/api/listings/outreach/', { ...world.invented(), seller: listing.seller });
  expect(again).toMatchObject({ status: 409, body: { type: 'urn:loop:problem:seller_not_asked' } });
  await handled(await world.forget('whatsapp', listing.seller.value));
  expect((await world.listing(listingId)).body).toMatchObject({ version: 4 });
});

test('an unknown listing, and what is no id, are not found', async () => {
  for (const id of [randomUUID(), 'outreach', '1', '%00', '..%2f..']) {
    expect(await world.get(`/api/listings/${id}/`)).toMatchObject({
      status: 404,
      body: { type: 'urn:loop:problem:not_found' },
    });
    expect((await world.post(`/api/listings/${id}/outreach/`, { language: 'en' })).status).toBe(404);
  }
});

test.each<[string, (listing: ReturnType<ListingWorld['invented']>) => unknown, number, string | null]>([
  ['is no JSON', () => '{"title":', 400, null],
  ['is a list', () => [], 400, null],
  ['has no title', ({ title: _, ...rest }) => rest, 400, 'body.title'],
  ['has a title of nothing but NULs', (listing) => ({ ...listing, title: '\u0000 \u0000' }), 400, 'body.title'],
  ['has a title without end', (listing) => ({ ...listing, title: 'a'.repeat(301) }), 400, 'body.title'],
  ['speaks a language we do not', (listing) => ({ ...listing, language: 'fr' }), 400, 'body.language'],
  ['has a field nobody asked for', (listing) => ({ ...listing, isAdmin: true }), 400, null],
  [
    'has a number that nobody has',
    (listing) => ({ ...listing, seller: { ...listing.seller, value: '12345' } }),
    400,
    'body.seller.value',
  ],
  [
    'has an address that is run',
    (listing) => ({ ...listing, source: { ...listing.source, url: 'javascript:alert(1)' } }),
    400,
    'body.source.url',
  ],
  [
    'tells the source in its title',
    (listing) => ({ ...listing, title: `Flat from ${listing.source.url}` }),
    422,
    'body.title',
  ],
  ['tells the source in the note', (listing) => ({ ...listing, note: 'I saw it on Tidemark Flats' }), 422, 'body.note'],
  ['is too large', (listing) => ({ ...listing, description: 'a'.repeat(70_000) }), 413, null],
])('a listing that %s is refused, and nothing is kept', async (_how, spoil, status, field) => {
  const listing = world.invented();
  const refused = await world.post('/api/listings/outreach/', spoil(listing));
  expect(refused.status).toBe(status);
  if (field !== null) expect(refused.body['errors']).toEqual([expect.objectContaining({ field })]);
  expect(refused.text).not.toContain(listing.seller.value);
  const kept = await world.system.sql('SELECT 1 FROM discovery.listings WHERE source_external_id = $1', [
    listing.source.externalId,
  ]);
  expect(kept).toEqual([]);
});

test('signs that no database takes are left out of texts, and stop nothing', async () => {
  const listing = world.invented();
  const source = { ...listing.source, externalId: `${listing.source.externalId}\u0000` };
  const title = 'Room\u0000 with half a pair \ud83e';
  const { listingId } = await world.published(randomUUID(), { ...listing, source, title });
  expect((await world.listing(listingId)).body).toMatchObject({ title: 'Room with half a pair \ufffd' });
});

test('a request without an idempotency key is refused', async () => {
  const response = await fetch(`${world.service.url}/api/listings/outreach/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(world.invented()),
  });
  expect(await response.json()).toMatchObject({ type: 'urn:loop:problem:idempotency_key_required' });
});

test('no answer and no event tells where a listing came from, and no answer whose it is', async () => {
  const { listingId } = await world.published();
  await settle(async () => expect(await world.requests(listingId)).toHaveLength(1));
  const sources = /tidemark|TMF-77/i;
  const events = await world.system.tap.everything();
  expect(events).toContain('listing.photos_requested');
  expect(events.match(sources)).toBeNull();
  const answers = world.answers.join('\n');
  expect(world.answers.length).toBeGreaterThan(50);
  expect(answers.match(sources)).toBeNull();
  expect(answers.match(/\+?4850010|Wierzbicka/)).toBeNull();
  const bodies = await world.system.sql<{ body: string }>(
    "SELECT convert_from(body, 'UTF8') AS body FROM discovery.http_idempotency WHERE body IS NOT NULL",
  );
  expect(bodies.map(({ body }) => body).join('\n')).not.toMatch(sources);
});
