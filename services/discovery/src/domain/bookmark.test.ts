import { expect, test } from '@jest/globals';
import { type Bookmark, dropCursor, moveBookmark, UNREAD } from './bookmark.ts';

const first = (bookmark: string | null, next: string | null) => ({ behind: undefined, cursor: null, bookmark, next });
const behind = (where: 'this' | 'before', cursor: string, next: string | null) => ({
  behind: where,
  cursor,
  bookmark: null,
  next,
});

test('a question that is read to its end leaves nothing but where the next run begins', () => {
  const marks = [first('since 9', 'page 2'), behind('this', 'page 2', 'page 3'), behind('this', 'page 3', null)];
  expect(marks.reduce<Bookmark>(moveBookmark, UNREAD)).toEqual({ begin: 'since 9', unread: [] });
});

test('a run that ends half-way leaves what is behind to the next, which begins with what is new', () => {
  const half = moveBookmark(UNREAD, first('since 9', 'page 2'));
  expect(half).toEqual({ begin: 'since 9', unread: ['page 2'] });
  const next = moveBookmark(half, first('since 12', null));
  expect(next).toEqual({ begin: 'since 12', unread: ['page 2'] });
  expect(moveBookmark(next, behind('before', 'page 2', null))).toEqual({ begin: 'since 12', unread: [] });
});

test('a source that cannot tell what is new begins at the beginning, and goes on with what was left', () => {
  expect(moveBookmark(UNREAD, first(null, 'page 2'))).toEqual({ begin: null, unread: ['page 2'] });
});

test('a page that is read twice counts once', () => {
  const once = moveBookmark(UNREAD, first('since 9', 'page 2'));
  expect(moveBookmark(once, first('since 9', 'page 2'))).toEqual(once);
});

test('a cursor that the source takes no more is let go', () => {
  const mark = { begin: 'since 9', unread: ['page 2', 'page 7'] };
  expect(dropCursor(mark, 'page 7')).toEqual({ begin: 'since 9', unread: ['page 2'] });
  expect(dropCursor(mark, 'since 9')).toEqual({ begin: null, unread: ['page 2', 'page 7'] });
});

test('what was left by ever so many runs has an end', () => {
  const runs = Array.from({ length: 30 }, (_, at) => first(`since ${at}`, `page of run ${at}`));
  const { unread } = runs.reduce<Bookmark>(moveBookmark, UNREAD);
  expect([unread.length, unread[0]]).toEqual([8, 'page of run 29']);
});
