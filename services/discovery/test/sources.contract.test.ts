import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultRequest } from '@loop/provider-sandbox';
import { plannedPage } from '../dist/domain/source-query.js';
import type { Source } from '../dist/providers/source.js';
import { deadPort, pageIn, SOURCE_ENTRIES, SourceBench } from './source-bench.ts';

/** What every source must keep, over the vendors' wire protocols. What a source cannot do it declares; nothing is skipped. */

let bench: SourceBench;

beforeAll(async () => {
  bench = await SourceBench.start();
});
afterEach(async () => {
  await bench.outside.disarmFault();
});
afterAll(() => bench.stop());

describe.each(SOURCE_ENTRIES)('$name', ({ vendor, quota, query: queryOf, build, key }) => {
  let source: Source;
  const strike = (fault: Partial<FaultRequest>) =>
    bench.outside.armFault({ ...fault, provider: vendor } as FaultRequest);
  const read = (cursor: string | null = null, rest = {}) => bench.read(source, queryOf(source), cursor, rest);

  beforeEach(async () => {
    source = build(bench.sandbox.url);
    if (quota !== null) await bench.outside.setQuota(quota, null);
  });

  test('says beforehand what it would ask and what a page may cost, as data', () => {
    const queries = source.queriesFor({ text: null });
    expect(queries.length).toBeGreaterThan(0);
    for (const query of queries) {
      expect(plannedPage.parse({ query, cursor: null }).query).toEqual(query);
      expect(source.estimate(query)).toMatchObject({ requests: 1, currency: 'USD' });
      expect(source.estimate(query).amountMicros > 0).toBe(source.features.costsMoney);
    }
    const worded = source.queriesFor({ text: 'booking page' });
    expect(worded.some(({ text }) => text?.includes('booking page') ?? false)).toBe(source.features.takesWords);
  });

  test('gives posts with an identity, and with their authors where it knows them', async () => {
    const { posts, brokenCount } = pageIn(await read());
    expect(posts.length).toBeGreaterThan(5);
    expect(brokenCount).toBe(0);
    expect(new Set(posts.map(({ externalId }) => externalId)).size).toBe(posts.length);
    expect(posts.every(({ url, platform }) => URL.canParse(url ?? '') && platform !== '')).toBe(true);
    expect(posts.some(({ postedAt }) => postedAt !== null)).toBe(true);
    const named = posts.filter(({ author }) => author !== null);
    expect(named.length > posts.length / 2).toBe(source.features.hasAuthors);
    expect(posts.every(({ isSummary }) => isSummary === true)).toBe(!source.features.hasAuthors);
  });

  test('reads page by page to an end, no post twice, and the same page the same again', async () => {
    const pages = await bench.readAll(source, queryOf(source));
    const ids = pages.flatMap(({ posts }) => posts.map(({ externalId }) => externalId));
    expect(new Set(ids).size).toBe(ids.length);
    expect(pages.at(-1)?.nextCursor).toBeNull();
    const [page] = pages;
    expect(page?.nextCursor !== null).toBe(source.features.paging === 'cursor' && pages.length > 1);
    const again = pageIn(await read());
    expect(again.posts).toEqual(page?.posts);
  });

  test('begins from its bookmark with what is new since, where it can tell', async () => {
    const { bookmark, posts } = pageIn(await read());
    if (bookmark === null) return expect(source.features.hasAuthors && vendor === 'feeds').toBe(false);
    const later = pageIn(await bench.read(source, queryOf(source), bookmark));
    const known = new Set(posts.map(({ externalId }) => externalId));
    expect(later.posts.filter(({ externalId }) => known.has(externalId))).toEqual([]);
  });

  test('says what a page did cost, never more than it said before', async () => {
    const { cost } = pageIn(await read());
    expect(cost.requests).toBe(1);
    expect(cost.amountMicros).toBeLessThanOrEqual(source.estimate(queryOf(source)).amountMicros);
    expect(cost.amountMicros > 0).toBe(source.features.costsMoney);
  });

  test('asks nothing that there is no money for', async () => {
    const before = await bench.requestsOf(vendor);
    const answer = await read(null, { spendAtMostMicros: 10 });
    const asked = (await bench.requestsOf(vendor)) - before;
    if (source.features.costsMoney) expect(answer).toEqual({ failed: 'refused', reason: 'over_budget' });
    expect(asked > 0).toBe(!source.features.costsMoney);
  });

  test('tells its quota, waits when it is used up, and reads on in the next window', async () => {
    if (quota === null) {
      expect(source.features.hasQuota).toBe(false);
      expect(pageIn(await read()).quota).toBeNull();
      return;
    }
    await bench.outside.setQuota(quota, { limit: 2, windowSeconds: 90 });
    expect(pageIn(await read()).quota?.remaining).toBe(1);
    const { quota: last } = pageIn(await read());
    expect(last?.remaining).toBe(0);
    const refused = await read();
    if (!('failed' in refused) || refused.failed !== 'rate_limited') throw new Error('It was not asked to wait');
    expect(Math.abs(refused.until.getTime() - (last?.resetsAt.getTime() ?? 0))).toBeLessThan(2_500);
    expect(refused.until.getTime() - Date.now()).toBeGreaterThan(80_000);
    await bench.outside.advance(91_000);
    expect(pageIn(await read()).posts.length).toBeGreaterThan(0);
  });

  test('waits as long as it is asked to', async () => {
    await strike({ kind: 'rate_limit', retryAfterSeconds: 7 });
    const answer = await read();
    if (!('failed' in answer) || answer.failed !== 'rate_limited') throw new Error(JSON.stringify(answer));
    expect(answer.until.getTime() - Date.now()).toBeGreaterThan(5_000);
    expect(answer.until.getTime() - Date.now()).toBeLessThan(9_000);
  });

  test.each<[string, Partial<FaultRequest>]>([
    ['answers 500', { kind: 'server_error' }],
    ['answers 502', { kind: 'server_error', status: 502 }],
    ['breaks the connection off', { kind: 'reset' }],
    ['stops in the middle', { kind: 'truncated_body' }],
  ])('tries again later when the vendor %s, once for each call', async (_how, fault) => {
    pageIn(await read());
    await strike(fault);
    const before = await bench.requestsOf(vendor);
    expect(await read()).toMatchObject({ failed: 'not_sent' });
    expect((await bench.requestsOf(vendor)) - before).toBe(1);
  });

  test('waits for nobody who never answers', async () => {
    pageIn(await read());
    await strike({ kind: 'hang' });
    const startedAt = performance.now();
    expect(await read(null, { signal: AbortSignal.timeout(600) })).toMatchObject({ failed: 'not_sent' });
    expect(performance.now() - startedAt).toBeLessThan(4_500);
  });

  test('keeps an answer of another shape for inspection', async () => {
    pageIn(await read());
    await strike({ kind: 'changed_shape' });
    expect(await read()).toMatchObject({
      failed: 'unknown_shape',
      reason: expect.stringMatching(/^not_/),
      answer: { status: 200, body: expect.stringContaining('something else') },
    });
  });

  test('opens the breaker over a key that is not taken, and tells no key', async () => {
    const other = build(bench.sandbox.url, 'nobody-knows-this-key');
    const answer = await bench.read(other, queryOf(other));
    if (key === null) return expect(pageIn(answer).posts.length).toBeGreaterThan(0);
    expect(answer).toEqual({ failed: 'not_sent', reason: 'credentials_refused', breaker: true });
    const away = build(`http://127.0.0.1:${await deadPort()}`);
    const unreachable = await bench.read(away, queryOf(away));
    expect(unreachable).toMatchObject({ failed: 'not_sent' });
    expect(JSON.stringify(unreachable)).not.toContain(key);
  });
});
