import type { Pool } from 'pg';
import { type Session, transaction } from '../db/session.ts';
import { type ErasureScope, erasureScope } from './erasure-scope.ts';
import { idsIn, type PersonFinder, personFinder } from './find-person.ts';

/** One erasure at work: who, of which tenant, and how to tell. */
export interface ErasureWork {
  readonly id: string;
  readonly tenantId: string;
  readonly ids: ReadonlySet<string>;
  readonly isNamedIn: PersonFinder;
  readonly kept: ReadonlySet<string>;
}

/** Something of one tenant that may speak of people. */
export interface Trace {
  readonly tenantId: string | null;
  /** Correlation of what it belongs to, where it has one. */
  readonly correlationId: string | null;
  /** What is searched for ids. */
  readonly text: string;
  /** What is searched for people's names and addresses; the same text when absent. */
  readonly names?: string;
}

/** What came of looking through one table, by erasure: rows emptied, and why some have to wait. */
export interface Progress {
  readonly erased: Map<string, number>;
  readonly waiting: Map<string, string>;
}

/** A scope as it is stored, as work. */
export function workOf(id: string, tenantId: string, stored: unknown): ErasureWork {
  const { identities, ids, kept }: ErasureScope = erasureScope.parse(stored);
  return { id, tenantId, ids: new Set(ids), isNamedIn: personFinder(identities), kept: new Set(kept) };
}

/** The erasure a trace belongs to, or undefined: nobody's who is to be forgotten, or kept. */
export function ownerOf(works: readonly ErasureWork[], trace: Trace): ErasureWork | undefined {
  const { correlationId, names = trace.text, tenantId, text } = trace;
  const ids = correlationId === null ? idsIn(text) : [correlationId, ...idsIn(text)];
  return works.find((work) => {
    if (tenantId !== null && tenantId !== work.tenantId) return false;
    if (correlationId !== null && work.kept.has(correlationId)) return false;
    return ids.some((id) => work.ids.has(id)) || work.isNamedIn(names);
  });
}

/** Adds what was done to a tally. */
export function count(tally: Map<string, number>, id: string, rows = 1): void {
  tally.set(id, (tally.get(id) ?? 0) + rows);
}

/** `erase`, or only `count` what would be. */
export type ErasureMode = 'erase' | 'count';

/** Rows of a walk looked at in one transaction. */
export const ERASURE_PAGE = 1_000;

/** Walks a table, a page a transaction. `work` resolves to the cursor of the last row it saw, undefined at the end. */
export async function walk<C>(
  pool: Pool,
  first: C,
  work: (session: Session, after: C) => Promise<C | undefined>,
): Promise<void> {
  let cursor: C | undefined = first;
  while (cursor !== undefined) {
    const after: C = cursor;
    cursor = await transaction(pool, (session) => work(session, after));
  }
}
