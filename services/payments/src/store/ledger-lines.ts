import type { Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import type { Mode } from '../domain/payment.ts';
import type { RailName } from '../domain/payment-reading.ts';
import { statementOf } from './tables.ts';

/** A posting with its legs and what proves it, as it is shown. */
export interface LedgerLine {
  readonly postingId: string;
  readonly operation: string;
  readonly milestoneId: string | null;
  readonly contractId: string | null;
  readonly mode: Mode;
  readonly provider: RailName;
  readonly providerRef: string;
  readonly balanceRef: string | null;
  readonly occurredAt: string | null;
  readonly postedAt: string;
  readonly entries: readonly { readonly account: string; readonly amountMinor: number; readonly currency: string }[];
  readonly evidence: {
    readonly evidenceId: string;
    readonly kind: 'event' | 'read';
    readonly objectType: string;
    readonly objectRef: string;
    readonly providerEventId: string | null;
    readonly readAt: string;
    readonly contentSha256: string;
  };
}

/** Which lines are wanted: of one milestone or of all (null), after the one that `cursor` names. */
export interface WantedLines {
  readonly milestoneId: string | null;
  readonly limit: number;
  readonly cursor: string | null;
}

const instant = (column: string) => raw.raw(`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

/** Postings, newest first. */
export function ledgerLines(tx: Tx, { cursor, limit, milestoneId }: WantedLines): Promise<LedgerLine[]> {
  const after =
    cursor === null
      ? raw``
      : raw`AND (p.posted_at, p.posting_id) < (SELECT c.posted_at, c.posting_id FROM postings c WHERE c.posting_id = ${cursor})`;
  const own = milestoneId === null ? raw`` : raw`AND p.milestone_id = ${milestoneId}`;
  return tx.rows(
    statementOf(raw<LedgerLine>`
      SELECT p.posting_id AS "postingId", p.operation, p.milestone_id AS "milestoneId", p.contract_id AS "contractId", p.mode,
             p.provider, p.provider_ref AS "providerRef", p.balance_ref AS "balanceRef",
             ${instant('p.occurred_at')} AS "occurredAt", ${instant('p.posted_at')} AS "postedAt",
             coalesce((SELECT jsonb_agg(jsonb_build_object('account', e.account, 'amountMinor', e.amount_minor, 'currency', e.currency)
                ORDER BY e.leg) FROM posting_entries e WHERE e.tenant_id = p.tenant_id AND e.posting_id = p.posting_id), '[]') AS entries,
             jsonb_build_object('evidenceId', v.evidence_id, 'kind', v.kind, 'objectType', v.object_type,
               'objectRef', v.object_ref, 'providerEventId', v.provider_event_id, 'readAt', ${instant('v.read_at')},
               'contentSha256', v.content_sha256) AS evidence
        FROM postings p JOIN evidence v USING (tenant_id, evidence_id)
       WHERE true ${own} ${after}
       ORDER BY p.posted_at DESC, p.posting_id DESC LIMIT ${limit}`),
  );
}

/** An act on a milestone's money, as it is shown. */
export interface OperationLine {
  readonly operationId: string;
  readonly kind: string;
  readonly state: string;
  readonly amountMinor: number;
  readonly providerRef: string | null;
  readonly reason: string | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

/** The newest acts on a milestone's money, the first of them first. */
export function operationLines(tx: Tx, milestoneId: string, limit: number): Promise<OperationLine[]> {
  return tx.rows(
    statementOf(raw<OperationLine>`
      SELECT operation_id AS "operationId", kind, state, amount_minor AS "amountMinor", provider_ref AS "providerRef", reason,
             ${instant('created_at')} AS "createdAt", ${instant('ended_at')} AS "endedAt"
        FROM (SELECT * FROM operations WHERE milestone_id = ${milestoneId} ORDER BY created_at DESC LIMIT ${limit}) newest
       ORDER BY created_at, operation_id`),
  );
}
