import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { SourceQuery } from '../dist/domain/source-query.js';
import { feeds } from '../dist/providers/feeds.js';
import { github } from '../dist/providers/github.js';
import { perplexity } from '../dist/providers/perplexity.js';
import { reddit } from '../dist/providers/reddit.js';
import { x } from '../dist/providers/x.js';
import { pageIn, SourceBench } from './source-bench.ts';

/** What is one vendor's own, over its wire protocol. */

let bench: SourceBench;

beforeAll(async () => {
  bench = await SourceBench.start();
});
afterEach(async () => {
  await bench.outside.disarmFault();
  for (const name of ['reddit', 'x', 'x.posts', 'github', 'github.meaning']) await bench.outside.setQuota(name, null);
});
afterAll(() => bench.stop());

const redditSource = (rest: { refreshToken?: string; userAgent?: string } = {}) =>
  reddit({
    clientId: 'sandbox-loop',
    clientSecret: 'sandbox-loop-secret',
    refreshToken: undefined,
    userAgent: 'node:loop-tests:1 (by /u/nobody)',
    sandboxUrl: bench.sandbox.url,
    ...rest,
  });
const xSource = () => x({ bearerToken: 'AAAAsandbox-loop', sandboxUrl: bench.sandbox.url });
const githubSource = (maxAgeDays = 60) =>
  github({ token: 'ghp_sandbox-loop', sandboxUrl: bench.sandbox.url, maxAgeDays });
const perplexitySource = (hasAgent = false) =>
  perplexity({ apiKey: 'pplx-sandbox-loop', sandboxUrl: bench.sandbox.url, hasAgent });
const asking = (kind: string, text: string | null, within: string | null = null): SourceQuery => ({
  kind,
  text,
  within,
});

test('Reddit: posts that were taken back are told as deleted, and nothing of them is read', async () => {
  const pages = await bench.readAll(redditSource(), asking('new', null, 'forhire'));
  const gone = (await bench.outside.posts('reddit')).filter(({ isDeleted }) => isDeleted);
  const deleted = new Set(pages.flatMap(({ deletedIds }) => deletedIds));
  expect(deleted.size).toBeGreaterThan(2);
  const read = JSON.stringify(pages.flatMap(({ posts }) => posts));
  for (const { author, text } of gone) {
    expect(read).not.toContain(`"${author}"`);
    expect(text.length).toBeGreaterThan(0);
  }
  expect(read).not.toMatch(/\[(?:deleted|removed)\]/);
});

test('Reddit: says later which of the posts it gave are gone', async () => {
  const source = redditSource();
  const { posts } = pageIn(await bench.read(source, asking('new', null, 'slavelabour')));
  const board = await bench.outside.posts('reddit');
  const [first, second] = posts;
  const number = board.find(({ text }) => text === first?.text)?.number ?? 0;
  await bench.outside.removePost('reddit', number);
  const ids = [first?.externalId ?? '', second?.externalId ?? '', 'zzzzzz'];
  expect(await source.findDeleted?.(ids, await bench.context())).toMatchObject({ deletedIds: [ids[0], 'zzzzzz'] });
});

test("Reddit: the editor's backslashes are gone, so that addresses are whole", async () => {
  const pages = await bench.readAll(redditSource(), asking('new', null, 'hiring'));
  const texts = pages.flatMap(({ posts }) => posts.map(({ text }) => text ?? ''));
  expect(texts.some((text) => text.includes('_'))).toBe(true);
  expect(texts.filter((text) => text.includes('\\'))).toEqual([]);
});

test('Reddit: reads as an account with a refresh token, and is turned away under the name of a library', async () => {
  const asAccount = redditSource({ refreshToken: 'sandbox-loop-refresh' });
  expect(pageIn(await bench.read(asAccount, asking('new', null, 'forhire'))).posts.length).toBeGreaterThan(0);
  const asStranger = redditSource({ refreshToken: 'of-somebody-else' });
  expect(await bench.read(asStranger, asking('new', null, 'forhire'))).toMatchObject({ breaker: true });
  const asLibrary = redditSource({ userAgent: 'axios/1.7.2 anything' });
  expect(await bench.read(asLibrary, asking('new', null, 'forhire'))).toMatchObject({ failed: 'rate_limited' });
});

test('Reddit: a token that ran out is asked for anew by the next attempt', async () => {
  const source = redditSource();
  pageIn(await bench.read(source, asking('new', null, 'forhire')));
  await bench.outside.advance(25 * 3_600_000);
  expect(await bench.read(source, asking('new', null, 'forhire'))).toEqual({
    failed: 'not_sent',
    reason: 'token_refused',
  });
  pageIn(await bench.read(source, asking('new', null, 'forhire')));
});

test.each([
  ['members only', 'hiring_insiders', 'http_403'],
  ['unknown', 'no_such_place', 'http_404'],
])('Reddit: a community that is %s is refused for good', async (_what, name, reason) => {
  expect(await bench.read(redditSource(), asking('new', null, name))).toEqual({ failed: 'refused', reason });
});

test('Reddit: calls side by side keep to their own limits', async () => {
  const source = redditSource();
  await bench.outside.armFault({ provider: 'reddit', kind: 'hang', operation: 'community.search', count: 1 });
  const slow = bench.read(source, asking('search', 'logo', 'forhire'), null, { signal: AbortSignal.timeout(400) });
  const others = await Promise.all([1, 2, 3].map(() => bench.read(source, asking('new', null, 'forhire'))));
  expect(others.every((read) => !('failed' in read))).toBe(true);
  expect(await slow).toMatchObject({ failed: 'not_sent', reason: 'timeout' });
});

test('X: authors come by expansion; who is suspended has none, and the page says that it is incomplete', async () => {
  const pages = await bench.readAll(xSource(), asking('recent', '(need OR looking OR hiring) -is:retweet'));
  const posts = pages.flatMap((page) => page.posts);
  const nameless = posts.filter(({ author }) => author === null);
  expect(nameless.length).toBeGreaterThan(0);
  expect(nameless.every(({ url }) => url?.startsWith('https://x.com/i/status/'))).toBe(true);
  expect(pages.some(({ isIncomplete }) => isIncomplete)).toBe(true);
  expect(posts.every(({ postedAt, externalId }) => postedAt !== null && /^\d+$/.test(externalId))).toBe(true);
});

test('X: asks for as many posts as there is money for, and costs what the vendor charges', async () => {
  const source = xSource();
  const charged = async () =>
    (await bench.outside.log({ kind: 'x.charged', limit: 10_000 })).flatMap(({ facts }) => facts);
  const before = (await charged()).length;
  await bench.outside.advance(86_400_000);
  const page = pageIn(await bench.read(source, asking('recent', 'need'), null, { spendAtMostMicros: 240_000 }));
  expect(page.posts.length).toBeLessThanOrEqual(16);
  expect(page.cost.amountMicros).toBeLessThanOrEqual(240_000);
  const [fact] = (await charged()).slice(before);
  expect(fact?.['amountMicros']).toBe(page.cost.amountMicros);
});

test('X: a used up month ends the reading instead of waiting for the next', async () => {
  await bench.outside.setQuota('x.posts', { limit: 3, windowSeconds: 2_592_000 });
  expect(await bench.read(xSource(), asking('recent', 'need'))).toEqual({
    failed: 'refused',
    reason: 'usage_cap_reached',
  });
});

test('X: a later run pays for nothing it has read', async () => {
  const source = xSource();
  const query = asking('recent', 'need');
  const { bookmark } = pageIn(await bench.read(source, query));
  const later = pageIn(await bench.read(source, query, bookmark));
  expect([later.posts, later.cost.amountMicros, later.bookmark]).toEqual([[], 0, bookmark]);
  expect(await bench.read(source, asking('recent', 'a '.repeat(300)))).toEqual({
    failed: 'refused',
    reason: 'query_refused',
  });
});

test('GitHub: reaches past the thousandth result by going on by date', async () => {
  await bench.outside.setQuota('github', { limit: 1_000, windowSeconds: 60 });
  const query = asking('lexical', 'we');
  const pages = await bench.readAll(githubSource(250), query);
  const now = (await bench.context()).now.getTime() / 1_000;
  const expected = (await bench.outside.posts('github')).filter(
    ({ createdAt, isByBot, isDeleted, text, title }) =>
      !isDeleted && !isByBot && createdAt > now - 250 * 86_400 && `${title} ${text}`.toLowerCase().includes('we'),
  );
  const ids = new Set(pages.flatMap(({ posts }) => posts.map(({ externalId }) => externalId)));
  expect(expected.length).toBeGreaterThan(2_000);
  expect(expected.filter(({ number }) => !ids.has(String(3_000_000_000 + number))).length).toBe(0);
  expect(pages.length).toBeLessThan(40);
});

test('GitHub: says that a search ran out of time, and that searching by meaning left some out', async () => {
  await bench.outside.armFault({ provider: 'github', kind: 'incomplete_results', count: 1 });
  expect(pageIn(await bench.read(githubSource(), asking('lexical', 'label:bounty'))).isIncomplete).toBe(true);
  const hybrid = asking('hybrid', 'we will pay a developer to implement this');
  const pages = await bench.readAll(githubSource(420), hybrid);
  expect(pages).toHaveLength(10);
  expect(pages.at(-1)).toMatchObject({ nextCursor: null, isIncomplete: true });
  expect(await bench.read(githubSource(), hybrid)).toMatchObject({ failed: 'rate_limited' });
});

test('GitHub: bots are told as such, and bounties keep the labels of those who pay them out', async () => {
  const pages = await bench.readAll(githubSource(120), asking('lexical', 'is:issue'));
  const posts = pages.flatMap((page) => page.posts);
  const bounties = pages.length > 0 ? posts.filter(({ labels }) => labels?.includes('💎 Bounty')) : [];
  expect(bounties.length).toBeGreaterThan(10);
  expect(bounties.every(({ text }) => text?.includes('/bounty '))).toBe(true);
  expect(posts.every(({ author, isByBot }) => (author?.endsWith('[bot]') ?? false) === isByBot)).toBe(true);
});

test('GitHub: a question it does not understand is refused, not tried again', async () => {
  expect(await bench.read(githubSource(), asking('lexical', 'colour:red'))).toEqual({
    failed: 'refused',
    reason: 'query_refused',
  });
});

const listed = (name: string, tenantId: string | null = null) => ({
  url: `${bench.sandbox.url}/feeds/${name}`,
  tenantId,
});

test.each(['lantern-jobs.xml', 'quay-notices.atom', 'gig-harbour.json'])(
  'feeds: %s is read in its own format, and not again while it is unchanged',
  async (name) => {
    const source = feeds([listed(name)]);
    const [query] = source.queriesFor({ text: null });
    if (query === undefined) throw new Error('The feed is not asked for');
    const { bookmark, posts } = pageIn(await bench.read(source, query));
    expect(posts.length).toBeGreaterThan(20);
    expect(posts.every(({ author, labels, postedAt }) => author && postedAt && labels?.length === 1)).toBe(true);
    expect(posts.some(({ text }) => text?.includes('Pay:'))).toBe(true);
    const again = pageIn(await bench.read(source, query, bookmark));
    expect([again.posts, again.bookmark]).toEqual([[], bookmark]);
    const calls = await bench.outside.log({ provider: 'feeds', kind: 'request', limit: 10_000 });
    expect(calls.at(-1)?.data['status']).toBe(304);
  },
);

test('feeds: what is no feed is kept, and what is not listed is not read', async () => {
  const source = feeds([listed('broken.xml')]);
  const answer = await bench.read(source, asking('feed', null, listed('broken.xml').url));
  expect(answer).toMatchObject({
    failed: 'unknown_shape',
    reason: 'not_a_feed',
    answer: { body: expect.stringContaining('moved') },
  });
  expect(await bench.read(source, asking('feed', null, 'http://169.254.169.254/latest'))).toEqual({
    failed: 'refused',
    reason: 'feed_not_listed',
  });
});

test("feeds: one tenant's feeds are asked for that tenant only", () => {
  const tenantId = '5a0c1b52-1d6e-4f0b-9a51-2b6f9a1f0c11';
  const source = feeds([listed('lantern-jobs.xml'), listed('quay-notices.atom', tenantId)]);
  expect(source.queriesFor({ text: null })).toHaveLength(1);
  expect(source.queriesFor({ text: null, tenantId })).toHaveLength(2);
  expect(source.queriesFor({ text: null, tenantId: '00000000-0000-4000-8000-000000000002' })).toHaveLength(1);
});

test('Perplexity: asks each of the eight categories in one request, and never the retired endpoint', async () => {
  const source = perplexitySource();
  const queries = source.queriesFor({ text: null });
  expect(queries).toHaveLength(8);
  for (const query of queries) expect(pageIn(await bench.read(source, query)).posts.length).toBeGreaterThan(0);
  const calls = await bench.outside.log({ provider: 'perplexity', kind: 'request', limit: 10_000 });
  expect(new Set(calls.map(({ data }) => data['operation']))).toEqual(new Set(['search.create']));
  expect(await bench.read(source, asking('search.v0', null, 'of_old'))).toMatchObject({ reason: 'category_unknown' });
});

test('Perplexity: the agent is asked only where it is on, and only what it searched is believed', async () => {
  expect(
    perplexitySource()
      .queriesFor({ text: 'CTOs' })
      .map(({ kind }) => kind),
  ).toEqual(['search.v1']);
  const source = perplexitySource(true);
  const agent = source.queriesFor({ text: 'founders who need a developer' }).at(-1);
  if (agent === undefined) throw new Error('The agent is not asked');
  const { cost, posts } = pageIn(await bench.read(source, agent));
  expect(posts.length).toBeGreaterThan(0);
  expect(posts.every(({ author, isSummary }) => author === null && isSummary)).toBe(true);
  expect(JSON.stringify(posts)).not.toContain('I found');
  expect(cost.amountMicros).toBe(12_000);
});
