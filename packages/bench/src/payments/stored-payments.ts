import { DEFAULT_TENANT_ID } from '@loop/runtime';
import type { Bed } from '../harness/bed.ts';

/** What every payment of the bench is over: 600.00 USD. */
const AMOUNT_MINOR = 60_000;
const FEE_MINOR = 2_050;
const CURRENCY = 'USD';

const id = (block: string, index: number): string => `${block}-0000-4000-8000-${String(index).padStart(12, '0')}`;
const sqlId = (block: string): string => `('${block}-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid`;

const MILESTONE = '0aa00000';
const CONTRACT = '0bb00000';
const APPROVAL = '0cc00000';
const OPERATION = '0dd00000';
const POSTING = '0ee00000';
const EVIDENCE = '0ff00000-0000-4000-8000-000000000001';

/** The provider's object of a payment, by its number. */
export function intentRefOf(index: number): string {
  return `pi_${index}`;
}

/** The line that the capture of a payment left in the provider's account, as a rail tells it. */
export function storedLine(index: number, occurredAt: Date) {
  return {
    ...{ ref: `txn_${index}`, kind: 'charge' as const, sourceRef: `ch_${index}`, original: null, payoutRef: null },
    ...{ amountMinor: AMOUNT_MINOR, feeMinor: FEE_MINOR, currency: CURRENCY, occurredAt, availableAt: null },
  };
}

/** What a rail answers about a payment that was captured, as it would be read from the provider. */
export function storedReading(index: number) {
  const readAt = new Date();
  const ids = { contractId: id(CONTRACT, index), milestoneId: id(MILESTONE, index), operationId: id(OPERATION, index) };
  return {
    ...{ rail: 'stripe', live: false, readAt, session: null, savedCard: null },
    ...{ refunds: [], disputes: [], warnings: [], unrecognised: [] },
    order: { tenantId: DEFAULT_TENANT_ID, ...ids },
    payment: {
      ...{ ref: intentRefOf(index), status: 'captured', currency: CURRENCY, heldMinor: 0 },
      ...{ amountMinor: AMOUNT_MINOR, capturedMinor: AMOUNT_MINOR },
      ...{ captureBefore: null, renewableFrom: null, decline: null },
    },
    balance: [storedLine(index, readAt)],
  };
}

/** Contracts and milestones, numbered from 1, whose money is held, approved and being captured; or captured and earned already. */
export async function storePayments(bed: Bed, count: number, state: 'capture_requested' | 'captured'): Promise<void> {
  const isCaptured = state === 'captured';
  await bed.system.sql(
    `INSERT INTO payments.contracts (tenant_id, contract_id, version, total_minor, currency, mode, correlation_id, signed_version, signed_at)
     SELECT $1, ${sqlId(CONTRACT)}, 1, ${AMOUNT_MINOR}, '${CURRENCY}', 'test', ${sqlId(CONTRACT)}, 1, now() FROM generate_series(1, $2::int) i`,
    [DEFAULT_TENANT_ID, count],
  );
  await bed.system.sql(
    `INSERT INTO payments.payments (tenant_id, milestone_id, contract_id, contract_version, position, title, amount_minor, currency, mode,
       funding_method, state, approval, approval_id, operation_id, intent_ref, capture_before, released, authorized_minor, captured_minor)
     SELECT $1, ${sqlId(MILESTONE)}, ${sqlId(CONTRACT)}, 1, 1, 'Draft', ${AMOUNT_MINOR}, '${CURRENCY}', 'test', 'hold', $3, 'approved',
       ${sqlId(APPROVAL)}, ${sqlId(OPERATION)}, 'pi_' || i, now() + interval '6 days', ${isCaptured}, ${AMOUNT_MINOR},
       ${isCaptured ? AMOUNT_MINOR : 0} FROM generate_series(1, $2::int) i`,
    [DEFAULT_TENANT_ID, count, state],
  );
  await bed.system.sql('ANALYZE payments.contracts');
  await bed.system.sql('ANALYZE payments.payments');
}

/** Books what {@link storedLine} tells of every payment, a day ago, so that the provider's account and the ledger agree. */
export async function storeLedger(bed: Bed, count: number): Promise<void> {
  const tenant = [DEFAULT_TENANT_ID, count];
  await bed.system.sql(
    `INSERT INTO payments.evidence (tenant_id, evidence_id, provider, kind, object_type, object_ref, read_at, content_sha256)
     VALUES ($1, '${EVIDENCE}', 'stripe', 'read', 'balance', 'stored', now(), repeat('a', 64))`,
    [DEFAULT_TENANT_ID],
  );
  const names =
    'tenant_id, posting_id, operation, contract_id, milestone_id, provider, provider_ref, balance_ref, source_ref';
  await bed.system.sql(
    `INSERT INTO payments.postings (${names}, occurred_at, evidence_id, read_at, mode, posted_at)
     SELECT $1, ${sqlId(POSTING)}, 'charge', ${sqlId(CONTRACT)}, ${sqlId(MILESTONE)}, 'stripe', 'pi_' || i, 'txn_' || i, 'ch_' || i,
       now() - interval '1 day', '${EVIDENCE}', now(), 'test', now() FROM generate_series(1, $2::int) i`,
    tenant,
  );
  const legs = [
    ['asset.provider_clearing', AMOUNT_MINOR - FEE_MINOR],
    ['expense.provider_fees', FEE_MINOR],
    ['liability.client_prepayments', -AMOUNT_MINOR],
  ].map(([account, amount], index) => `(${index + 1}, '${account}', ${amount})`);
  await bed.system.sql(
    `INSERT INTO payments.posting_entries (tenant_id, posting_id, leg, account, amount_minor, currency)
     SELECT $1, ${sqlId(POSTING)}, leg, account, amount, '${CURRENCY}'
       FROM generate_series(1, $2::int) i, (VALUES ${legs.join(', ')}) AS legs (leg, account, amount)`,
    tenant,
  );
  await bed.system.sql(
    `INSERT INTO payments.operations (tenant_id, operation_id, milestone_id, kind, ordinal, effect_id, idempotency_key, params_sha256,
       amount_minor, currency, provider_ref, created_at, state, ended_at)
     SELECT $1, ${sqlId(OPERATION)}, ${sqlId(MILESTONE)}, 'open_session', 1, gen_random_uuid(), 'op:1', 'x', ${AMOUNT_MINOR}, '${CURRENCY}',
       'pi_1', now() - interval '2 days', 'done', now() FROM generate_series(1, 1) i WHERE $2::int > 0`,
    tenant,
  );
  for (const table of ['postings', 'posting_entries']) await bed.system.sql(`ANALYZE payments.${table}`);
}
