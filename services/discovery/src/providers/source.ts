import type { ReadingCost, ReadingQuota, SourcePage, UnreadAnswer } from '../domain/source-page.ts';
import type { SourceQuery } from '../domain/source-query.ts';

/** Why a page could not be read. Reading changes nothing at the source, so it is never `unknown`. */
export type SourceFailure =
  /** Nothing came, but may later: no connection, a reset, a timeout, 5xx. `breaker`: the credential or account is at fault. */
  | { readonly failed: 'not_sent'; readonly reason: string; readonly breaker?: true }
  /** The source asks to wait, or its quota is used up; `until` is real time. */
  | { readonly failed: 'rate_limited'; readonly until: Date }
  /** The source said no to this question; asking again would get the same answer. */
  | { readonly failed: 'refused'; readonly reason: string }
  /** A whole answer came that is of another shape than the vendor documents. */
  | { readonly failed: 'unknown_shape'; readonly reason: string; readonly answer: UnreadAnswer };

/** Under what a page is read. */
export interface ReadingContext {
  /** Domain time. */
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Money this page may cost, in millionths; a source that charges asks for less or refuses `over_budget`. `null`: no limit. */
  readonly spendAtMostMicros: number | null;
  /** Posts that are still wanted: a source that charges for each asks for no more. Absent: as many as a page holds. */
  readonly postsAtMost?: number;
}

/** What a source can do, declared: the contract suite asks no more of it, and runs plan by it. */
export interface SourceFeatures {
  /** Results name who wrote them. Where not, they rank behind those that do. */
  readonly hasAuthors: boolean;
  /** `cursor`: read page by page; `none`: one page is all there is. */
  readonly paging: 'cursor' | 'none';
  /** Pages say what is left of a quota. */
  readonly hasQuota: boolean;
  /** Reading costs money. */
  readonly costsMoney: boolean;
  /** Pages come newest first: behind one that holds nothing new there is nothing new either. */
  readonly isNewestFirst: boolean;
  /** Can be asked for posts in one language. */
  readonly takesLanguage: boolean;
  /** Takes words to search for; where not, a wish with words is asked as if it had none. */
  readonly takesWords: boolean;
}

/** What became of posts that were read before. */
export interface FoundDeleted {
  readonly deletedIds: readonly string[];
  readonly cost: ReadingCost;
  readonly quota: ReadingQuota | null;
}

/** What somebody wants found. */
export interface Wish {
  /** Words; `null` asks for whatever the source's own query set finds. */
  readonly text: string | null;
  /** Two letters (ISO 639-1); sources that cannot be asked for a language give posts in any. */
  readonly language?: string | null;
  /** For whom; some sources (feeds) are listed for one tenant only. */
  readonly tenantId?: string;
}

/**
 * Somewhere people publicly ask for work. An adapter translates: it does not retry, decide, keep or log, and never rejects.
 * The same query and cursor may be read any number of times.
 */
export interface Source {
  /** `hackernews`, `reddit`: named so in commands, events and costs. */
  readonly name: string;
  readonly features: SourceFeatures;
  /** What would be asked for a wish, in the order of promise. Pure: also what a dry run shows. */
  queriesFor(wish: Wish): readonly SourceQuery[];
  /** The most that one page of the query may cost, read from that cursor. Pure. */
  estimate(query: SourceQuery, at?: { readonly cursor: string | null; readonly now: Date }): ReadingCost;
  /** Reads one page; a `null` cursor reads the first. */
  search(query: SourceQuery, cursor: string | null, context: ReadingContext): Promise<SourcePage | SourceFailure>;
  /** Which of its posts are gone since; absent where the source cannot be asked. At most 100 ids at a time. */
  findDeleted?(externalIds: readonly string[], context: ReadingContext): Promise<FoundDeleted | SourceFailure>;
}
