import { expect, test } from '@jest/globals';
import { decideListing, isPhoto, type ListingCommand, type ListingStatus, MAX_PHOTOS } from './listing.ts';

const ASKED = new Date('2026-11-20T10:00:00Z');
const SOON = new Date('2026-11-20T10:05:00Z');

const listing = (status: ListingStatus, photos = 0) => ({ status, photosRequestedAt: ASKED, photos });

test.each<[ListingStatus, ListingCommand, string]>([
  ['published', 'request_photos', 'photos_requested'],
  ['published', 'add_photo', 'refused nobody_asked'],
  ['published', 'withdraw', 'withdrawn'],
  ['photos_requested', 'request_photos', 'refused asked_already'],
  ['photos_requested', 'add_photo', 'verified_with_photos'],
  ['photos_requested', 'withdraw', 'withdrawn'],
  ['verified_with_photos', 'request_photos', 'refused photos_there'],
  ['verified_with_photos', 'add_photo', 'verified_with_photos'],
  ['verified_with_photos', 'withdraw', 'withdrawn'],
  ['withdrawn', 'request_photos', 'refused withdrawn'],
  ['withdrawn', 'add_photo', 'refused withdrawn'],
  ['withdrawn', 'withdraw', 'refused withdrawn'],
])('a listing that is %s, asked to %s, ends %s', (status, command, ends) => {
  const decided = decideListing(listing(status), command, SOON);
  expect('to' in decided ? decided.to : `refused ${decided.refused}`).toBe(ends);
});

test('a seller who does not answer is asked again after three days, not before', () => {
  const after = (ms: number) =>
    decideListing(listing('photos_requested'), 'request_photos', new Date(ASKED.getTime() + ms));
  expect(after(3 * 86_400_000 - 1)).toMatchObject({ refused: 'asked_already' });
  expect(after(3 * 86_400_000)).toEqual({ to: 'photos_requested' });
});

test('no listing gets more photos than its event can tell', () => {
  expect(decideListing(listing('verified_with_photos', MAX_PHOTOS - 1), 'add_photo', SOON)).toEqual({
    to: 'verified_with_photos',
  });
  expect(decideListing(listing('verified_with_photos', MAX_PHOTOS), 'add_photo', SOON)).toMatchObject({
    refused: 'photos_full',
  });
});

test('pictures are photos; voices, films, documents and drawings that run scripts are none', () => {
  const types = [
    'image/jpeg',
    'IMAGE/PNG',
    'image/webp; q=1',
    'audio/ogg',
    'video/mp4',
    'application/pdf',
    'image/svg+xml',
    '',
  ];
  expect(types.map(isPhoto)).toEqual([true, true, true, false, false, false, false, false]);
});
