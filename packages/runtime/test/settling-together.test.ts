import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { defineEffect } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { z } from 'zod';
import { noteSeen, OTHER_TENANT, sql, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

const PAYMENTS_A_DEAL = 20;

const intent = z.object({ dealId: z.string(), number: z.number() });

let system: TestSystem;
let service: TestService;
let settling: number;
let mostAtOnce: number;
let isBroken: (number: number) => boolean;
let isHeld: PromiseWithResolvers<void>;

/** Adds to its deal what it read of it: whoever reads before another has written loses that one's addition. */
const pay = defineEffect({
  name: 'pay',
  provider: 'bank',
  intent,
  perform: async () => {
    await isHeld.promise;
    return { outcome: 'done', result: {} };
  },
  settlesAbout: (settled) => settled.intent.dealId,
  async settle({ tx }, { effectId, intent: { dealId, number } }) {
    settling += 1;
    mostAtOnce = Math.max(mostAtOnce, settling);
    const deal = await tx.first(sql.selectFrom('deals').selectAll().where('contract_id', '=', dealId).forUpdate());
    await noteSeen(tx, effectId, dealId);
    if (isBroken(number)) {
      settling -= 1;
      throw new Error(`a bug about ${number}`);
    }
    const state = String(Number(deal?.state) + 1);
    await tx.run(sql.updateTable('deals').set({ state }).where('contract_id', '=', dealId));
    settling -= 1;
  },
});

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { discovery: TOY_MIGRATIONS } });
});

afterAll(() => system.close());

beforeEach(async () => {
  [settling, mostAtOnce, isBroken, isHeld] = [0, 0, () => false, Promise.withResolvers()];
  service = await system.start(toyService('discovery', [], { effects: [pay] }));
});

afterEach(async () => {
  isHeld.resolve();
  await service.stop();
  await system.sql('TRUNCATE discovery.effects, discovery.seen, discovery.deals');
});

/** Opens deals, and schedules payments for all of them in turn, so that all are recorded together. */
async function schedule(tenantId: string, deals: number): Promise<readonly string[]> {
  const dealIds = Array.from({ length: deals }, () => randomUUID());
  for (const dealId of dealIds)
    await system.sql(`INSERT INTO discovery.deals (contract_id, tenant_id, state, history) VALUES ($1, $2, '0', '')`, [
      dealId,
      tenantId,
    ]);
  await service.edge.decide(tenantId, { cause: randomUUID() }, async (decision) => {
    for (let number = 0; number < PAYMENTS_A_DEAL; number += 1)
      for (const dealId of dealIds) await decision.act(pay, { dealId, number }, { key: `${dealId} ${number}` });
  });
  return dealIds;
}

const ended = async (state: string) =>
  (await system.sql<{ n: number }>('SELECT count(*)::int AS n FROM discovery.effects WHERE state = $1', [state]))[0]?.n;

const sums = async () => {
  const rows = await system.sql<{ state: string }>('SELECT state FROM discovery.deals');
  return rows.map(({ state }) => Number(state));
};

test('what is about one deal settles one after another, while other deals take turns in the same transaction', async () => {
  await schedule(TENANT, 3);
  await schedule(OTHER_TENANT, 2);
  isHeld.resolve();
  await settle(async () => expect(await ended('done')).toBe(5 * PAYMENTS_A_DEAL), { timeoutMs: 20_000 });
  expect(await sums()).toEqual(Array.from({ length: 5 }, () => PAYMENTS_A_DEAL));
  expect(mostAtOnce).toBeGreaterThan(1);
  const strangers = await system.sql(
    'SELECT 1 FROM discovery.seen s JOIN discovery.deals d ON d.contract_id = s.note::uuid WHERE s.tenant_id <> d.tenant_id',
  );
  expect(strangers).toHaveLength(0);
});

test('one that cannot be settled is left unknown with nothing written, and none beside it is lost or settled twice', async () => {
  isBroken = (number) => number === 7;
  await schedule(TENANT, 4);
  isHeld.resolve();
  await settle(
    async () => expect([await ended('done'), await ended('unknown')]).toEqual([4 * PAYMENTS_A_DEAL - 4, 4]),
    {
      timeoutMs: 20_000,
    },
  );
  expect(await sums()).toEqual(Array.from({ length: 4 }, () => PAYMENTS_A_DEAL - 1));
  expect(await system.sql('SELECT 1 FROM discovery.seen')).toHaveLength(4 * PAYMENTS_A_DEAL - 4);
});
