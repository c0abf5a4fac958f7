import type { Tx } from '@loop/runtime';
import { sql as raw } from 'kysely';
import type { RailName } from '../domain/payment-reading.ts';
import { statementOf } from './tables.ts';

/** Something of a rail's that is not over: a payment, or a hosted page while there is none. */
export interface OpenOnRail {
  readonly kind: 'payment' | 'session';
  readonly ref: string;
}

/** What is open on a rail: holds by their end, then the rest in turn, the longest unread first. */
export function openOnRail(tx: Tx, rail: RailName, limit: number): Promise<OpenOnRail[]> {
  return tx.rows(
    statementOf(raw<OpenOnRail>`
      SELECT CASE WHEN p.intent_ref IS NULL THEN 'session' ELSE 'payment' END AS kind, coalesce(p.intent_ref, o.provider_ref) AS ref
        FROM payments p
        LEFT JOIN operations o ON o.tenant_id = p.tenant_id AND o.milestone_id = p.milestone_id AND o.kind = 'open_session'
         AND o.state = 'live' AND p.intent_ref IS NULL
       WHERE p.rail = ${rail} AND coalesce(p.intent_ref, o.provider_ref) IS NOT NULL
         AND p.state IN ('session_open', 'authorizing', 'requires_action', 'authorized', 'capture_requested', 'captured')
       ORDER BY p.capture_before NULLS LAST, p.milestone_id LIMIT ${limit}`),
  );
}

/** Payments whose last act is not known to have ended, or was sent more than `sentBefore` ago and has not. */
export function inDoubt(tx: Tx, rail: RailName, sentBefore: Date, limit: number): Promise<{ ref: string }[]> {
  return tx.rows(
    statementOf(raw<{ ref: string }>`
      SELECT DISTINCT p.intent_ref AS ref
        FROM payments p
        LEFT JOIN operations o ON o.tenant_id = p.tenant_id AND o.milestone_id = p.milestone_id AND o.state = 'live'
         AND o.kind <> 'open_session' AND o.created_at < ${sentBefore}
       WHERE p.rail = ${rail} AND p.intent_ref IS NOT NULL AND (o.operation_id IS NOT NULL OR p.certainty = 'indeterminate')
       ORDER BY ref LIMIT ${limit}`),
  );
}
