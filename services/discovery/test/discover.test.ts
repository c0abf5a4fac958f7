import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import {
  contactForgotten,
  discoveryCompleted,
  mediaStored,
  opportunityDropped,
  opportunityFound,
  opportunityWithdrawn,
  opsDiscover,
} from '@loop/contracts';
import { config, discovery } from '@loop/discovery';
import { type Sandbox, SandboxClient, startSandbox } from '@loop/provider-sandbox';
import { DEFAULT_TENANT_ID, idFrom } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { z } from 'zod';

const ANOTHER_TENANT = '00000000-0000-4000-8000-000000000002';
const answered = z.object({ ok: opsDiscover.request('discovery').output });

let stateDir: string;
let sandbox: Sandbox;
let outside: SandboxClient;
let system: TestSystem;

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'discovery-test-'));
  sandbox = await startSandbox({ stateDir, port: 0 });
  outside = new SandboxClient(sandbox.url);
  system = await TestSystem.open({ mode: 'sandbox', sandboxUrl: sandbox.url });
  await system.start(discovery(system.settingsOf(config)));
});

afterEach(() => outside.disarmFault());

afterAll(async () => {
  await system.close();
  await sandbox.stop();
  rmSync(stateDir, { recursive: true });
});

const wish = { tenantId: DEFAULT_TENANT_ID, source: 'hackernews', query: null, limit: null, lines: null };

const discover = (rest: Partial<Record<keyof typeof wish, unknown>> = {}) =>
  system.ask('discovery', 'discover', { ...wish, ...rest });

const importing = async (lines: readonly unknown[], tenantId = DEFAULT_TENANT_ID) => {
  const written = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  return answered.parse(await discover({ tenantId, source: 'file', lines: written })).ok;
};

const request = (id: string, rest: Record<string, unknown> = {}) => ({
  platform: 'reddit',
  id,
  url: `https://www.reddit.com/r/forhire/comments/${id}/`,
  author: `author_${id}`,
  title: `[Hiring] Illustrator for board game ${id}`,
  text: `Twelve cards for a game about lighthouses, number ${id}. Budget $${id.length}00, mail ${id}@lampwick.games`,
  ...rest,
});

/** Events of one run that reached the broker. */
async function publishedBy(runId: string) {
  const completed = await settle(async () => {
    const events = await system.tap.published(discoveryCompleted);
    const own = events.find((event) => event.data.runId === runId);
    expect(own).toBeDefined();
    return own;
  });
  const ofRun = {
    found: await system.tap.published(opportunityFound),
    dropped: await system.tap.published(opportunityDropped),
  };
  return {
    completed: completed?.data,
    found: ofRun.found.filter((event) => event.data.runId === runId),
    dropped: ofRun.dropped.filter((event) => event.data.runId === runId).map((event) => event.data),
  };
}

test('a run over Hacker News finds the requests and drops everything else with its reason', async () => {
  const { ok } = answered.parse(await discover());
  const { completed, found, dropped } = await publishedBy(ok.runId);
  expect(completed?.counts).toEqual(ok.counts);
  expect(ok.counts.seen).toBe(ok.counts.found + ok.counts.dropped + ok.counts.broken);
  expect([found.length, dropped.length]).toEqual([ok.counts.found, ok.counts.dropped]);

  const truth = new Map((await outside.hnPosts()).map((post) => [String(post.id), post]));
  for (const { data } of found) {
    const post = truth.get(data.source.externalId);
    expect(`${data.source.externalId} ${post?.truth.intent} ${post?.truth.duplicateOf ?? 'original'}`).toBe(
      `${data.source.externalId} demand original`,
    );
    expect(data.demand.reasons.length).toBeGreaterThan(0);
  }
  const originals = [...truth.values()].filter(
    ({ truth: { intent, duplicateOf } }) => intent === 'demand' && duplicateOf === undefined,
  );
  const seen = new Set([...found.map(({ data }) => data), ...dropped].map(({ source }) => source.externalId));
  const missed = originals.filter(
    ({ id }) => seen.has(String(id)) && !found.some(({ data }) => data.source.externalId === String(id)),
  );
  expect(missed).toEqual([]);
  expect(found.length).toBeGreaterThan(30);
});

test('reposts are dropped as duplicates of the one that was found', async () => {
  const dropped = (await system.tap.published(opportunityDropped)).map(({ data }) => data);
  const found = new Map(
    (await system.tap.published(opportunityFound)).map(({ data }) => [data.opportunityId, data.source.externalId]),
  );
  const reposts = (await outside.hnPosts()).filter(({ truth }) => truth.duplicateOf !== undefined);
  expect(reposts.length).toBeGreaterThan(3);
  for (const repost of reposts) {
    const drop = dropped.find(({ source }) => source.externalId === String(repost.id));
    expect(drop).toMatchObject({ reason: 'duplicate' });
    expect(found.get(drop?.duplicateOf ?? '')).toBe(String(repost.truth.duplicateOf));
  }
});

test('everything about an opportunity goes on under its own correlation', async () => {
  const found = await system.tap.published(opportunityFound);
  expect(found.every((event) => event.correlationId === event.data.opportunityId)).toBe(true);
});

test('running again finds nothing twice', async () => {
  const before = (await system.tap.published(opportunityFound)).length;
  const { ok } = answered.parse(await discover());
  const { dropped } = await publishedBy(ok.runId);
  expect(ok.counts).toEqual({ seen: 0, found: 0, dropped: 0, broken: 0 });
  expect(dropped).toEqual([]);
  expect(await system.tap.published(opportunityFound)).toHaveLength(before);
});

test('an import skips and counts broken lines, and takes up the others', async () => {
  const { runId, counts } = await importing([
    request('alpha'),
    '{"platform":"reddit","text":"cut o',
    '"only words"',
    { platform: 'reddit' },
    '',
    request('beta', { title: '[For Hire] Illustrator', text: 'I draw maps, from $60' }),
    request('gamma', { title: null, text: null }),
    request('delta', { title: 'Lighthouse photos', text: 'Took these on Sunday.' }),
  ]);
  expect(counts).toEqual({ seen: 7, found: 1, dropped: 3, broken: 3 });
  const { found, dropped } = await publishedBy(runId);
  expect(found[0]?.data).toMatchObject({ author: 'author_alpha', source: { platform: 'reddit', externalId: 'alpha' } });
  const reasons = Object.fromEntries(dropped.map(({ source, reason }) => [source.externalId, reason]));
  expect(reasons).toEqual({ beta: 'supply', gamma: 'malformed', delta: 'not_demand' });
});

test('signs that no database or broker takes stop no import', async () => {
  const { counts } = await importing([
    request('nul', {
      text: 'Happy to pay $300 \u0000 for a map. mail nul@ferrywick.com',
      author: 'a\u0000b',
      title: '[Hiring]\u0000',
    }),
    request('half', { text: 'Happy to pay $300 for half a pair \ud83e. mail half@ferrywick.com' }),
    request('id', { id: 'a\u0000b' }),
    request('plain'),
  ]);
  expect(counts).toEqual({ seen: 4, found: 3, dropped: 0, broken: 1 });
});

test('of copies within one import, to the letter or in other markup, one is found and the others are dropped', async () => {
  const original = request('copied', {
    text: 'We need a **logo** for our ferry, please. Happy to pay $300 for it. mail quay@ferrywick.com',
  });
  const repost = request('copied2', {
    author: original.author,
    title: original.title.toUpperCase(),
    text: 'We   need a <b>LOGO</b> for our ferry, please.\n\nHappy to pay &#36;300 for it. mail quay@ferrywick.com',
  });
  const { runId, counts } = await importing([original, original, repost]);
  expect(counts).toEqual({ seen: 3, found: 1, dropped: 2, broken: 0 });
  const { found, dropped } = await publishedBy(runId);
  const foundId = found[0]?.data.opportunityId;
  expect(dropped.map(({ reason, duplicateOf }) => ({ reason, duplicateOf }))).toEqual([
    { reason: 'duplicate', duplicateOf: foundId },
    { reason: 'duplicate', duplicateOf: foundId },
  ]);
});

test('two imports of the same posts at once agree on who found them', async () => {
  const posts = ['epsilon', 'zeta', 'eta', 'theta'].map((id) => request(id));
  const runs = await Promise.all([importing(posts), importing([...posts].reverse()), importing(posts)]);
  expect(runs.reduce((sum, { counts }) => sum + counts.found, 0)).toBe(4);
});

test("one tenant's posts are no duplicates of another's", async () => {
  const { counts } = await importing([request('alpha')], ANOTHER_TENANT);
  expect(counts).toMatchObject({ found: 1 });
});

test.each([
  { trouble: 'a connection that breaks off', kind: 'reset' as const },
  { trouble: 'a body that ends early', kind: 'truncated_body' as const },
  { trouble: 'a server error', kind: 'server_error' as const },
  { trouble: 'a request to wait', kind: 'rate_limit' as const },
])('a run gets over $trouble by reading again', async ({ kind }) => {
  await outside.armFault({ provider: 'hn', kind, count: 1 });
  const { ok } = answered.parse(await discover({ tenantId: randomUUID(), query: 'booking', limit: 3 }));
  expect(ok.counts.seen).toBeGreaterThan(0);
  expect((await outside.faults()).every(({ left }) => left === 0)).toBe(true);
});

test('a page of another shape loses its own posts only, and the answer is kept for who has to find out why', async () => {
  await outside.armFault({ provider: 'hn', kind: 'changed_shape', count: 1 });
  const { ok } = answered.parse(await discover({ tenantId: ANOTHER_TENANT }));
  expect(ok.counts.seen).toBeGreaterThan(10);
  const kept = () => system.sql<{ reason: string; body: string }>('SELECT reason, body FROM discovery.unread_answers');
  expect(await kept()).toEqual([{ reason: 'not_a_page_of_hits', body: expect.stringContaining('something else') }]);
  expect(ok.sources).toMatchObject([{ ended: 'exhausted', failures: [{ reason: 'not_a_page_of_hits' }] }]);
});

test.each([
  ['reddit', 'reddit'],
  ['github', 'github'],
  ['feeds', 'rss'],
  ['x', 'twitter'],
])('a run over %s finds requests, with their authors', async (source, platform) => {
  const { ok } = answered.parse(await discover({ source, limit: 120 }));
  expect(ok.counts.found).toBeGreaterThan(3);
  const { found } = await publishedBy(ok.runId);
  expect(new Set(found.map(({ data }) => data.source.platform))).toEqual(new Set([platform]));
  expect(found.filter(({ data }) => data.author !== null).length).toBeGreaterThan(found.length * 0.8);
});

test('a quota that is used up is waited for, and the run reads on in the next window', async () => {
  await outside.setQuota('reddit', { limit: 2, windowSeconds: 2 });
  const { ok } = answered.parse(await discover({ tenantId: ANOTHER_TENANT, source: 'reddit', limit: 1_000 }));
  await outside.setQuota('reddit', null);
  const refused = (await outside.log({ provider: 'reddit', limit: 10_000 })).filter(
    ({ data }) => data['status'] === 429,
  );
  expect(refused.length).toBeGreaterThan(0);
  const whole = (await outside.posts('reddit')).filter(({ isDeleted }) => !isDeleted);
  expect(ok.counts.seen).toBe(whole.length);
});

test('a run over the web finds summaries, which have no authors', async () => {
  const { ok } = answered.parse(await discover({ source: 'perplexity', limit: 120 }));
  const { found } = await publishedBy(ok.runId);
  expect(found.length).toBeGreaterThan(3);
  expect(found.filter(({ data }) => data.author !== null)).toEqual([]);
});

test('a post that its author took back is erased here as well', async () => {
  const kept = (ids: readonly string[]) =>
    system.sql<{ external_id: string; text_sha256: string | null }>(
      "SELECT external_id, text_sha256 FROM discovery.posts WHERE platform = 'reddit' AND external_id = any($1) AND tenant_id = $2",
      [ids, DEFAULT_TENANT_ID],
    );
  // Of the newest, which are looked at again; who is further back is asked about by his id.
  const board = (await outside.posts('reddit')).map(({ number }) => (1_300_000_000 + number).toString(36));
  const [before] = await kept(board.slice(0, 10));
  expect(before?.text_sha256).toEqual(expect.any(String));
  const id = before?.external_id ?? '';
  await outside.removePost('reddit', Number.parseInt(id, 36) - 1_300_000_000);
  await discover({ source: 'reddit', limit: 600 });
  const ours = idFrom('opportunity', DEFAULT_TENANT_ID, 'reddit', id);
  // Not even where it stood is kept; under our own id it is not taken up again.
  expect(await kept([ours])).toEqual([{ external_id: ours, text_sha256: null }]);
  const found = (await system.tap.published(opportunityFound)).some(({ data }) => data.opportunityId === ours);
  const withdrawn = () => system.tap.published(opportunityWithdrawn);
  if (found)
    await settle(async () => expect((await withdrawn()).map(({ data }) => data.opportunityId)).toContain(ours));
  else expect(await withdrawn()).toEqual([]);
});

test('an unknown source is refused', async () => {
  expect(await discover({ source: 'carrier-pigeon' })).toMatchObject({ refused: 'unknown_source' });
});

test('a forgotten author is not taken up again', async () => {
  const { runId } = await importing([request('iota', { author: 'Iota_Fenwick' })]);
  const { found } = await publishedBy(runId);
  await system.publish(
    contactForgotten,
    {
      contactId: '5a0c1b52-1d6e-4f0b-9a51-2b6f9a1f0c11',
      opportunityIds: [found[0]?.data.opportunityId ?? ''],
      identities: [{ kind: 'reddit', valueSha256: createHash('sha256').update('reddit:iota_fenwick').digest('hex') }],
      basis: 'request',
      forgottenAt: new Date().toISOString(),
    },
    DEFAULT_TENANT_ID,
  );
  await settle(
    async () =>
      (
        await system.sql('SELECT 1 FROM discovery.posts WHERE id = $1 AND forgotten_at IS NOT NULL', [
          found[0]?.data.opportunityId,
        ])
      ).length === 1,
  );
  const again = await importing([
    request('iota', { author: 'Iota_Fenwick' }),
    request('kappa', { author: 'iota_fenwick' }),
  ]);
  expect((await publishedBy(again.runId)).dropped.map(({ reason }) => reason)).toEqual(['forgotten', 'forgotten']);
  const kept = await system.sql<{ author_sha256: string | null }>(
    'SELECT author_sha256 FROM discovery.posts WHERE id = $1',
    [found[0]?.data.opportunityId],
  );
  expect(kept).toEqual([{ author_sha256: null }]);
});

test('media of a conversation that is about no listing leads to nothing', async () => {
  const stored = mediaStored.schema.parse({
    mediaId: '5a0c1b52-1d6e-4f0b-9a51-2b6f9a1f0c31',
    conversationId: null,
    messageId: null,
    photosRequestId: null,
    contentType: 'image/png',
    sizeBytes: 3,
    sha256: 'a'.repeat(64),
    storageKey: 'media/1',
    storedAt: new Date().toISOString(),
  });
  await system.publish(mediaStored, stored, DEFAULT_TENANT_ID);
  await settle(async () => (await system.sql('SELECT 1 FROM discovery.inbox')).length >= 2);
  expect(await system.sql('SELECT 1 FROM discovery.dead_letters')).toEqual([]);
  expect(await system.sql('SELECT 1 FROM discovery.held')).toEqual([]);
});
