import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { discoveryCompleted } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { DiscoveryBench } from './discovery-bench.ts';

const HOUR_MS = 3_600_000;

let bench: DiscoveryBench;

beforeAll(async () => {
  bench = await DiscoveryBench.start();
});
afterAll(() => bench.stop());

const give = (command: string, input: Readonly<Record<string, unknown>>) =>
  bench.system.ask('discovery', command, input);

const wish = (tenantId: string, name: string) => ({
  tenantId,
  name,
  everyMinutes: 60,
  source: 'feeds',
  query: null,
  limit: null,
});

async function runsOf(tenantId: string) {
  const completed = await bench.system.tap.published(discoveryCompleted);
  return completed.filter((event) => event.tenantId === tenantId).map(({ data }) => data);
}

test('a tenant has a run made every hour, which reads only what is new', async () => {
  const tenantId = randomUUID();
  expect(await give('discover_schedule', wish(tenantId, 'hourly'))).toMatchObject({ ok: { name: 'hourly' } });
  await settle(async () => expect(await runsOf(tenantId)).toHaveLength(1), { timeoutMs: 45_000 });
  await bench.outside.advance(HOUR_MS);
  await settle(async () => expect(await runsOf(tenantId)).toHaveLength(2), { timeoutMs: 45_000 });
  const [first, second] = await runsOf(tenantId);
  expect(first?.counts.found).toBeGreaterThan(3);
  expect(second?.counts.found).toBe(0);
  expect(second?.runId).not.toBe(first?.runId);
});

test('hours that were missed are not made up for, and who ends a schedule is left alone', async () => {
  const [tenantId, other] = [randomUUID(), randomUUID()];
  await give('discover_schedule', wish(tenantId, 'kept'));
  await give('discover_schedule', wish(other, 'ended'));
  await bench.outside.advance(60_000);
  await settle(async () => expect([await runsOf(tenantId), await runsOf(other)]).toMatchObject([[{}], [{}]]));
  expect(await give('discover_unschedule', { tenantId: other, name: 'ended' })).toEqual({ ok: { name: 'ended' } });
  expect(await give('discover_unschedule', { tenantId: other, name: 'ended' })).toMatchObject({ refused: 'not_found' });
  await bench.outside.advance(72 * HOUR_MS);
  await settle(async () => expect(await runsOf(tenantId)).toHaveLength(2));
  await bench.outside.advance(60_000);
  await settle(async () => {
    const [slot] = await bench.system.sql<{ due_at: Date }>(
      "SELECT due_at FROM discovery.schedule_slots WHERE tenant_id = $1 AND name = 'run_due_schedules'",
      [tenantId],
    );
    const { now } = await bench.outside.time();
    expect(Date.parse(now) - (slot?.due_at.getTime() ?? 0)).toBeLessThan(31_000);
  });
  expect([(await runsOf(tenantId)).length, (await runsOf(other)).length]).toEqual([2, 1]);
  expect(await give('discover_schedules', { tenantId })).toMatchObject({ ok: { schedules: [{ name: 'kept' }] } });
});

test('a run that still goes on is not begun a second time', async () => {
  const tenantId = randomUUID();
  await bench.outside.setQuota('reddit', { limit: 0, windowSeconds: 3_000 });
  await give('discover_schedule', { ...wish(tenantId, 'slow'), source: 'reddit' });
  const runs = () => bench.system.sql('SELECT 1 FROM discovery.runs WHERE tenant_id = $1', [tenantId]);
  await bench.outside.advance(60_000);
  await settle(async () => expect(await runs()).toHaveLength(1));
  const dueAt = async () =>
    (
      await bench.system.sql<{ next_due_at: Date }>(
        'SELECT next_due_at FROM discovery.run_schedules WHERE tenant_id = $1',
        [tenantId],
      )
    )[0]?.next_due_at.getTime();
  const before = await dueAt();
  await bench.outside.advance(HOUR_MS);
  await settle(async () => expect(await dueAt()).toBeGreaterThan(before ?? 0));
  expect(await runs()).toHaveLength(1);
  await bench.outside.setQuota('reddit', null);
});

test('a source that is not on is not scheduled', async () => {
  const wished = { ...wish(randomUUID(), 'wrong'), source: 'carrier-pigeon' };
  expect(await give('discover_schedule', wished)).toMatchObject({ refused: 'unknown_source' });
});
