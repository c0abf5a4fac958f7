import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, opportunityFound } from '@loop/contracts';
import { on } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { noteSeen, sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { enrichment: TOY_MIGRATIONS } });
});

afterAll(() => system.close());

const enrichment = toyService('enrichment', [
  on(opportunityFound, async ({ event, tx, emit }) => {
    await noteSeen(tx, event.id);
    emit(contactEnriched, { ...sample(contactEnriched), opportunityId: event.data.opportunityId });
  }),
]);
const publishMany = (count: number) =>
  Promise.all(
    Array.from({ length: count }, () =>
      system.publish(opportunityFound, sample(opportunityFound, { opportunityId: randomUUID() }), TENANT),
    ),
  );
const seen = (ids: readonly string[]) =>
  system.sql('SELECT 1 FROM enrichment.seen WHERE event_id = ANY($1::uuid[])', [ids]);
const expectHandledOnce = (ids: readonly string[]) =>
  settle(async () => expect(await seen(ids)).toHaveLength(ids.length), { timeoutMs: 40_000 });

test('an instance that is stopped as soon as it has started, or in the midst of its work, leaves every event to the next', async () => {
  const ids = await publishMany(300);
  for (let round = 0; round < 4; round++) {
    const service = await system.start(enrichment);
    await Promise.all([service.stop(), publishMany(50).then((more) => ids.push(...more))]);
    expect(service.fatal()).toBeUndefined();
  }
  const last = await system.start(enrichment);
  await expectHandledOnce(ids);
  await settle(async () => expect(await system.tap.lag('DISCOVERY', 'enrichment')).toBe(0), { timeoutMs: 40_000 });
  expect(await system.sql('SELECT 1 FROM enrichment.dead_letters')).toHaveLength(0);
  await last.stop();
}, 90_000);

test('a consumer that is removed and made anew under a running service delivers again, and doubles nothing', async () => {
  const service = await system.start(enrichment);
  const before = await publishMany(20);
  await expectHandledOnce(before);
  const manager = await jetstreamManager(system.tap.connection, { checkAPI: false });
  const { config } = await manager.consumers.info('DISCOVERY', 'enrichment');
  await manager.consumers.delete('DISCOVERY', 'enrichment');
  const meanwhile = await publishMany(20);
  await manager.consumers.add('DISCOVERY', config);
  await expectHandledOnce([...before, ...meanwhile]);
  await settle(async () => expect(await system.tap.lag('DISCOVERY', 'enrichment')).toBe(0), { timeoutMs: 20_000 });
  await expectHandledOnce([...before, ...meanwhile]);
  expect(service.fatal()).toBeUndefined();
}, 90_000);
