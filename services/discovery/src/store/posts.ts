import type { Tx } from '@loop/runtime';
import { sql as raw, type Selectable } from 'kysely';
import { type PostsTable, sql } from './tables.ts';

/** A post that was seen before, as hashes. */
export type SeenPost = Readonly<Omit<Selectable<PostsTable>, 'tenant_id'>>;

/** Rows of one author that a new post is compared with. */
const NEWEST_OF_AUTHOR = 50;

/** Lets one decision at a time take posts up, so that two runs that meet the same post agree which of them found it. */
export async function lockIntake(tx: Tx, tenantId: string): Promise<void> {
  await tx.run(
    sql.selectNoFrom(raw`pg_advisory_xact_lock(hashtextextended(${`discovery intake ${tenantId}`}, 0))`.as('locked')),
  );
}

/** What was seen before of the given ids, wordings and authors. */
export async function findSeen(
  tx: Tx,
  wanted: { readonly ids: readonly string[]; readonly texts: readonly string[]; readonly authors: readonly string[] },
): Promise<SeenPost[]> {
  const posts = sql.selectFrom('posts').selectAll();
  const [same, recent] = await Promise.all([
    tx.rows(
      posts.where((post) =>
        post.or([
          post('id', '=', raw<string>`any(${wanted.ids})`),
          post('text_sha256', '=', raw<string>`any(${wanted.texts})`),
        ]),
      ),
    ),
    tx.rows(
      posts
        .where('author_sha256', '=', raw<string>`any(${wanted.authors})`)
        .orderBy('seen_at', 'desc')
        .limit(NEWEST_OF_AUTHOR * Math.max(1, wanted.authors.length)),
    ),
  ]);
  return [...new Map([...same, ...recent].map((post) => [post.id, post])).values()];
}

/** Keeps posts that are seen for the first time. */
export async function keepPosts(tx: Tx, posts: readonly SeenPost[]): Promise<void> {
  if (posts.length === 0) return;
  await tx.run(sql.insertInto('posts').values(posts.map((post) => ({ ...post, sketch: [...post.sketch] }))));
}

/** Erases what the hashes of forgotten posts could still tell; their ids stay, so that they are not taken up again. */
export async function forgetPosts(tx: Tx, ids: readonly string[], forgottenAt: Date): Promise<void> {
  await tx.run(
    sql
      .updateTable('posts')
      .set({ author_sha256: null, text_sha256: null, sketch: [], forgotten_at: forgottenAt })
      .where('id', '=', raw<string>`any(${ids})`),
  );
}

/** Keeps who is to be forgotten; knowing one twice changes nothing. */
export async function keepForgotten(tx: Tx, identities: readonly string[], forgottenAt: Date): Promise<void> {
  if (identities.length === 0) return;
  await tx.run(
    sql
      .insertInto('forgotten_identities')
      .values(identities.map((identity_sha256) => ({ identity_sha256, forgotten_at: forgottenAt })))
      .onConflict((conflict) => conflict.columns(['tenant_id', 'identity_sha256']).doNothing()),
  );
}

/** Which of the given authors are to be forgotten. */
export async function findForgotten(tx: Tx, authors: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows(
    sql
      .selectFrom('forgotten_identities')
      .select('identity_sha256')
      .where('identity_sha256', '=', raw<string>`any(${authors})`),
  );
  return new Set(rows.map((row) => row.identity_sha256));
}

/** How many of the posts other runs have met. */
export async function countMetBefore(tx: Tx, runId: string, opportunityIds: readonly string[]): Promise<number> {
  const row = await tx.first(
    sql
      .selectFrom('posts')
      .select((count) => count.fn.countAll<number>().as('met'))
      .where('id', '=', raw<string>`any(${opportunityIds})`)
      .where('run_id', '<>', runId),
  );
  return row?.met ?? 0;
}
