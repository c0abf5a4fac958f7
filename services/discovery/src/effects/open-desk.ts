import type { ReadingBudget } from '../domain/reading-budget.ts';
import type { ReadingDesk, SourceReader } from '../intake/reading-desk.ts';
import type { Source } from '../providers/source.ts';
import { readFeedEffect } from './read-feed.ts';

/** Gives every source its effect; each has its run go on to the others. */
export function openDesk(sources: readonly Source[], day: ReadingBudget): ReadingDesk {
  const readers: SourceReader[] = [];
  const desk = { readers, day };
  readers.push(...sources.map((source) => ({ source, readFeed: readFeedEffect(source, desk) })));
  return desk;
}
