import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { settle } from '@loop/testkit';
import { CompiledQuery } from 'kysely';
import { type Deal, PaymentsSystem, TENANT } from './payments-system.ts';

/** The ledger as somebody meets it who logs in with the service's own password and writes SQL by hand. */
let loop: PaymentsSystem;
let deal: Deal;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
  deal = await loop.signedDeal();
  await loop.funded(deal);
  await loop.approve(deal);
  await settle(async () => (await loop.balance(deal, 'income.earned')) !== 0);
});

afterAll(async () => {
  await loop.close();
});

/** Sends SQL as the service itself would. */
function send<O>(text: string, values: readonly unknown[] = []): Promise<O[]> {
  const statement = { compile: () => CompiledQuery.raw(text, [...values]) as CompiledQuery<O> };
  return loop.service.edge.decide(TENANT, { cause: randomUUID() }, ({ tx }) => tx.rows(statement));
}

const COLUMNS = `posting_id, operation, contract_id, milestone_id, provider_ref, read_at, mode, posted_at, evidence_id,
  balance_ref, source_ref, occurred_at`;

/** A posting by hand; `rest` overrides columns by position of {@link COLUMNS}. */
function insertPosting(rest: Readonly<Record<string, unknown>>): Promise<unknown> {
  const values: Record<string, unknown> = {
    posting_id: randomUUID(),
    operation: 'charge',
    contract_id: deal.contractId,
    milestone_id: deal.milestoneId,
    provider_ref: 'pi_by_hand',
    read_at: new Date(),
    mode: 'sandbox',
    posted_at: new Date(),
    evidence_id: null,
    balance_ref: `txn_${randomUUID()}`,
    source_ref: 'ch_by_hand',
    occurred_at: new Date(),
    ...rest,
  };
  const names = COLUMNS.split(',').map((name) => name.trim());
  const places = names.map((_, index) => `$${index + 1}`).join(', ');
  return send(
    `INSERT INTO postings (${COLUMNS}) VALUES (${places})`,
    names.map((name) => values[name]),
  );
}

async function anyEvidence(): Promise<string> {
  const rows = await send<{ evidence_id: string }>('SELECT evidence_id FROM evidence LIMIT 1');
  return rows[0]?.evidence_id ?? '';
}

describe('a posting written by hand', () => {
  test('A22 is refused without evidence, and with evidence that is not there', async () => {
    await expect(insertPosting({})).rejects.toThrow('null value in column "evidence_id"');
    await expect(insertPosting({ evidence_id: randomUUID() })).rejects.toThrow('foreign key constraint');
  });

  test('A22 is neither changed nor taken away', async () => {
    for (const table of ['postings', 'posting_entries', 'releases', 'evidence']) {
      await expect(send(`UPDATE ${table} SET tenant_id = tenant_id`)).rejects.toThrow('permission denied');
      await expect(send(`DELETE FROM ${table}`)).rejects.toThrow('permission denied');
      await expect(send(`TRUNCATE ${table}`)).rejects.toThrow('permission denied');
    }
  });

  test('is refused for a line of the provider that is booked already', async () => {
    const line = { evidence_id: await anyEvidence(), balance_ref: `txn_${randomUUID()}` };
    await insertPosting(line);
    await expect(insertPosting(line)).rejects.toThrow('postings_balance_once');
  });

  test('is refused when it books a line without naming it, or names one for what is none', async () => {
    const evidence = { evidence_id: await anyEvidence() };
    await expect(insertPosting({ ...evidence, balance_ref: null })).rejects.toThrow('check constraint');
    await expect(insertPosting({ ...evidence, operation: 'earned' })).rejects.toThrow('check constraint');
    await expect(insertPosting({ ...evidence, operation: 'tip' })).rejects.toThrow('check constraint');
  });

  test('is refused a second time for the same payment and operation', async () => {
    const rows = await send<{ provider_ref: string }>(`SELECT provider_ref FROM postings WHERE operation = 'earned'`);
    const again = { operation: 'earned', provider_ref: rows[0]?.provider_ref, balance_ref: null, source_ref: null };
    await expect(insertPosting({ ...again, occurred_at: null, evidence_id: await anyEvidence() })).rejects.toThrow(
      'postings_once',
    );
  });

  test.each([
    ['that do not add up to zero', 'asset.bank', -499, 'USD', 'do not add up to zero'],
    ['of another currency', 'asset.bank', -500, 'EUR', 'do not add up to zero'],
    ['on an account there is not', 'asset.pocket', -500, 'USD', 'check constraint'],
  ])('is refused legs %s', async (_which, account, amountMinor, currency, why) => {
    const postingId = randomUUID();
    await insertPosting({ posting_id: postingId, evidence_id: await anyEvidence() });
    const legs = `INSERT INTO posting_entries (posting_id, leg, account, amount_minor, currency)
      VALUES ($1, 1, 'asset.provider_clearing', 500, 'USD'), ($1, 2, $2, $3, $4)`;
    await expect(send(legs, [postingId, account, amountMinor, currency])).rejects.toThrow(why);
  });
});

test('every posting and release of a deal cites what was read from the provider', async () => {
  const cited = await loop.system.sql<{ operation: string; kind: string; content_sha256: string }>(
    `SELECT operation, kind, content_sha256 FROM payments.postings JOIN payments.evidence USING (tenant_id, evidence_id)
      WHERE milestone_id = $1 AND provider_ref <> 'pi_by_hand' ORDER BY posted_at`,
    [deal.milestoneId],
  );
  expect(cited.map(({ operation }) => operation)).toEqual(
    expect.arrayContaining(['hold_placed', 'hold_ended', 'earned']),
  );
  for (const { content_sha256 } of cited) expect(content_sha256).toMatch(/^[0-9a-f]{64}$/);
  const releases = await loop.system.sql(
    'SELECT 1 FROM payments.releases JOIN payments.evidence USING (tenant_id, evidence_id) WHERE milestone_id = $1',
    [deal.milestoneId],
  );
  expect(releases).toHaveLength(1);
});
