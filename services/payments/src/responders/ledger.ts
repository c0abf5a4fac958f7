import { opsPaymentsLedger, opsPaymentsMilestone } from '@loop/contracts';
import { respond } from '@loop/runtime';
import { ledgerLines, operationLines } from '../store/ledger-lines.ts';
import { findPayment } from '../store/payments.ts';
import { truthBasis } from '../store/truth-figures.ts';

const MOST_LINES = 200;

/** Answers `ops.payments.payments_ledger`. */
export const ledgerResponder = respond(opsPaymentsLedger.request('payments'), async ({ input, read }) => {
  const { tenantId, ...wanted } = input;
  const { basis, items } = await read(tenantId, async (tx) => {
    const [basis, items] = await Promise.all([truthBasis(tx), ledgerLines(tx, wanted)]);
    return { basis, items };
  });
  const nextCursor = items.length < wanted.limit ? null : (items.at(-1)?.postingId ?? null);
  const lastReconciledAt = basis.lastReconciledAt?.toISOString() ?? null;
  return { ok: { frozen: basis.frozen, lastReconciledAt, items: items.map(writable), nextCursor } };
});

/** Answers `ops.payments.payments_milestone`. */
export const milestoneMoneyResponder = respond(opsPaymentsMilestone.request('payments'), async ({ input, read }) => {
  const { milestoneId, tenantId } = input;
  const found = await read(tenantId, async (tx) => {
    const [payment, postings, operations] = await Promise.all([
      findPayment(tx, milestoneId),
      ledgerLines(tx, { milestoneId, limit: MOST_LINES, cursor: null }),
      operationLines(tx, milestoneId, MOST_LINES),
    ]);
    return payment && { payment, postings, operations };
  });
  if (found === undefined) return { refused: 'not_found', detail: 'No milestone of that id is known to payments' };
  const { operations, payment, postings } = found;
  const { amountMinor: contractMinor, captureBefore } = payment;
  return {
    ok: {
      ...payment,
      contractMinor,
      captureBefore: captureBefore?.toISOString() ?? null,
      operations,
      postings: postings.map(writable),
    },
  };
});

function writable<T extends { readonly entries: readonly object[] }>(line: T) {
  return { ...line, entries: [...line.entries] as T['entries'][number][] };
}
