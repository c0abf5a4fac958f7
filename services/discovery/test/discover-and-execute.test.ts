import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { opportunityFound, opsDiscoverPlan } from '@loop/contracts';
import { config, discovery } from '@loop/discovery';
import { settle, TestSystem } from '@loop/testkit';
import { DiscoveryBench } from './discovery-bench.ts';

const PATH = '/integration/discover-and-execute';

let bench: DiscoveryBench;

beforeAll(async () => {
  bench = await DiscoveryBench.start();
});
afterAll(() => bench.stop());

/** As much of the answers as these tests look into; a refusal has none of it. */
interface Body {
  readonly runId: string;
  readonly counts: object;
  readonly cost: { readonly amountMicros: number };
  readonly understood: object | null;
  readonly sources: readonly {
    readonly source: string;
    readonly ended?: string | null;
    readonly questions?: readonly object[];
    readonly cost: object;
  }[];
}

interface Answered {
  readonly status: number;
  readonly location: string | null;
  readonly body: Body;
}

async function order(body: object, headers: Record<string, string> = {}, url = bench.service.url): Promise<Answered> {
  const response = await fetch(`${url}${PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, location: response.headers.get('location'), body: (await response.json()) as Body };
}

const requests = async () => {
  const vendors = ['hn', 'reddit', 'x', 'github', 'feeds', 'perplexity'] as const;
  return (await Promise.all(vendors.map((vendor) => bench.requestsOf(vendor)))).reduce((sum, count) => sum + count, 0);
};

describe('a dry run', () => {
  test('says what would be asked of each source and what it may cost, and sends nothing', async () => {
    const before = await requests();
    const { body, status } = await order({ dry_run: true, prompt: 'find me 3 CTOs in San Francisco tech companies' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      dryRun: true,
      understood: {
        count: 3,
        role: 'CTO',
        location: 'San Francisco',
        texts: [expect.any(String), 'CTO San Francisco'],
      },
      budget: { amountMicros: 2_000_000, requests: 500 },
    });
    const x = body.sources.find(({ source }) => source === 'x');
    expect(x?.questions?.[0]).toMatchObject({
      asked: 'recent',
      from: 'beginning',
      text: expect.stringContaining('CTO'),
    });
    expect(x?.cost).toEqual({ requests: 2, amountMicros: 3_000_000, currency: 'USD' });
    expect(body.cost.amountMicros).toBeLessThanOrEqual(2_000_000);
    expect(await requests()).toBe(before);
    expect(await bench.system.sql('SELECT 1 FROM discovery.runs')).toEqual([]);
    expect(await bench.system.sql('SELECT 1 FROM discovery.daily_spending')).toEqual([]);
  });

  test('names the sources that the sentence names, and what no source can be asked for', async () => {
    const prompt = 'German posts on Reddit and Hacker News for a designer, over $500';
    const { body } = await order({ dry_run: true, prompt });
    expect(body.sources.map(({ source }) => source)).toEqual(['hackernews', 'reddit']);
    expect(body.understood).toMatchObject({ language: 'de', notAsked: ['budget', 'language'] });
  });
});

test('an order runs, finds no more than it may, and its run can be asked about', async () => {
  const { body, location, status } = await order({ max_opportunities: 4, sources: ['hackernews', 'reddit'] });
  expect(status).toBe(200);
  expect(body).toMatchObject({ state: 'completed', counts: { found: 4 }, understood: null });
  expect(body.sources.map(({ ended }) => ended)).toContain('limit');
  const asked = await fetch(`${bench.service.url}${location}`);
  expect(await asked.json()).toMatchObject({ runId: body.runId, state: 'completed', counts: body.counts });
  await settle(async () => {
    const found = await bench.system.tap.published(opportunityFound);
    expect(found.filter(({ data }) => data.runId === body.runId)).toHaveLength(4);
  });
});

test.each([true, false])('opportunities say whether contracts are drafted for them at once: %p', async (auto) => {
  const { body } = await order({ max_opportunities: 2, sources: ['x'], auto_contract: auto, budgets: { usd: 5 } });
  await settle(async () => {
    const found = (await bench.system.tap.published(opportunityFound)).filter(({ data }) => data.runId === body.runId);
    expect(found.map(({ data }) => data.autoContract)).toEqual(auto ? [undefined, undefined] : [false, false]);
  });
});

test('what a limited run left is found by the next', async () => {
  await bench.outside.setQuota('github.meaning', { limit: 1_000, windowSeconds: 60 });
  const tenantId = randomUUID();
  const few = await bench.discover({ tenantId, source: 'github', maxFound: 3 });
  expect([few.counts.found, few.sources[0]?.ended]).toEqual([3, 'limit']);
  const rest = await bench.discover({ tenantId, source: 'github', limit: 1_000 });
  const whole = await bench.discover({ tenantId: randomUUID(), source: 'github', limit: 1_000 });
  expect(few.counts.found + rest.counts.found).toBe(whole.counts.found);
});

test('the same order given again is the same run', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const wished = { sources: ['feeds'], max_opportunities: 2 };
  const [first, second] = [await order(wished, key), await order(wished, key)];
  expect(second.body.runId).toBe(first.body.runId);
  expect((await order({ sources: ['feeds'] }, key)).status).toBe(422);
  const runs = await bench.system.sql('SELECT 1 FROM discovery.runs WHERE id = $1', [first.body.runId]);
  expect(runs).toHaveLength(1);
});

test('a prompt is asked of the sources as it was understood, and as nothing else', async () => {
  const tenantId = randomUUID();
  const run = await bench.discover({ tenantId, source: 'all', prompt: 'two developers on x in English' });
  expect(run.understood).toMatchObject({ count: 2, role: 'developer', language: 'en', sources: ['x'], notAsked: [] });
  expect(run.sources.map(({ source }) => source)).toEqual(['x']);
  const calls = await bench.outside.log({ provider: 'x', kind: 'request', limit: 10_000 });
  expect(JSON.stringify(calls.at(-1))).toContain('lang%3Aen');
});

test.each([
  ['an unknown source', { sources: ['carrier-pigeon'] }, 422, 'unknown_source'],
  ['a field it does not know', { max_oportunities: 3 }, 400, 'invalid_request'],
  ['no opportunities', { max_opportunities: 0 }, 400, 'invalid_request'],
  ['an empty prompt', { prompt: '   ' }, 400, 'invalid_request'],
  ['money below nothing', { budgets: { usd: -1 } }, 400, 'invalid_request'],
])('refuses %s', async (_what, body, status, type) => {
  const answer = await order(body);
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([status, expect.stringContaining(type)]);
});

test('a run that is not there is not found', async () => {
  expect((await fetch(`${bench.service.url}/integration/discovery-runs/${randomUUID()}`)).status).toBe(404);
});

test('the command plans as the endpoint does', async () => {
  const wished = { tenantId: randomUUID(), source: 'reddit', query: null, limit: null };
  const answer = (await bench.system.ask('discovery', 'discover_plan', wished)) as { ok: unknown };
  const plan = opsDiscoverPlan.request('discovery').output.parse(answer.ok);
  expect(plan.sources[0]?.questions.map(({ within }) => within)).toContain('forhire');
  expect(await bench.system.ask('discovery', 'discover_plan', { ...wished, source: 'smoke' })).toMatchObject({
    refused: 'unknown_source',
  });
});

describe('who may give orders', () => {
  let system: TestSystem;
  const token = 'a-token-that-only-the-operator-has';
  beforeAll(async () => {
    system = await TestSystem.open({ mode: 'test' });
  });
  afterAll(() => system.close());

  test('outside the sandbox nobody without a token, and with one whoever has it', async () => {
    const off = await system.start(discovery(system.settingsOf(config)));
    expect((await order({ dry_run: true }, {}, off.url)).status).toBe(503);
    await off.stop();
    const on = await system.start(discovery({ ...system.settingsOf(config), LOOP_DISCOVERY_TOKEN: token }));
    expect((await order({ dry_run: true }, {}, on.url)).status).toBe(401);
    expect((await order({ dry_run: true }, { authorization: `Bearer ${token}x` }, on.url)).status).toBe(401);
    expect((await order({ dry_run: true }, { authorization: `Bearer ${token}` }, on.url)).status).toBe(200);
  });
});
