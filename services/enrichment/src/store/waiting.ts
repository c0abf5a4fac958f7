import { eventRows, type Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import { z } from 'zod';
import type { FoundPost } from '../domain/found-post.ts';
import { LOOK_PLACES } from '../domain/further-look.ts';
import type { FoundContact, PostFacts } from '../domain/rank-contacts.ts';
import { sql } from './tables.ts';

/** A post that waits for the name servers of some domains. */
export interface WaitingPost {
  readonly post: FoundPost;
  readonly domains: readonly string[];
}

const keptPost = z.object({
  platform: z.string(),
  url: z.string().nullable(),
  author: z.string().nullable(),
  postedAt: z.coerce.date().nullable(),
  seemsToState: z.boolean(),
  looks: z.array(z.object({ place: z.enum(LOOK_PLACES), outcome: z.string() })).default([]),
});

/** Keeps what was found in posts until the domains have answered. A post that waits already stays as it is. */
export async function keepWaiting(tx: Tx, waiting: readonly WaitingPost[]): Promise<void> {
  if (waiting.length === 0) return;
  const posts = eventRows(
    waiting.map(({ post }) => post),
    {
      opportunity_id: ['uuid', ({ opportunityId }) => opportunityId],
      correlation_id: ['uuid', ({ correlationId }) => correlationId],
      post: ['jsonb', ({ looks, post, seemsToState }) => JSON.stringify({ ...post, seemsToState, looks })],
      contacts: ['jsonb', ({ contacts }) => JSON.stringify(contacts)],
    },
  );
  const pairs = waiting.flatMap(({ post, domains }) =>
    domains.map((domain) => ({ tenantId: post.tenantId, opportunityId: post.opportunityId, domain })),
  );
  const awaited = eventRows(pairs, {
    domain: ['text', ({ domain }) => domain],
    opportunity_id: ['uuid', ({ opportunityId }) => opportunityId],
  });
  await Promise.all([
    tx.run(
      sql
        .insertInto('waiting_opportunities')
        .columns(['tenant_id', 'opportunity_id', 'correlation_id', 'post', 'contacts'])
        .expression(sql.selectFrom(posts.as('posts')).selectAll())
        .onConflict((conflict) => conflict.doNothing()),
    ),
    tx.run(
      sql
        .insertInto('awaited_domains')
        .columns(['tenant_id', 'domain', 'opportunity_id'])
        .expression(sql.selectFrom(awaited.as('awaited')).selectAll())
        .onConflict((conflict) => conflict.doNothing()),
    ),
  ]);
}

/**
 * Takes posts that waited for a domain, at most `limit` of them; `ready` are those that wait for nothing else. The posts are
 * locked first: of two domains that answer at once, one sees what the other has taken.
 */
export async function takeWaiting(
  tx: Tx,
  tenantId: string,
  domain: string,
  limit: number,
): Promise<{ readonly taken: number; readonly ready: FoundPost[] }> {
  const awaiting = sql
    .selectFrom('awaited_domains')
    .select('opportunity_id')
    .where('domain', '=', domain)
    .orderBy('opportunity_id')
    .limit(limit);
  const rows = await tx.rows(
    sql
      .selectFrom('waiting_opportunities')
      .selectAll()
      .where('opportunity_id', 'in', awaiting)
      .orderBy('opportunity_id')
      .forUpdate(),
  );
  if (rows.length === 0) return { taken: 0, ready: [] };
  const ids = rows.map(({ opportunity_id }) => opportunity_id);
  const anyOfThem = raw<string>`any(${ids})`;
  await tx.run(sql.deleteFrom('awaited_domains').where('domain', '=', domain).where('opportunity_id', '=', anyOfThem));
  const others = await tx.rows(
    sql.selectFrom('awaited_domains').select('opportunity_id').distinct().where('opportunity_id', '=', anyOfThem),
  );
  const stillWaiting = new Set(others.map(({ opportunity_id }) => opportunity_id));
  const ready = rows.filter(({ opportunity_id }) => !stillWaiting.has(opportunity_id));
  if (ready.length > 0) {
    const readyIds = ready.map(({ opportunity_id }) => opportunity_id);
    await tx.run(sql.deleteFrom('waiting_opportunities').where('opportunity_id', '=', raw<string>`any(${readyIds})`));
  }
  return { taken: rows.length, ready: ready.map((row) => ({ tenantId, ...foundPost(row) })) };
}

/** Takes posts that waited for a look, at most `limit` of them; they wait for nothing else. */
export async function takeAwaitingLook(tx: Tx, tenantId: string, key: string, limit: number): Promise<FoundPost[]> {
  const awaiting = sql
    .selectFrom('awaited_looks')
    .select('opportunity_id')
    .where('key', '=', key)
    .orderBy('opportunity_id')
    .limit(limit);
  const rows = await tx.rows(
    sql
      .deleteFrom('waiting_opportunities')
      .where('opportunity_id', 'in', awaiting)
      .returning(['opportunity_id', 'correlation_id', 'post', 'contacts']),
  );
  return rows.map((row) => ({ tenantId, ...foundPost(row) }));
}

function foundPost(row: {
  readonly opportunity_id: string;
  readonly correlation_id: string;
  readonly post: unknown;
  readonly contacts: unknown;
}): Omit<FoundPost, 'tenantId'> {
  const { looks, seemsToState, ...post } = keptPost.parse(row.post);
  return {
    opportunityId: row.opportunity_id,
    correlationId: row.correlation_id,
    post: post satisfies PostFacts,
    contacts: row.contacts as readonly FoundContact[],
    seemsToState,
    looks,
  };
}
