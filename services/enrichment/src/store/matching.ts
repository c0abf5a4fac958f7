import type { Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import { sql } from './tables.ts';

/** A tenant's word on whether authors may be matched with what stands elsewhere. */
export interface MatchingDecision {
  readonly isOn: boolean;
  /** Null where it was turned off. */
  readonly basis: string | null;
  readonly actor: string;
  readonly reason: string;
  readonly decidedAt: Date;
}

/** Keeps a decision under its id, and adds it to the audit, which nobody may change. */
export async function keepMatchingDecision(tx: Tx, id: string, decision: MatchingDecision): Promise<void> {
  const { actor, basis, decidedAt, isOn, reason } = decision;
  const decided = { id, is_on: isOn, basis, actor, reason, decided_at: decidedAt };
  const details = JSON.stringify({ decisionId: id, isOn, basis });
  await Promise.all([
    tx.run(sql.insertInto('matching_decisions').values(decided)),
    tx.run(sql.insertInto('audit').values({ actor, action: 'matching_decide', reason, details })),
  ]);
}

/** The decisions of the tenant, newest first. */
export async function matchingDecisions(tx: Tx, limit: number): Promise<MatchingDecision[]> {
  const rows = await tx.rows(
    sql
      .selectFrom('matching_decisions')
      .select(['is_on', 'basis', 'actor', 'reason', 'decided_at'])
      .orderBy('number', 'desc')
      .limit(limit),
  );
  return rows.map(({ actor, basis, decided_at, is_on, reason }) => ({
    isOn: is_on,
    basis,
    actor,
    reason,
    decidedAt: decided_at,
  }));
}

/** Of the tenants given, those whose newest decision is that authors may be matched. */
export async function tenantsThatMatch(tx: Tx, tenantIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (tenantIds.length === 0) return new Set();
  const rows = await tx.rows(
    sql
      .selectFrom('matching_decisions')
      .distinctOn('tenant_id')
      .select(['tenant_id', 'is_on'])
      .where('tenant_id', '=', raw<string>`any(${[...tenantIds]})`)
      .orderBy('tenant_id')
      .orderBy('number', 'desc'),
  );
  return new Set(rows.filter(({ is_on }) => is_on).map(({ tenant_id }) => tenant_id));
}
