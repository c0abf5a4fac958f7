import type { Effect } from '@loop/runtime';
import type { ReadingBudget } from '../domain/reading-budget.ts';
import type { readingIntent } from '../domain/reading-intent.ts';
import type { Source } from '../providers/source.ts';

/** Reads one page of a source for a run. */
export type ReadFeed = Effect<typeof readingIntent>;

/** A source with the effect that reads it. */
export interface SourceReader {
  readonly source: Source;
  readonly readFeed: ReadFeed;
}

/** Everything a run reads with: the sources that are on, and what a tenant's day may cost. */
export interface ReadingDesk {
  readonly readers: readonly SourceReader[];
  readonly day: ReadingBudget;
}
