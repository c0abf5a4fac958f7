import { expect, test } from '@jest/globals';
import { nextDue } from './next-due.ts';

test.each([
  ['at its time', '2026-11-20T09:00:00Z', '2026-11-20T10:00:00.000Z'],
  ['a little late', '2026-11-20T09:59:00Z', '2026-11-20T10:00:00.000Z'],
  ['after a weekend', '2026-11-23T08:30:00Z', '2026-11-23T09:00:00.000Z'],
])('an hourly run that was due at nine and is looked at %s', (_when, now, next) => {
  expect(nextDue(new Date('2026-11-20T09:00:00Z'), 60, new Date(now)).toISOString()).toBe(next);
});
