import { idFrom, type Tx } from '@loop/runtime';
import type { Json } from '../domain/canonical-json.ts';
import { CHAIN_START, type EvidenceLink, nextLink } from '../proofs/evidence-link.ts';
import { db } from './tables.ts';

/** What is put on record. */
export interface Happening {
  readonly contractId: string;
  readonly kind: string;
  readonly milestoneId?: string;
  readonly at: Date;
  /** The particulars; nothing personal unless the law of signatures wants it kept. */
  readonly details: { readonly [name: string]: Json };
}

/** Where it stands in the contract's chain. */
export interface OnRecord {
  readonly evidenceId: string;
  /** Counts up from 1 with everything that happens to the contract: the aggregate's sequence. */
  readonly position: number;
}

/** A link of the chain, as the client's timeline shows it. */
export interface RecordedLink extends EvidenceLink {
  readonly kind: string;
  readonly milestoneId: string | null;
  readonly recordedAt: Date;
}

/** Adds a link to a contract's chain. The contract must be locked by this transaction, or two links would fork. */
export async function putOnRecord(tx: Tx, happening: Happening): Promise<OnRecord> {
  const { contractId, kind, milestoneId, at, details } = happening;
  const head = await tx.first(
    db
      .selectFrom('evidence')
      .select(['position', 'hash'])
      .where('contract_id', '=', contractId)
      .orderBy('position', 'desc')
      .limit(1),
  );
  const position = (head?.position ?? 0) + 1;
  const link = nextLink(head?.hash ?? CHAIN_START, {
    ...details,
    contractId,
    position,
    kind,
    at: at.toISOString(),
    milestoneId: milestoneId ?? null,
  });
  const evidenceId = idFrom('evidence', contractId, position);
  await tx.run(
    db.insertInto('evidence').values({
      contract_id: contractId,
      position,
      evidence_id: evidenceId,
      kind,
      milestone_id: milestoneId ?? null,
      record: link.record,
      hash: link.hash,
      recorded_at: at,
    }),
  );
  return { evidenceId, position };
}

/** A contract's chain, in order. */
export async function chainOf(tx: Tx, contractId: string): Promise<readonly RecordedLink[]> {
  const rows = await tx.rows(
    db.selectFrom('evidence').selectAll().where('contract_id', '=', contractId).orderBy('position'),
  );
  return rows.map((row) => ({
    position: row.position,
    kind: row.kind,
    milestoneId: row.milestone_id,
    record: row.record,
    hash: row.hash,
    recordedAt: row.recorded_at,
  }));
}
