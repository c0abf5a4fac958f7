import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { opsPaymentsDrift, opsPaymentsLedger, opsPaymentsMilestone, opsPaymentsReconcile } from '@loop/contracts';
import { respond } from '@loop/runtime';
import { TestSystem } from '@loop/testkit';
import { operatorEnv, type Ran, runLoopIn, takingAll } from './run-loop-in.ts';

const MILESTONE = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a01';
const CONTRACT = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a02';
const POSTING = '0b6a1a52-5f0f-4b1e-9a66-2f4f0d0c7a03';
const AT = '2026-11-28T10:00:00.000Z';

const posting = {
  postingId: POSTING,
  operation: 'charge',
  milestoneId: MILESTONE,
  contractId: CONTRACT,
  mode: 'sandbox' as const,
  provider: 'stripe' as const,
  providerRef: 'pi_1',
  balanceRef: 'txn_1',
  occurredAt: AT,
  postedAt: AT,
  entries: [
    { account: 'asset.provider_clearing', amountMinor: 58_230, currency: 'USD' },
    { account: 'expense.provider_fees', amountMinor: 1_770, currency: 'USD' },
    { account: 'liability.client_prepayments', amountMinor: -60_000, currency: 'USD' },
  ],
  evidence: {
    evidenceId: POSTING,
    kind: 'event' as const,
    objectType: 'charge',
    objectRef: 'ch_1',
    providerEventId: 'evt_1',
    readAt: AT,
    contentSha256: 'a'.repeat(64),
  },
};

let system: TestSystem;
let env: Record<string, string>;
const reasons: string[] = [];
const loop = (...args: string[]): Promise<Ran> => runLoopIn(env, ['payments', ...args]);

beforeAll(async () => {
  system = await TestSystem.open();
  env = operatorEnv(system);
  const answers = [
    respond(opsPaymentsLedger.request('payments'), async () => ({
      ok: { frozen: false, lastReconciledAt: AT, items: [posting], nextCursor: null },
    })),
    respond(opsPaymentsMilestone.request('payments'), async ({ input }) =>
      input.milestoneId === MILESTONE
        ? { ok: { ...money, operations: [operation], postings: [posting] } }
        : { refused: 'not_found', detail: 'No milestone of that id is known to payments' },
    ),
    respond(opsPaymentsDrift.request('payments'), async () => ({
      ok: { frozen: true, lastReconciledAt: null, items: [line] },
    })),
    respond(opsPaymentsReconcile.request('payments'), async ({ input }) => {
      reasons.push(input.reason);
      return { ok: { runs: [{ provider: 'stripe' as const, runId: POSTING, state: 'started' as const }] } };
    }),
  ];
  await system.start(takingAll('payments', { responders: answers }));
});

afterAll(() => system.close());

const amounts = { authorizedMinor: 60_000, capturedMinor: 60_000, refundedMinor: 0, refundPendingMinor: 0 };
const money = {
  ...{ milestoneId: MILESTONE, contractId: CONTRACT, mode: 'sandbox' as const, rail: 'stripe' as const },
  ...{ fundingMethod: 'hold', state: 'captured', approval: 'approved', approvalId: POSTING, exposure: 'none' },
  ...{ certainty: 'known', currency: 'USD', contractMinor: 60_000, ...amounts, captureBefore: null },
};
const operation = {
  ...{ operationId: POSTING, kind: 'capture', state: 'done', amountMinor: 60_000, providerRef: 'pi_1', reason: null },
  ...{ createdAt: AT, endedAt: AT },
};
const line = {
  ...{ provider: 'stripe' as const, kind: 'not_listed', ref: 'txn_9', state: 'unexplained' as const },
  ...{ mode: 'sandbox' as const, listedMinor: null, bookedMinor: 500, currency: 'USD', sourceRef: 'ch_9' },
  ...{ occurredAt: AT, foundAt: AT, explanation: 'The ledger has txn_9, and stripe does not list it.' },
};

test('the ledger is shown leg by leg, each posting with its evidence', async () => {
  const { exitCode, out } = await loop('ledger');
  expect(exitCode).toBe(0);
  expect(out).toMatch(/charge +sandbox +asset\.provider_clearing +58230 +USD +txn_1 +event evt_1 read 2026-11-28/);
  expect(out).toMatch(/^ +liability\.client_prepayments +-60000 +USD$/m);
  expect(out).toContain(`last reconciled ${AT}`);
});

test("a milestone's money is shown with what was done about it", async () => {
  const { out } = await loop('milestone', MILESTONE);
  expect(out).toContain(`captured, sandbox mode, hold on stripe; approval approved (event ${POSTING})`);
  expect(out).toMatch(/capture +done +60000 +pi_1/);
  expect(out).toContain('evt_1');
});

test('a milestone nobody knows is refused, and says so', async () => {
  const { err, exitCode } = await loop('milestone', CONTRACT);
  expect([exitCode, err]).toEqual([1, expect.stringContaining('No milestone of that id')]);
});

test('drift is explained line by line, and that totals are frozen is said', async () => {
  const { out } = await loop('drift');
  expect(out).toContain('unexplained not_listed txn_9');
  expect(out).toContain('stripe does not list it');
  expect(out).toContain('FROZEN: public totals end there; nothing was reconciled yet');
});

test('matching now takes a reason, and says what was begun', async () => {
  expect((await loop('reconcile')).exitCode).not.toBe(0);
  expect(reasons).toEqual([]);
  const { out } = await loop('reconcile', '--reason', 'the bank asked');
  expect(out).toContain(`stripe: started (${POSTING})`);
  expect(reasons).toEqual(['the bank asked']);
});

test.each([['ledger'], ['milestone', MILESTONE], ['drift']])('%s answers in JSON as well', async (...args) => {
  const { out } = await loop(...args, '--json');
  expect(JSON.parse(out)).toMatchObject(args[0] === 'milestone' ? { postings: [posting] } : { items: [{}] });
});
