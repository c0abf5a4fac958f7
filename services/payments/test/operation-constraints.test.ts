import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rolesOf } from '@loop/runtime';
import { type Deal, PaymentsSystem, TENANT } from './payments-system.ts';

/** What the database refuses whatever the code above it does. */
let loop: PaymentsSystem;
let deal: Deal;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
  deal = await loop.signedDeal();
});
afterAll(() => loop.close());

/** Runs statements as the service itself would, in one transaction. */
const asApp = (statements: string) =>
  loop.system.sql(
    `SET LOCAL ROLE ${rolesOf('payments').app}; SET LOCAL search_path = payments; SET LOCAL app.tenant_id = '${TENANT}'; ${statements}`,
  );

const operation = (kind: string, ordinal: number, state: string, approvalId: string | null) => `INSERT INTO operations
  (operation_id, milestone_id, kind, ordinal, effect_id, idempotency_key, params_sha256, amount_minor, currency, state, approval_id,
   created_at) VALUES ('${randomUUID()}', '${deal.milestoneId}', '${kind}', ${ordinal}, '${randomUUID()}', 'op:1', 'x', 5, 'USD',
   '${state}', ${approvalId === null ? 'NULL' : `'${approvalId}'`}, now());`;

const payment = (change: string) => `UPDATE payments SET ${change} WHERE milestone_id = '${deal.milestoneId}';`;

describe('an operation', () => {
  test('of a kind is live once, and has its attempt to itself', async () => {
    await expect(asApp(operation('refund', 1, 'live', null) + operation('refund', 2, 'live', null))).rejects.toThrow(
      /operations_one_live/,
    );
    await expect(asApp(operation('void', 1, 'done', null) + operation('void', 1, 'live', null))).rejects.toThrow(
      /duplicate key/,
    );
  });

  test('that captures names its approval, and an approval is captured once', async () => {
    const approval = randomUUID();
    await expect(asApp(operation('capture', 1, 'live', null))).rejects.toThrow(/check constraint/);
    const twice = operation('capture', 1, 'done', approval) + operation('capture', 2, 'live', approval);
    await expect(asApp(twice)).rejects.toThrow(/operations_one_capture/);
    await asApp(operation('capture', 1, 'refused', approval) + operation('capture', 2, 'live', approval));
  });
});

describe('a payment', () => {
  test.each([
    ['holds no more than the contract says', 'authorized_minor = amount_minor + 1', /authorized_within_contract/],
    ['captures no more than it held', 'authorized_minor = 5, captured_minor = 6', /captured_within_hold/],
    [
      'gives back no more than was captured',
      'authorized_minor = 5, captured_minor = 5, refunded_minor = 4, refund_pending_minor = 2',
      /refunded_within_captured/,
    ],
    ['is never raised above the contract', 'capture_minor = amount_minor + 1', /capture_within_contract/],
    ['is not captured without an approval', "state = 'capture_requested', intent_ref = 'pi_x'", /check constraint/],
  ])('%s', async (_name, change, refusal) => {
    await expect(asApp(payment(change))).rejects.toThrow(refusal);
  });
});
