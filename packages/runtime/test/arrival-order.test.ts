import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contractDrafted, contractSigned, deliveryApproved, deliverySubmitted } from '@loop/contracts';
import { type EventHandler, notYet, on, type Tx } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { sample, sql, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let system: TestSystem;

const STEPS = ['drafted', 'signed', 'submitted', 'approved'] as const;

async function stateOf(tx: Tx, contractId: string): Promise<{ state: string; history: string } | undefined> {
  return tx.first(
    sql.selectFrom('deals').select(['state', 'history']).where('contract_id', '=', contractId).forUpdate(),
  );
}

/** Moves a deal one step on; comes back when the step before is missing. */
async function step(tx: Tx, contractId: string, to: (typeof STEPS)[number]) {
  const before = STEPS[STEPS.indexOf(to) - 1];
  const deal = await stateOf(tx, contractId);
  if (deal?.state !== before) return notYet(`it is ${deal?.state ?? 'not known'}`, contractId);
  const history = `${deal?.history ?? ''}${to} `;
  if (deal === undefined) await tx.run(sql.insertInto('deals').values({ contract_id: contractId, state: to, history }));
  else await tx.run(sql.updateTable('deals').set({ state: to, history }).where('contract_id', '=', contractId));
  return undefined;
}

const handlers: EventHandler[] = [
  on(contractDrafted, ({ event, tx }) => step(tx, event.data.contractId, 'drafted')),
  on(contractSigned, ({ event, tx }) => step(tx, event.data.contractId, 'signed')),
  on(deliverySubmitted, ({ event, tx }) => step(tx, event.data.contractId, 'submitted')),
  on(deliveryApproved, ({ event, tx }) => step(tx, event.data.contractId, 'approved')),
];

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { payments: TOY_MIGRATIONS } });
  await system.start(toyService('payments', handlers));
  await system.start(toyService('payments', handlers));
});

afterAll(() => system.close());

test('four events of one deal end in the same state in each of their 24 orders, doubled, on two instances', async () => {
  const orders = permutations([contractDrafted, contractSigned, deliverySubmitted, deliveryApproved]);
  const deals = orders.map(() => randomUUID());
  await Promise.all(
    orders.map(async (order, index) => {
      const contractId = deals[index] ?? '';
      const correlationId = randomUUID();
      for (const event of order) {
        const id = randomUUID();
        const milestoneId = randomUUID();
        const data = { ...sample(event), contractId, ...('milestoneId' in sample(event) ? { milestoneId } : {}) };
        await system.publish(event, data as never, TENANT, { id, correlationId });
        await system.publish(event, data as never, TENANT, { id, correlationId });
      }
    }),
  );
  await settle(
    async () => {
      const rows = await system.sql<{ history: string }>('SELECT history FROM payments.deals');
      expect(rows).toHaveLength(24);
      expect(new Set(rows.map((row) => row.history))).toEqual(new Set(['drafted signed submitted approved ']));
    },
    { timeoutMs: 15_000 },
  );
  expect(await system.sql('SELECT 1 FROM payments.held')).toHaveLength(0);
  expect(await system.sql('SELECT 1 FROM payments.dead_letters')).toHaveLength(0);
});
