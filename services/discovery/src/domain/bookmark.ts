import { z } from 'zod';

/** How far a question was read by all runs so far. */
export interface Bookmark {
  /** Where the next run begins, behind the newest that was read; `null` is the beginning. */
  readonly begin: string | null;
  /** Pages that runs left unread when they had enough, the newest first. */
  readonly unread: readonly string[];
}

/**
 * Where a page stands: absent for the first page of a question, `this` for one behind a page of the same run, `before` for one that an
 * earlier run left unread.
 */
export const pageBehind = z.enum(['this', 'before']).optional();

/** See {@link pageBehind}. */
export type PageBehind = z.output<typeof pageBehind>;

/** Nothing was read yet. */
export const UNREAD: Bookmark = { begin: null, unread: [] };

/** Older pages than these are let go: what lies behind them is out of date before anybody gets there. */
const MOST_UNREAD = 8;

/** A page that was read to its end. */
export interface ReadPage {
  readonly behind: PageBehind;
  readonly cursor: string | null;
  readonly bookmark: string | null;
  /** The page behind it that is still worth reading. */
  readonly next: string | null;
}

/**
 * The bookmark after a page. The first page moves the beginning at once, since what lies behind it stands in `unread` from then on: a
 * run may end after any page, and nothing between is lost or read again.
 */
export function moveBookmark(mark: Bookmark, { behind, bookmark, cursor, next }: ReadPage): Bookmark {
  const left = behind === undefined ? mark.unread : mark.unread.filter((one) => one !== cursor);
  const unread = next === null ? left : [next, ...left.filter((one) => one !== next)];
  return {
    begin: behind === undefined ? (bookmark ?? mark.begin) : mark.begin,
    unread: unread.slice(0, MOST_UNREAD),
  };
}

/** The bookmark after a page that the source refuses for good: a cursor it takes no more is not asked for again. */
export function dropCursor(mark: Bookmark, cursor: string | null): Bookmark {
  return {
    begin: mark.begin === cursor ? null : mark.begin,
    unread: mark.unread.filter((one) => one !== cursor),
  };
}
