import type { Tx } from '@loop/runtime';
import type { BookedLeg, PlannedPosting } from '../domain/book-reading.ts';
import type { Account } from '../domain/ledger-posting.ts';
import type { Mode } from '../domain/payment.ts';
import type { Evidence } from './evidence.ts';
import { sql } from './tables.ts';

/** A posting with its name, what it is about, and what proves it. */
export interface EvidencedPosting extends PlannedPosting {
  readonly postingId: string;
  /** Null for what is about no contract: payouts and the provider's own fees. */
  readonly contractId: string | null;
  readonly milestoneId: string | null;
  readonly mode: Mode;
  readonly postedAt: Date;
  readonly evidence: Evidence;
}

/** A release of a milestone's money. */
export interface Release {
  readonly milestoneId: string;
  readonly approvalId: string;
  readonly providerRef: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly mode: Mode;
  readonly releasedAt: Date;
  readonly evidence: Evidence;
}

/** Everything that is booked about a milestone, leg by leg. Right only while its payment is locked. */
export async function bookedLegs(tx: Tx, milestoneId: string): Promise<readonly BookedLeg[]> {
  const rows = await tx.rows(
    sql
      .selectFrom('postings')
      .innerJoin('posting_entries', 'posting_entries.posting_id', 'postings.posting_id')
      .select(['operation', 'provider_ref', 'balance_ref', 'source_ref', 'account', 'amount_minor', 'currency'])
      .where('milestone_id', '=', milestoneId)
      .orderBy('posted_at'),
  );
  return rows.map((row) => ({
    operation: row.operation as BookedLeg['operation'],
    providerRef: row.provider_ref,
    balanceRef: row.balance_ref,
    sourceRef: row.source_ref,
    account: row.account as Account,
    amountMinor: row.amount_minor,
    currency: row.currency,
  }));
}

/**
 * Writes postings and their legs, set-based; the evidence must be kept already. A line of the provider that is booked is not
 * booked again: resolves to the ids of those that were new. The database refuses postings that do not add up to zero, and a
 * second one of a kind about one object of the provider: the transaction fails.
 */
export async function post(tx: Tx, postings: readonly EvidencedPosting[]): Promise<ReadonlySet<string>> {
  if (postings.length === 0) return new Set();
  const written = await tx.rows(
    sql
      .insertInto('postings')
      .values(postings.map(postingRow))
      .onConflict((conflict) => conflict.constraint('postings_balance_once').doNothing())
      .returning('posting_id'),
  );
  const fresh = new Set(written.map((row) => row.posting_id));
  const legs = postings.filter(({ postingId }) => fresh.has(postingId)).flatMap(legRows);
  if (legs.length > 0) await tx.run(sql.insertInto('posting_entries').values(legs));
  return fresh;
}

function postingRow(posting: EvidencedPosting) {
  const { evidence } = posting;
  return {
    posting_id: posting.postingId,
    operation: posting.operation,
    contract_id: posting.contractId,
    milestone_id: posting.milestoneId,
    provider: evidence.provider,
    provider_ref: posting.providerRef,
    balance_ref: posting.balanceRef,
    source_ref: posting.sourceRef,
    occurred_at: posting.occurredAt,
    evidence_id: evidence.evidenceId,
    provider_event_id: evidence.providerEventId,
    read_at: evidence.readAt,
    mode: posting.mode,
    posted_at: posting.postedAt,
  };
}

function legRows({ entries, postingId }: EvidencedPosting) {
  return entries.map((entry, index) => ({
    posting_id: postingId,
    leg: index + 1,
    account: entry.account,
    amount_minor: entry.amountMinor,
    currency: entry.currency,
  }));
}

/** Records that a milestone's money is earned. The database refuses a second release of a milestone or of an approval. */
export async function recordRelease(tx: Tx, release: Release): Promise<void> {
  await tx.run(
    sql.insertInto('releases').values({
      milestone_id: release.milestoneId,
      approval_id: release.approvalId,
      provider_ref: release.providerRef,
      amount_minor: release.amountMinor,
      currency: release.currency,
      mode: release.mode,
      evidence_id: release.evidence.evidenceId,
      provider_event_id: release.evidence.providerEventId,
      read_at: release.evidence.readAt,
      released_at: release.releasedAt,
    }),
  );
}
