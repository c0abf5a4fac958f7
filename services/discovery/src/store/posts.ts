import type { Tx } from '@loop/runtime';
import { sql as raw, type Selectable } from 'kysely';
import type { Earlier } from '../domain/known-posts.ts';
import { type PostsTable, sql } from './tables.ts';

/** A post that was seen before, as hashes. */
export type SeenPost = Earlier & Pick<Selectable<PostsTable>, 'run_id'>;

/** A post to be kept, with the keys that its near copies share. */
export type NewPost = Omit<Selectable<PostsTable>, 'tenant_id' | 'judgement'> & {
  readonly judgement: string;
  readonly bands: readonly string[];
};

/** Posts that share a key, of which so many are looked at: words that everybody uses are shared by thousands. */
const CANDIDATES_A_BAND = 20;

/** Lets one decision at a time take posts up, so that two runs that meet the same post agree which of them found it. */
export async function lockIntake(tx: Tx, tenantId: string): Promise<void> {
  await tx.run(
    sql.selectNoFrom(raw`pg_advisory_xact_lock(hashtextextended(${`discovery intake ${tenantId}`}, 0))`.as('locked')),
  );
}

/** What may have been seen before, by what posts can have in common. */
export interface Sought {
  readonly ids: readonly string[];
  readonly texts: readonly string[];
  readonly pages: readonly string[];
  readonly bands: readonly string[];
}

/** What was seen before: the same ids, wordings and pages, and what may say nearly the same. */
export async function findSeen(tx: Tx, { bands, ids, pages, texts }: Sought): Promise<SeenPost[]> {
  const posts = sql
    .selectFrom('posts')
    .select(['id', 'author_sha256', 'text_sha256', 'page_sha256', 'signature', 'gives_way', 'found', 'forgotten_at'])
    .select(['duplicate_of', 'run_id']);
  const alike = raw<string>`(SELECT near.post_id FROM unnest(${[...bands]}::bigint[]) AS sought (band)
    CROSS JOIN LATERAL (SELECT post_id FROM post_bands WHERE band = sought.band LIMIT ${raw.lit(CANDIDATES_A_BAND)}) AS near)`;
  const found = await Promise.all([
    tx.rows(posts.where('id', '=', raw<string>`any(${ids})`)),
    tx.rows(posts.where('text_sha256', '=', raw<string>`any(${texts})`)),
    tx.rows(posts.where('page_sha256', '=', raw<string>`any(${pages})`)),
    tx.rows(posts.where('id', 'in', alike)),
  ]);
  return found.flat();
}

/** Keeps posts that are seen for the first time, and the keys of those that are no copies. */
export async function keepPosts(tx: Tx, posts: readonly NewPost[]): Promise<void> {
  if (posts.length === 0) return;
  const column = (type: string, of: (post: NewPost) => unknown) => raw`${posts.map(of)}::${raw.raw(type)}[]`;
  const rows = raw<Record<string, unknown>>`(SELECT u.*, signature_text::int[] AS signature FROM unnest(${raw.join([
    column('uuid', ({ id }) => id),
    column('text', ({ platform }) => platform),
    column('text', ({ external_id }) => external_id),
    column('text', ({ author_sha256 }) => author_sha256),
    column('text', ({ text_sha256 }) => text_sha256),
    column('text', ({ page_sha256 }) => page_sha256),
    column('bool', ({ gives_way }) => gives_way),
    column('bool', ({ found }) => found),
    column('text', ({ drop_reason }) => drop_reason),
    column('uuid', ({ duplicate_of }) => duplicate_of),
    column('jsonb', ({ judgement }) => judgement),
    column('real', ({ rank }) => rank),
    column('uuid', ({ run_id }) => run_id),
    column('timestamptz', ({ seen_at }) => seen_at),
    column('text', ({ signature }) => `{${signature.join()}}`),
  ])}) AS u (id, platform, external_id, author_sha256, text_sha256, page_sha256, gives_way, found, drop_reason, duplicate_of,
    judgement, rank, run_id, seen_at, signature_text))`;
  const names = [
    ...([
      'id',
      'platform',
      'external_id',
      'author_sha256',
      'text_sha256',
      'page_sha256',
      'gives_way',
      'found',
    ] as const),
    ...(['drop_reason', 'duplicate_of', 'judgement', 'rank', 'run_id', 'seen_at', 'signature'] as const),
  ];
  await tx.run(
    sql
      .insertInto('posts')
      .columns(names)
      .expression(sql.selectFrom(rows.as('kept')).select(names as never)),
  );
  const keys = posts.flatMap(({ bands, id }) => bands.map((band) => ({ band, id })));
  if (keys.length === 0) return;
  const pairs = raw<{
    band: string;
    post_id: string;
  }>`(SELECT * FROM unnest(${keys.map(({ band }) => band)}::bigint[], ${keys.map(({ id }) => id)}::uuid[]) AS u (band, post_id))`;
  await tx.run(
    sql
      .insertInto('post_bands')
      .columns(['band', 'post_id'])
      .expression(sql.selectFrom(pairs.as('keys')).select(['band', 'post_id']))
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Posts of the given authors, found or dropped. */
export async function postsOf(tx: Tx, authors: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.rows(
    sql.selectFrom('posts').select('id').where('author_sha256', '=', raw<string>`any(${authors}::text[])`),
  );
  return rows.map(({ id }) => id);
}

/** Which of the posts were found to be opportunities, and are not forgotten yet. */
export async function foundAmong(tx: Tx, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.rows(
    sql
      .selectFrom('posts')
      .select('id')
      .where('id', '=', raw<string>`any(${ids}::uuid[])`)
      .where('found', '=', true)
      .where('forgotten_at', 'is', null),
  );
  return rows.map(({ id }) => id);
}

/**
 * Erases what the hashes of forgotten posts could still tell, and the id their source gave them, which may be an address. Our own
 * ids stay, so that they are not taken up again.
 */
export async function forgetPosts(tx: Tx, ids: readonly string[], forgottenAt: Date): Promise<void> {
  const nothing = { author_sha256: null, text_sha256: null, page_sha256: null, signature: [], judgement: '{}' };
  await Promise.all([
    tx.run(
      sql
        .updateTable('posts')
        .set({ ...nothing, external_id: raw`id::text`, forgotten_at: forgottenAt })
        .where('id', '=', raw<string>`any(${ids})`),
    ),
    tx.run(sql.deleteFrom('post_bands').where('post_id', '=', raw<string>`any(${ids})`)),
  ]);
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

/** Which of the posts other runs have met. */
export async function findMetBefore(tx: Tx, runId: string, opportunityIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows(
    sql
      .selectFrom('posts')
      .select('id')
      .where('id', '=', raw<string>`any(${opportunityIds})`)
      .where('run_id', '<>', runId),
  );
  return new Set(rows.map(({ id }) => id));
}
