import { type Decision, idFrom } from '@loop/runtime';
import { postingForLine } from '../domain/ledger-posting.ts';
import type { BalanceLine } from '../domain/payment-reading.ts';
import { keepLines, postedAmong } from '../store/balance-lines.ts';
import type { Evidence } from '../store/evidence.ts';
import { bookPlanned } from './book-reading.ts';
import type { MatchContext } from './match-effects.ts';
import { sha256Of } from './params-sha256.ts';

/** Lines about no payment: they are booked from the list itself. */
const ABOUT_NO_PAYMENT: ReadonlySet<BalanceLine['kind']> = new Set(['payout', 'payout_failure', 'fee']);

/** What the payment of a line can be read by. */
const READ_BY: Readonly<Partial<Record<BalanceLine['kind'], string>>> = {
  charge: 'charge',
  refund: 'refund',
  refund_failure: 'refund',
  dispute_withdrawal: 'dispute',
  dispute_reinstatement: 'dispute',
};

/**
 * Settles a page of the provider's account: keeps its lines, books payouts and fees, and has the payment of every other line
 * read that the ledger lacks. That reading books it, whichever webhook was lost.
 */
export async function settleBalancePage(
  decision: Decision,
  { effects, mode, rail }: MatchContext,
  runId: string,
  lines: readonly BalanceLine[],
): Promise<void> {
  await keepLines(decision.tx, rail, runId, lines);
  const posted = await postedAmong(
    decision.tx,
    rail,
    lines.map(({ ref }) => ref),
  );
  const missing = lines.filter(({ ref }) => !posted.has(ref));
  const own = missing.filter(({ kind }) => ABOUT_NO_PAYMENT.has(kind));
  if (own.length > 0) await bookOwn(decision, mode, evidenceOfPage(decision, rail, runId, own), own);
  for (const { kind, ref, sourceRef } of missing) {
    const objectType = READ_BY[kind];
    if (objectType === undefined) continue;
    const look = { objectType, objectRef: sourceRef, providerEventId: null };
    await decision.act(effects.readPayment, look, { key: `match:${runId}:${ref}` });
  }
}

function evidenceOfPage(
  decision: Decision,
  provider: Evidence['provider'],
  runId: string,
  lines: readonly BalanceLine[],
): Evidence {
  const contentSha256 = sha256Of(lines);
  const evidenceId = idFrom('payments.evidence', decision.tenantId, provider, runId, contentSha256);
  const read = { objectType: 'balance', objectRef: runId, providerEventId: null, readAt: new Date() };
  return { evidenceId, provider, ...read, contentSha256 };
}

async function bookOwn(
  decision: Decision,
  mode: MatchContext['mode'],
  evidence: Evidence,
  lines: readonly BalanceLine[],
): Promise<void> {
  const planned = lines.flatMap((line) => {
    const posting = postingForLine(line, { released: false, movedBefore: null });
    const { occurredAt, ref: balanceRef, sourceRef } = line;
    return posting === undefined ? [] : [{ ...posting, providerRef: sourceRef, balanceRef, sourceRef, occurredAt }];
  });
  await bookPlanned(decision, { contractId: null, milestoneId: null, mode }, planned, evidence, decision.correlationId);
}
