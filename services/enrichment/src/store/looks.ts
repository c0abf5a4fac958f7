import { eventRows, type Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import type { FoundPost } from '../domain/found-post.ts';
import type { FoundContact } from '../domain/rank-contacts.ts';
import { sql } from './tables.ts';

/** A look that one tenant's post wants taken. */
export interface WantedLook {
  readonly tenantId: string;
  readonly key: string;
}

/** What a look came to. */
export interface LookAnswer {
  /** `read`, or why nothing was. */
  readonly outcome: string;
  readonly contacts: readonly FoundContact[];
}

/** A look that was answered and is still believed, or one that is to be taken; `round` is another after each answer. */
export type LockedLook = WantedLook & ({ readonly answer: LookAnswer } | { readonly round: string });

/**
 * Locks the looks until the decision is over, so that no answer comes between the question whether there is one and the note that
 * somebody waits for it. Each is to be given once.
 */
export async function lockLooks(tx: Tx, wanted: readonly WantedLook[], now: Date): Promise<LockedLook[]> {
  if (wanted.length === 0) return [];
  const columns = ['tenant_id', 'key', 'contacts', 'believed_until', 'round'] as const;
  const rows = eventRows(wanted, {
    key: ['text', ({ key }) => key],
    contacts: ['jsonb', () => '[]'],
    believed_until: ['timestamptz', () => now],
    round: ['int8', () => Math.floor(now.getTime() / 1_000)],
  });
  const locked = await tx.rows(
    sql
      .insertInto('looks')
      .columns([...columns])
      // All who lock several do so in one order.
      .expression(sql.selectFrom(rows.as('wanted')).selectAll().orderBy('tenant_id').orderBy('key'))
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'key']).doUpdateSet((row) => ({ key: row.ref('excluded.key') })),
      )
      .returning(['tenant_id', 'key', 'outcome', 'contacts', 'believed_until'])
      .returning(raw<string>`round::text`.as('round')),
  );
  return locked.map(({ tenant_id: tenantId, key, outcome, contacts, believed_until, round }) =>
    outcome !== null && believed_until > now
      ? { tenantId, key, answer: { outcome, contacts: contacts as readonly FoundContact[] } }
      : { tenantId, key, round },
  );
}

/** Keeps what a look came to. */
export async function keepLook(tx: Tx, key: string, { contacts, outcome }: LookAnswer, until: Date): Promise<void> {
  await tx.run(
    sql
      .updateTable('looks')
      .set({ outcome, contacts: JSON.stringify(contacts), believed_until: until, round: raw<number>`round + 1` })
      .where('key', '=', key),
  );
}

/** What a look came to last, believed or not; nothing found where it was dropped. */
export async function answerOf(tx: Tx, key: string): Promise<LookAnswer> {
  const row = await tx.first(sql.selectFrom('looks').select(['outcome', 'contacts']).where('key', '=', key));
  return { outcome: row?.outcome ?? 'read', contacts: (row?.contacts ?? []) as readonly FoundContact[] };
}

/** Notes that posts, which are kept waiting, wait for looks. */
export async function awaitLooks(
  tx: Tx,
  waiting: readonly { readonly post: FoundPost; readonly key: string }[],
): Promise<void> {
  if (waiting.length === 0) return;
  const rows = eventRows(
    waiting.map(({ key, post }) => ({ tenantId: post.tenantId, opportunityId: post.opportunityId, key })),
    { key: ['text', ({ key }) => key], opportunity_id: ['uuid', ({ opportunityId }) => opportunityId] },
  );
  await tx.run(
    sql
      .insertInto('awaited_looks')
      .columns(['tenant_id', 'key', 'opportunity_id'])
      .expression(sql.selectFrom(rows.as('awaited')).selectAll())
      .onConflict((conflict) => conflict.doNothing()),
  );
}

/** Drops all looks that nobody waits for: who is in what they found cannot be told, so somebody who is to be forgotten may be. */
export async function dropAnsweredLooks(tx: Tx): Promise<void> {
  await tx.run(
    sql
      .deleteFrom('looks')
      .where('outcome', 'is not', null)
      .where(({ exists, not, selectFrom }) =>
        not(
          exists(
            selectFrom('awaited_looks').select('awaited_looks.key').whereRef('awaited_looks.key', '=', 'looks.key'),
          ),
        ),
      ),
  );
}

/** Drops looks that nobody has believed since a time and nobody waits for, with what they found. */
export async function dropOldLooks(tx: Tx, before: Date): Promise<void> {
  await tx.run(
    sql
      .deleteFrom('looks')
      .where('believed_until', '<', before)
      .where('outcome', 'is not', null)
      .where(({ exists, not, selectFrom }) =>
        not(
          exists(
            selectFrom('awaited_looks').select('awaited_looks.key').whereRef('awaited_looks.key', '=', 'looks.key'),
          ),
        ),
      ),
  );
}
