import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, opportunityFound } from '@loop/contracts';
import { on } from '@loop/runtime';
import { type PrivateServer, settle, startTestPostgres, type TestService, TestSystem } from '@loop/testkit';
import { noteSeen, sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let postgres: PrivateServer;
let system: TestSystem;
let enrichment: TestService;

beforeAll(async () => {
  postgres = await startTestPostgres();
  system = await TestSystem.open({ migrations: { enrichment: TOY_MIGRATIONS }, postgresUrl: postgres.url });
  enrichment = await system.start(
    toyService('enrichment', [
      on(opportunityFound, async ({ event, tx, emit }) => {
        await noteSeen(tx, event.id);
        emit(contactEnriched, { ...sample(contactEnriched), opportunityId: event.data.opportunityId });
      }),
    ]),
  );
});

afterAll(async () => {
  await system.close();
  await postgres.remove();
});

const publishMany = (count: number) =>
  Promise.all(
    Array.from({ length: count }, () =>
      system.publish(opportunityFound, sample(opportunityFound, { opportunityId: randomUUID() }), TENANT),
    ),
  );

async function expectHandledOnce(ids: readonly string[]): Promise<void> {
  await settle(
    async () => {
      const rows = await system.sql<{ n: string }>(
        'SELECT count(*) AS n FROM enrichment.seen WHERE event_id = ANY($1::uuid[])',
        [ids],
      );
      expect(Number(rows[0]?.n)).toBe(ids.length);
    },
    { timeoutMs: 40_000 },
  );
  await settle(
    async () => {
      const followed = (await system.tap.published(contactEnriched)).filter((event) => ids.includes(event.causationId));
      expect(new Set(followed.map((event) => event.id)).size).toBe(ids.length);
    },
    { timeoutMs: 30_000 },
  );
}

test('events that come while the database is away are handled once when it is back, and count no attempt', async () => {
  await postgres.down();
  const ids = await publishMany(300);
  expect(await system.ask('enrichment', 'status', {})).toMatchObject({
    ok: { ready: false, notReadyReasons: ['the database is away'], database: { version: null }, outbox: null },
  });
  await postgres.up();
  await expectHandledOnce(ids);
  expect(await system.sql('SELECT 1 FROM enrichment.attempts WHERE failed > 0')).toHaveLength(0);
  expect(await system.sql('SELECT 1 FROM enrichment.dead_letters')).toHaveLength(0);
  expect(enrichment.fatal()).toBeUndefined();
});

test('a database killed again and again under load loses and doubles nothing', async () => {
  const ids: string[] = [];
  for (let round = 0; round < 3; round++) {
    const under = publishMany(300);
    postgres.kill9();
    ids.push(...(await under));
    await settle(async () => (await system.sql('SELECT 1')).length === 1, { timeoutMs: 20_000 });
  }
  await expectHandledOnce(ids);
  expect(await system.sql('SELECT 1 FROM enrichment.dead_letters')).toHaveLength(0);
});

test('a broker killed under load loses and doubles nothing', async () => {
  const ids = await publishMany(300);
  system.nats.kill9();
  await expectHandledOnce(ids);
  expect(enrichment.fatal()).toBeUndefined();
});
