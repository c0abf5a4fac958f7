import type { Tx } from '@loop/runtime';
import { sql as raw, type Selectable } from 'kysely';
import { type PostsTable, sql } from './tables.ts';

/** A post with what it was judged by. */
export type JudgedPost = Pick<Selectable<PostsTable>, (typeof COLUMNS)[number]>;

/** Which posts to list. */
export interface Wanted {
  readonly dropReason: string | null;
  readonly runId: string | null;
  readonly limit: number;
  /** The last post of the page before. */
  readonly after: string | null;
}

const COLUMNS = [
  ...(['id', 'platform', 'external_id', 'found', 'drop_reason', 'duplicate_of', 'judgement', 'rank'] as const),
  ...(['run_id', 'seen_at', 'forgotten_at'] as const),
];

/** Copies that are shown of one post. */
const MOST_COPIES = 100;

/** The best posts that were found. */
export function bestFound(tx: Tx, { after, limit, runId }: Wanted): Promise<JudgedPost[]> {
  let posts = sql.selectFrom('posts').select(COLUMNS).where('found', '=', true);
  if (runId !== null) posts = posts.where('run_id', '=', runId);
  if (after !== null) {
    posts = posts.where(
      raw<boolean>`(-rank, id) > (SELECT -before.rank, before.id FROM posts AS before WHERE before.id = ${after}::uuid)`,
    );
  }
  return tx.rows(posts.orderBy('rank', 'desc').orderBy('id').limit(limit));
}

/** The newest posts that were dropped, for any reason or for one. */
export function newestDropped(tx: Tx, { after, dropReason, limit, runId }: Wanted): Promise<JudgedPost[]> {
  let posts = sql.selectFrom('posts').select(COLUMNS).where('found', '=', false);
  if (dropReason !== null) posts = posts.where('drop_reason', '=', dropReason);
  if (runId !== null) posts = posts.where('run_id', '=', runId);
  if (after !== null) {
    const place = raw<string>`(SELECT before.seen_at FROM posts AS before WHERE before.id = ${after}::uuid)`;
    posts = posts.where((post) =>
      post.or([
        post('seen_at', '<', raw<Date>`${place}`),
        post.and([post('seen_at', '=', raw<Date>`${place}`), post('id', '>', after)]),
      ]),
    );
  }
  return tx.rows(posts.orderBy('seen_at', 'desc').orderBy('id').limit(limit));
}

/** One post. */
export function findJudged(tx: Tx, id: string): Promise<JudgedPost | undefined> {
  return tx.first(sql.selectFrom('posts').select(COLUMNS).where('id', '=', id));
}

/** The posts that were dropped because they repeat one: how many, and the newest of them. */
export async function copiesOf(tx: Tx, id: string): Promise<{ readonly count: number; readonly newest: JudgedPost[] }> {
  const copies = sql.selectFrom('posts').where('duplicate_of', '=', id);
  const [counted, newest] = await Promise.all([
    tx.first(copies.select(({ fn }) => fn.countAll<number>().as('count'))),
    tx.rows(copies.select(COLUMNS).orderBy('seen_at', 'desc').orderBy('id').limit(MOST_COPIES)),
  ]);
  return { count: Number(counted?.count ?? 0), newest };
}
