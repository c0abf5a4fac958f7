import { eventRows, type Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import type { FoundPost } from '../domain/found-post.ts';
import { type HashedAuthor, hashedAuthor } from '../domain/hashed-person.ts';
import { sql } from './tables.ts';

/** Keeps that posts were found, and the hash of who wrote each; known before, one stays as it is. */
export async function keepPosts(tx: Tx, posts: readonly FoundPost[], foundAt: Date): Promise<void> {
  if (posts.length === 0) return;
  const rows = eventRows(posts, {
    opportunity_id: ['uuid', ({ opportunityId }) => opportunityId],
    platform: ['text', ({ post }) => post.platform],
    author_sha256: [
      'text',
      ({ post: { author, platform } }) => (author === null ? null : hashedAuthor(platform, author).authorSha256),
    ],
    found_at: ['timestamptz', () => foundAt],
  });
  await tx.run(
    sql
      .insertInto('known_posts')
      .columns(['tenant_id', 'opportunity_id', 'platform', 'author_sha256', 'found_at'])
      .expression(sql.selectFrom(rows.as('posts')).selectAll())
      .onConflict((conflict) => conflict.columns(['tenant_id', 'opportunity_id']).doNothing()),
  );
}

/** Authors of the given posts, and the posts of the given authors. */
export async function postsAndAuthors(
  tx: Tx,
  opportunityIds: readonly string[],
  authors: readonly HashedAuthor[],
): Promise<{ readonly opportunityIds: readonly string[]; readonly authors: readonly HashedAuthor[] }> {
  const hashes = authors.map(({ authorSha256 }) => authorSha256);
  const rows = await tx.rows(
    sql
      .selectFrom('known_posts')
      .select(['opportunity_id', 'platform', 'author_sha256'])
      .where((post) =>
        post.or([
          post('opportunity_id', '=', raw<string>`any(${opportunityIds}::uuid[])`),
          post('author_sha256', '=', raw<string>`any(${hashes}::text[])`),
        ]),
      ),
  );
  return {
    opportunityIds: rows.map((row) => row.opportunity_id),
    authors: rows.flatMap(({ author_sha256, platform }) =>
      author_sha256 === null ? [] : [{ platform, authorSha256: author_sha256 }],
    ),
  };
}

/** Posts found before `before` that no deal needs any more, the oldest first, locked. */
export async function expiredPosts(tx: Tx, before: Date, limit: number): Promise<readonly string[]> {
  const rows = await tx.rows(
    sql
      .selectFrom('known_posts')
      .select('opportunity_id')
      .where('found_at', '<', before)
      .where(({ exists, not, selectFrom }) =>
        not(
          exists(
            selectFrom('deals')
              .select('contract_id')
              .whereRef('deals.opportunity_id', '=', 'known_posts.opportunity_id')
              .where((deal) =>
                deal.or([deal('deals.completed_at', 'is', null), deal('deals.completed_at', '>=', before)]),
              ),
          ),
        ),
      )
      .orderBy('found_at')
      .limit(limit)
      .forUpdate(),
  );
  return rows.map((row) => row.opportunity_id);
}

/** Keeps how far the deal is that came of a post; what is known of it stays. */
export async function noteDeal(
  tx: Tx,
  deal: { readonly contractId: string; readonly opportunityId: string },
  at: { readonly signedAt?: Date; readonly completedAt?: Date },
): Promise<void> {
  const times = { signed_at: at.signedAt ?? null, completed_at: at.completedAt ?? null };
  await tx.run(
    sql
      .insertInto('deals')
      .values({ contract_id: deal.contractId, opportunity_id: deal.opportunityId, ...times })
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'contract_id']).doUpdateSet((row) => ({
          signed_at: row.fn.coalesce('deals.signed_at', 'excluded.signed_at'),
          completed_at: row.fn.coalesce('deals.completed_at', 'excluded.completed_at'),
        })),
      ),
  );
}
