import { opsPaymentsDrift } from '@loop/contracts';
import { respond } from '@loop/runtime';
import { explainDrift } from '../domain/explain-drift.ts';
import { openDrift } from '../store/drift.ts';
import { truthBasis } from '../store/truth-figures.ts';

/** Answers `ops.payments.payments_drift`: each line that does not agree, explained. */
export const driftResponder = respond(opsPaymentsDrift.request('payments'), async ({ input, read }) => {
  const { basis, lines } = await read(input.tenantId, async (tx) => {
    const [basis, lines] = await Promise.all([truthBasis(tx), openDrift(tx, input.limit)]);
    return { basis, lines };
  });
  return {
    ok: {
      frozen: basis.frozen,
      lastReconciledAt: basis.lastReconciledAt?.toISOString() ?? null,
      items: lines.map((line) => ({
        ...line,
        state: line.state === 'pending' ? ('pending' as const) : ('unexplained' as const),
        occurredAt: line.occurredAt.toISOString(),
        foundAt: line.foundAt.toISOString(),
        explanation: explainDrift(line),
      })),
    },
  };
});
