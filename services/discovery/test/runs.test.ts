import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { discoveryCompleted, opportunityFound } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { DiscoveryBench } from './discovery-bench.ts';

const DAY_MS = 86_400_000;

let bench: DiscoveryBench;

beforeAll(async () => {
  bench = await DiscoveryBench.start();
});
afterEach(async () => {
  await bench.outside.disarmFault();
  for (const name of ['reddit', 'x', 'github']) await bench.outside.setQuota(name, null);
});
afterAll(() => bench.stop());

const sourceIn = <S extends { readonly source: string }>(sources: readonly S[], name: string): S => {
  const found = sources.find(({ source }) => source === name);
  if (found === undefined) throw new Error(`${name} is not in the run`);
  return found;
};

test('a run over all sources tells of each what it came to, what it cost and why it ended', async () => {
  const tenantId = randomUUID();
  const run = await bench.discover({ tenantId, source: 'all', limit: 600 });
  expect(run.sources.map(({ source }) => source)).toEqual([
    'hackernews',
    'reddit',
    'github',
    'feeds',
    'x',
    'perplexity',
  ]);
  const { data } = await bench.completed(run.runId);
  expect(data).toMatchObject({ runId: run.runId, counts: run.counts });
  for (const { counts, cost, droppedBy, ended, failures } of data.sources) {
    expect(counts.found).toBeGreaterThan(0);
    expect(counts.seen).toBe(counts.found + counts.dropped + counts.broken);
    expect((droppedBy ?? []).reduce((sum, { count }) => sum + count, 0)).toBe(counts.dropped);
    expect(cost?.requests).toBeGreaterThan(0);
    expect([ended === 'exhausted' || ended === 'limit' || ended === 'run_budget', failures]).toEqual([true, []]);
  }
  const sum = (of: (source: (typeof data.sources)[number]) => number) =>
    data.sources.reduce((total, source) => total + of(source), 0);
  expect(sum(({ counts }) => counts.seen)).toBe(run.counts.seen);
  expect(data.cost?.amountMicros).toBe((await bench.charged('x')) + (await bench.charged('perplexity')));
  expect(data.cost?.amountMicros).toBeLessThanOrEqual(2_000_000);
  const found = (await bench.system.tap.published(opportunityFound)).filter((event) => event.data.runId === run.runId);
  const firstSummary = found.findIndex((event) => event.data.source.platform === 'web');
  const lastOfAuthors = found.findLastIndex((event) => event.data.source.platform !== 'web');
  if (firstSummary >= 0) expect(firstSummary).toBeGreaterThan(lastOfAuthors);
});

describe('nothing is read or paid for twice', () => {
  test.each(['x', 'perplexity'] as const)(
    'a later run pays %s for nothing that an earlier one read',
    async (source) => {
      const tenantId = randomUUID();
      const whole = { tenantId, source, limit: 1_000, budget: { amountMicros: 50_000_000, requests: null } };
      const first = await bench.discover(whole);
      expect(sourceIn(first.sources, source)).toMatchObject({ ended: 'exhausted' });
      expect(sourceIn(first.sources, source).cost?.amountMicros).toBeGreaterThan(0);
      const charged = await bench.charged(source);
      const again = await bench.discover(whole);
      expect(again.counts.seen).toBe(0);
      expect(sourceIn(again.sources, source).cost?.amountMicros).toBe(0);
      expect(await bench.charged(source)).toBe(charged);
    },
  );

  test('a run that ends half-way leaves the rest to the next, which reads it and nothing else', async () => {
    const [tenantId, other] = [randomUUID(), randomUUID()];
    const few = { tenantId, source: 'x', budget: { amountMicros: 200_000, requests: null } };
    const runs = [];
    for (let at = 0; at < 30; at++) {
      const run = await bench.discover({ ...few, limit: 1_000 });
      runs.push(run);
      if (run.counts.seen === 0) break;
    }
    expect(runs.length).toBeGreaterThan(2);
    expect(runs.at(-1)?.counts.seen).toBe(0);
    const whole = await bench.discover({
      tenantId: other,
      source: 'x',
      limit: 1_000,
      budget: { amountMicros: 50_000_000, requests: null },
    });
    const met = await bench.system.sql<{ tenant_id: string; n: number }>(
      "SELECT tenant_id, count(*)::int AS n FROM discovery.posts WHERE platform = 'twitter' GROUP BY tenant_id",
    );
    const of = (id: string) => met.find(({ tenant_id }) => tenant_id === id)?.n;
    expect(of(tenantId)).toBe(of(other));
    expect(whole.counts.seen).toBeGreaterThan(30);
  });

  test('what costs nothing is read again no further than to the first page without news', async () => {
    const tenantId = randomUUID();
    await bench.discover({ tenantId, source: 'reddit', limit: 1_000 });
    const before = await bench.requestsOf('reddit');
    const again = await bench.discover({ tenantId, source: 'reddit', limit: 1_000 });
    expect(again.counts.found).toBe(0);
    expect((await bench.requestsOf('reddit')) - before).toBe(5);
  });
});

test('posts that are known take no room from those that are new, so that runs with a limit get on', async () => {
  const tenantId = randomUUID();
  const some = { tenantId, source: 'reddit', limit: 150 };
  const seen = [];
  for (let at = 0; at < 12; at++) seen.push((await bench.discover(some)).counts.seen);
  const whole = (await bench.outside.posts('reddit')).filter(({ isDeleted }) => !isDeleted);
  expect(seen.reduce((sum, count) => sum + count, 0)).toBe(whole.length);
  expect(seen.at(-1)).toBe(0);
});

describe('budgets', () => {
  test('a run spends no more than it may, and says so', async () => {
    const before = await bench.charged('x');
    const run = await bench.discover({
      tenantId: randomUUID(),
      source: 'x',
      limit: 1_000,
      budget: { amountMicros: 400_000, requests: null },
    });
    expect(sourceIn(run.sources, 'x')).toMatchObject({ ended: 'run_budget', failures: [] });
    expect(sourceIn(run.sources, 'x').cost?.amountMicros).toBeLessThanOrEqual(400_000);
    expect((await bench.charged('x')) - before).toBeLessThanOrEqual(400_000);
    expect(run.counts.seen).toBeGreaterThan(0);
  });

  test('requests are counted as well', async () => {
    const run = await bench.discover({
      tenantId: randomUUID(),
      source: 'reddit',
      limit: 1_000,
      budget: { amountMicros: null, requests: 3 },
    });
    expect(sourceIn(run.sources, 'reddit')).toMatchObject({ ended: 'run_budget', cost: { requests: 3 } });
  });

  test("a tenant's day has an end, another tenant's has not, and the next day goes on", async () => {
    const tenantId = randomUUID();
    const wished = { tenantId, source: 'x', limit: 1_000, budget: { amountMicros: 50_000_000, requests: null } };
    await bench.system.sql(
      'INSERT INTO discovery.daily_spending (tenant_id, day, amount_micros) VALUES ($1, $2, 9800000)',
      [tenantId, (await bench.outside.time()).now.slice(0, 10)],
    );
    const run = await bench.discover(wished);
    expect(sourceIn(run.sources, 'x')).toMatchObject({ ended: 'day_budget' });
    expect(sourceIn(run.sources, 'x').cost?.amountMicros).toBeLessThanOrEqual(200_000);
    const other = await bench.discover({ ...wished, tenantId: randomUUID() });
    expect(sourceIn(other.sources, 'x')).toMatchObject({ ended: 'exhausted' });
    await bench.outside.advance(DAY_MS);
    const next = await settle(async () => {
      const later = await bench.discover(wished);
      expect(sourceIn(later.sources, 'x').ended).not.toBe('day_budget');
      return later;
    });
    expect(next.counts.seen).toBeGreaterThan(0);
  });

  test('runs side by side share the money of the day', async () => {
    const tenantId = randomUUID();
    const day = (await bench.outside.time()).now.slice(0, 10);
    await bench.system.sql(
      'INSERT INTO discovery.daily_spending (tenant_id, day, amount_micros) VALUES ($1, $2, 9400000)',
      [tenantId, day],
    );
    const queries = ['need', 'looking', 'hiring', 'developer'];
    await Promise.all(queries.map((query) => bench.ask({ tenantId, source: 'x', query, limit: 500 })));
    const [spent] = await bench.system.sql<{ amount_micros: string; reserved_micros: string }>(
      'SELECT amount_micros, reserved_micros FROM discovery.daily_spending WHERE tenant_id = $1',
      [tenantId],
    );
    expect([Number(spent?.amount_micros) <= 10_000_000, Number(spent?.reserved_micros)]).toEqual([true, 0]);
    expect(Number(spent?.amount_micros)).toBeGreaterThan(9_600_000);
  });
});

test('a completed run of before version 2 is read as a run over one source', async () => {
  const before = discoveryCompleted.previous;
  if (before === undefined) throw new Error('There was a version 1');
  expect(discoveryCompleted.upcast?.({ ...old, source: 'hackernews' })).toMatchObject({
    cost: null,
    sources: [{ source: 'hackernews', counts: old.counts, cost: null, droppedBy: null }],
  });
});

const old = {
  runId: '0192f0c4-7a10-7002-8c3e-5b1d2f4a6002',
  counts: { seen: 3, found: 1, dropped: 1, broken: 1 },
  startedAt: '2026-11-20T09:30:00Z',
  completedAt: '2026-11-20T09:30:02Z',
};
