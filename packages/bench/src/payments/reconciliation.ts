import { DEFAULT_TENANT_ID, type Outcome } from '@loop/runtime';
import { settle } from '@loop/testkit';
import type { Bed } from '../harness/bed.ts';
import type { Part } from '../harness/bench.ts';
import { storedLine, storeLedger, storePayments } from './stored-payments.ts';
import { paymentsFromStore } from './stored-rail.ts';

const TRANSACTIONS = 100_000;
/** The longest page that Stripe gives. https://docs.stripe.com/api/pagination */
const PAGE = 100;
const PATIENCE_MS = 600_000;
const DAY_MS = 86_400_000;

/** The daily match of a provider's account with the ledger, page by page, with lists that answer from store. */
export const reconciliation: Part = {
  name: 'reconciliation',
  ownTables: ['payments'],
  measure: async (bed) => {
    const count = bed.size(TRANSACTIONS);
    await storePayments(bed, count, 'captured');
    await storeLedger(bed, count);
    const service = await bed.system.start(
      paymentsFromStore(bed, {
        match_page: (intent) => pageOf(count, String(intent['list']), intent['cursor']),
      }),
    );
    const startedMs = performance.now();
    await bed.system.ask('payments', 'payments_reconcile', { tenantId: DEFAULT_TENANT_ID });
    await settle(async () => (await endedRuns(bed)) === 'balance clean, events clean, payouts clean', {
      timeoutMs: PATIENCE_MS,
      everyMs: 100,
    });
    const seconds = (performance.now() - startedMs) / 1_000;
    await expectMatched(bed, count);
    await service.stop();
    return [
      {
        name: `reconciling ${count} balance transactions, payouts and events with the ledger, pages of ${PAGE}`,
        ...{ value: seconds, baseline: null, unit: 's', target: { atMost: 60 } },
      },
    ];
  },
};

function pageOf(count: number, list: string, cursor: unknown): Outcome {
  const from = cursor === null ? 0 : Number(cursor);
  const to = list === 'balance' ? Math.min(count, from + PAGE) : from;
  const occurredAt = new Date(Date.now() - DAY_MS);
  const items = Array.from({ length: to - from }, (_, at) => storedLine(from + at + 1, occurredAt));
  const next = list === 'balance' && to < count ? String(to) : null;
  return { outcome: 'done', result: { items: items.length }, carried: { list, page: { items, next } } };
}

async function endedRuns(bed: Bed): Promise<string> {
  const rows = await bed.system.sql<{ list: string; state: string }>(
    'SELECT list, state FROM payments.reconciliations ORDER BY list',
  );
  return rows.map(({ list, state }) => `${list} ${state}`).join(', ');
}

/** Every line was compared, none is without its posting, and nothing was booked by it. */
async function expectMatched(bed: Bed, count: number): Promise<void> {
  const [found] = await bed.system.sql<{ lines: number; drift: number; postings: number }>(
    `SELECT (SELECT count(*)::int FROM payments.balance_lines) AS lines, (SELECT count(*)::int FROM payments.drift) AS drift,
            (SELECT count(*)::int FROM payments.postings) AS postings`,
  );
  if (found?.lines !== count || found.drift !== 0 || found.postings !== count) {
    throw new Error(`${JSON.stringify(found)} after reconciling ${count} transactions`);
  }
}
