import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { config, discovery } from '@loop/discovery';
import { settle } from '@loop/testkit';
import { EventReader } from './event-reader.ts';
import { ListingWorld } from './listing-world.ts';

let world: ListingWorld;
const readers: EventReader[] = [];

beforeAll(async () => {
  world = await ListingWorld.open();
});

afterEach(() => {
  for (const reader of readers.splice(0)) reader.break();
});

afterAll(() => world.system.close());

const pathOf = (listingId: string) => `/api/listings/${listingId}/events/`;

async function read(listingId: string, lastEventId?: string, url = world.service.url): Promise<EventReader> {
  const reader = await EventReader.open(`${url}${pathOf(listingId)}`, lastEventId);
  readers.push(reader);
  return reader;
}

const arrive = async (listingId: string, photosRequestId: string, version: number) => {
  await world.stored(photosRequestId);
  await settle(async () => (await world.listing(listingId)).body['version'] === version);
};

test('a page is told how the listing stands, and when its photos arrive', async () => {
  const { listingId, photosRequestId } = await world.published();
  const reader = await read(listingId);
  expect(await reader.next()).toEqual({ id: '2', name: 'listing', data: (await world.listing(listingId)).body });
  await world.stored(photosRequestId);
  const arrived = await reader.next();
  expect(arrived).toMatchObject({ id: '3', data: { status: 'verified_with_photos' } });
  expect(arrived?.data['photos']).toHaveLength(1);
});

test('a page whose connection broke misses nothing: it goes on from the last event it saw', async () => {
  const { listingId, photosRequestId } = await world.published();
  const first = await read(listingId);
  const seen = await first.next();
  first.break();
  await arrive(listingId, photosRequestId, 3);
  await arrive(listingId, photosRequestId, 4);
  const second = await read(listingId, seen?.id);
  const missed = await second.next();
  expect(missed).toMatchObject({ id: '4', data: { status: 'verified_with_photos' } });
  expect(missed?.data['photos']).toHaveLength(2);
  second.break();
  const third = await read(listingId, missed?.id);
  await arrive(listingId, photosRequestId, 5);
  expect(await third.next()).toMatchObject({ id: '5' });
});

test.each(['0', '99', 'zero', '1e1', '2, 3'])(
  'a page that says it saw event "%s", which was none, is told how the listing stands',
  async (id) => {
    const { listingId } = await world.published();
    expect(await (await read(listingId, id)).next()).toMatchObject({ id: '2' });
  },
);

test('a page is told what another instance decided, and goes on elsewhere when its own one stops', async () => {
  const { listingId, photosRequestId } = await world.published();
  const other = await world.system.start(discovery(world.system.settingsOf(config)));
  const [here, there] = [await read(listingId), await read(listingId, undefined, other.url)];
  const seen = [await here.next(), await there.next()];
  expect(seen.map((event) => event?.id)).toEqual(['2', '2']);
  await world.stored(photosRequestId);
  expect([await here.next(), await there.next()]).toEqual([
    expect.objectContaining({ id: '3' }),
    expect.objectContaining({ id: '3' }),
  ]);
  await other.stop();
  expect(await there.next()).toBeUndefined();
  await arrive(listingId, photosRequestId, 4);
  expect(await (await read(listingId, '3')).next()).toMatchObject({ id: '4' });
});

test('the stream of a listing that is taken down ends, and who has seen that is told not to come again', async () => {
  const { listing, listingId } = await world.published();
  const reader = await read(listingId);
  await reader.next();
  await world.forget('whatsapp', listing.seller.value);
  expect(await reader.next()).toMatchObject({ id: '3', data: { status: 'withdrawn', title: null } });
  expect(await reader.next()).toBeUndefined();
  expect((await read(listingId, '3')).status).toBe(204);
  expect(await (await read(listingId, '2')).next()).toMatchObject({ id: '3' });
});

test('an unknown listing has no events', async () => {
  for (const id of [randomUUID(), 'none']) expect((await world.get(pathOf(id))).status).toBe(404);
});

test('the page says how the listing stands and which photos came, and nothing else about it', async () => {
  const { listing, listingId, photosRequestId } = await world.published();
  const hostile = await world.published(randomUUID(), { ...world.invented(), title: '<script>alert(1)</script>' });
  await arrive(listingId, photosRequestId, 3);
  const { status, text } = await world.get(`/listings/${listingId}`);
  expect(status).toBe(200);
  expect(text).toContain('Photos have arrived');
  expect(text).toContain('Photo 1');
  const secrets = [...Object.values(listing.source), listing.seller.value, listing.seller.name];
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  expect((await world.get(`/listings/${hostile.listingId}`)).text).not.toContain('<script>alert');
  const nowhere = await world.get(`/listings/${randomUUID()}`, { accept: 'text/html' });
  expect([nowhere.status, nowhere.text.includes('<h1>Not found</h1>')]).toEqual([404, true]);
});

test('no event of a page tells where the listing came from, or whose it is', async () => {
  const { listing, listingId, photosRequestId } = await world.published();
  const reader = await read(listingId);
  const told = [await reader.next()];
  await world.stored(photosRequestId);
  told.push(await reader.next());
  const text = JSON.stringify(told);
  const secrets = [...Object.values(listing.source), listing.seller.value, listing.seller.name];
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
});
