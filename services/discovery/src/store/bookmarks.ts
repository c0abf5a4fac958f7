import { createHash } from 'node:crypto';
import type { Tx } from '@loop/runtime';
import { type Bookmark, UNREAD } from '../domain/bookmark.ts';
import type { SourceQuery } from '../domain/source-query.ts';
import { sql } from './tables.ts';

/** The same question has the same one, whichever run asks it. */
const sha256Of = ({ kind, text, within }: SourceQuery): string =>
  createHash('sha256')
    .update(JSON.stringify([kind, text, within]))
    .digest('hex');

/** How far a source's question was read. */
export async function findBookmark(tx: Tx, source: string, query: SourceQuery): Promise<Bookmark> {
  const row = await tx.first(
    sql
      .selectFrom('bookmarks')
      .select(['begin_cursor', 'unread'])
      .where('source', '=', source)
      .where('query_sha256', '=', sha256Of(query)),
  );
  return row === undefined ? UNREAD : { begin: row.begin_cursor, unread: row.unread };
}

/** Keeps how far a source's question was read. */
export async function keepBookmark(tx: Tx, source: string, query: SourceQuery, mark: Bookmark, movedAt: Date) {
  const moved = { begin_cursor: mark.begin, unread: JSON.stringify(mark.unread), moved_at: movedAt };
  await tx.run(
    sql
      .insertInto('bookmarks')
      .values({ source, query_sha256: sha256Of(query), ...moved })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'source', 'query_sha256']).doUpdateSet(moved)),
  );
}
