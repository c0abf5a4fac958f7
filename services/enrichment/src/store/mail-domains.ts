import { eventRows, type Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import type { MailDomainStatus } from '../domain/mail-domain.ts';
import { sql } from './tables.ts';

/** A domain as one tenant knows it. */
export interface TenantDomain {
  readonly tenantId: string;
  readonly domain: string;
}

/** What a domain's name servers said last. */
export interface KnownDomain extends TenantDomain {
  readonly status: MailDomainStatus;
}

/** A domain whose name servers have to be asked; `question` is another after each answer. */
export interface AskedDomain extends TenantDomain {
  readonly question: string;
}

const rowsOf = (domains: readonly TenantDomain[]) => eventRows(domains, { domain: ['text', ({ domain }) => domain] });

/** The answers that are there; those only that are believed at `believedAt`, or all of them. Locks nothing. */
export async function knownDomains(
  tx: Tx,
  domains: readonly TenantDomain[],
  believedAt: Date | 'whenever',
): Promise<KnownDomain[]> {
  if (domains.length === 0) return [];
  const known = sql
    .selectFrom('mail_domains')
    .innerJoin(rowsOf(domains).as('wanted'), (join) =>
      join.on('mail_domains.tenant_id', '=', raw`wanted.tenant_id`).on('mail_domains.domain', '=', raw`wanted.domain`),
    )
    .select(['mail_domains.tenant_id', 'mail_domains.domain', 'mail_domains.status'])
    .where('mail_domains.status', 'is not', null);
  const rows = await tx.rows(
    believedAt === 'whenever' ? known : known.where('mail_domains.believed_until', '>', believedAt),
  );
  return rows.map(({ tenant_id, domain, status }) => ({
    tenantId: tenant_id,
    domain,
    status: status as MailDomainStatus,
  }));
}

/**
 * Locks the domains until the decision is over, so that no answer comes between the question whether there is one and the note
 * that somebody waits for it; says which were answered meanwhile, and which question the others wait for. Each is given once.
 */
export async function lockDomains(
  tx: Tx,
  domains: readonly TenantDomain[],
  now: Date,
): Promise<{ readonly known: KnownDomain[]; readonly asked: AskedDomain[] }> {
  const rows = await tx.rows(
    sql
      .insertInto('mail_domains')
      .columns(['tenant_id', 'domain', 'believed_until', 'question'])
      .expression(
        sql
          .selectFrom(rowsOf(domains).as('wanted'))
          .select([raw<string>`wanted.tenant_id`.as('tenant_id'), raw<string>`wanted.domain`.as('domain')])
          .select(raw<Date>`timestamptz 'epoch'`.as('believed_until'))
          .select(raw<number>`floor(extract(epoch FROM ${now}::timestamptz))::bigint`.as('question'))
          // Everybody locks in one order.
          .orderBy('tenant_id')
          .orderBy('domain'),
      )
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'domain']).doUpdateSet((row) => ({ domain: row.ref('excluded.domain') })),
      )
      .returning(['tenant_id', 'domain', 'status', 'believed_until'])
      .returning(raw<string>`question::text`.as('question')),
  );
  const known: KnownDomain[] = [];
  const asked: AskedDomain[] = [];
  for (const { tenant_id: tenantId, domain, status, believed_until, question } of rows) {
    if (status !== null && believed_until > now) known.push({ tenantId, domain, status: status as MailDomainStatus });
    else asked.push({ tenantId, domain, question });
  }
  return { known, asked };
}

/** Keeps an answer of a domain's name servers. */
export async function keepAnswer(tx: Tx, domain: string, status: MailDomainStatus, believedUntil: Date): Promise<void> {
  await tx.run(
    sql
      .updateTable('mail_domains')
      .set({ status, believed_until: believedUntil, question: raw<number>`question + 1` })
      .where('domain', '=', domain),
  );
}

/** Drops answers that nobody has believed since a time and nobody waits for, so that the table does not only grow. */
export async function dropOldAnswers(tx: Tx, before: Date): Promise<void> {
  await tx.run(
    sql
      .deleteFrom('mail_domains')
      .where('believed_until', '<', before)
      .where('status', 'is not', null)
      .where(({ exists, not, selectFrom }) =>
        not(
          exists(
            selectFrom('awaited_domains')
              .select('awaited_domains.domain')
              .whereRef('awaited_domains.domain', '=', 'mail_domains.domain'),
          ),
        ),
      ),
  );
}

/** Drops the answers about domains that nobody's address is at any more and nobody waits for: a domain may be a person's own. */
export async function dropUnusedMailDomains(tx: Tx): Promise<void> {
  await tx.run(
    sql
      .deleteFrom('mail_domains')
      .where('status', 'is not', null)
      .where(({ exists, not, selectFrom }) =>
        not(
          exists(
            selectFrom('contacts')
              .select('contacts.id')
              .where('contacts.kind', '=', 'email')
              .where(raw<boolean>`split_part(contacts.value, '@', 2) = mail_domains.domain`),
          ),
        ),
      )
      .where(({ exists, not, selectFrom }) =>
        not(
          exists(
            selectFrom('awaited_domains')
              .select('awaited_domains.domain')
              .whereRef('awaited_domains.domain', '=', 'mail_domains.domain'),
          ),
        ),
      ),
  );
}
