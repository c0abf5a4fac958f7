import type { Tx } from '@loop/runtime';
import type { LedgerPosting } from '../domain/ledger-posting.ts';
import type { Mode } from '../domain/payment.ts';
import { sql } from './tables.ts';

/** What a posting or a release rests on: the provider's object, and when and why it was read. */
export interface MoneyEvidence {
  readonly providerRef: string;
  readonly providerEventId: string | null;
  readonly readAt: Date;
}

/** A posting with its name, what it is about, and what proves it. */
export interface EvidencedPosting extends LedgerPosting, MoneyEvidence {
  readonly postingId: string;
  readonly contractId: string;
  readonly milestoneId: string;
  readonly mode: Mode;
  readonly postedAt: Date;
}

/** A release of a milestone's money. */
export interface Release extends MoneyEvidence {
  readonly milestoneId: string;
  readonly approvalId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly mode: Mode;
  readonly releasedAt: Date;
}

/**
 * Writes a posting and all its legs. The database refuses one that does not add up to zero, one without evidence, and a
 * second one for the same provider object and operation: the transaction fails.
 */
export async function post(tx: Tx, posting: EvidencedPosting): Promise<void> {
  const written = tx.run(
    sql.insertInto('postings').values({
      posting_id: posting.postingId,
      operation: posting.operation,
      contract_id: posting.contractId,
      milestone_id: posting.milestoneId,
      provider_ref: posting.providerRef,
      provider_event_id: posting.providerEventId,
      read_at: posting.readAt,
      mode: posting.mode,
      posted_at: posting.postedAt,
    }),
  );
  const legs = posting.entries.map((entry, index) => ({
    posting_id: posting.postingId,
    leg: index + 1,
    account: entry.account,
    amount_minor: entry.amountMinor,
    currency: entry.currency,
  }));
  await Promise.all([written, tx.run(sql.insertInto('posting_entries').values(legs))]);
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
      provider_event_id: release.providerEventId,
      read_at: release.readAt,
      released_at: release.releasedAt,
    }),
  );
}
