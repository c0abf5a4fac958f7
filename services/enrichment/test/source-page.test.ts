// The pages are the sandbox's, fetched through the guard; those of other hosts are not let through in sandbox mode.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, contactUnreachable, opportunityFound } from '@loop/contracts';
import { config, enrichment } from '@loop/enrichment';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { z } from 'zod';
import { OutsideWorld } from './outside-world.ts';

const ANOTHER_TENANT = '00000000-0000-4000-8000-000000000002';

const scoreIn = z.object({ contacts: z.array(z.object({ score: z.number() })) });

let system: TestSystem;
let world: OutsideWorld;

beforeAll(async () => {
  world = await OutsideWorld.open();
  system = await TestSystem.open({ mode: 'sandbox', sandboxUrl: world.url });
  await system.start(enrichment(system.settingsOf(config)));
});

afterAll(async () => {
  await system.close();
  await world.close();
});

const page = (path: string, label?: string) => world.pageOf(path, label);

interface Finding {
  readonly url: string | null;
  readonly text?: string;
  readonly platform?: string;
  readonly tenantId?: string;
  readonly copies?: number;
}

async function find({ url, text = 'Details behind the link.', copies = 1, ...rest }: Finding) {
  const { platform = 'web', tenantId = DEFAULT_TENANT_ID } = rest;
  const [opportunityId, correlationId, id] = [randomUUID(), randomUUID(), randomUUID()];
  const source = { platform, url, externalId: opportunityId };
  const post = { opportunityId, source, author: null, title: null, text, postedAt: null, runId: randomUUID() };
  for (let copy = 0; copy < copies; copy += 1) {
    const found = { ...post, demand: { score: 0.9, reasons: ['asks'] } };
    await system.publish(opportunityFound, found, tenantId, { id, correlationId });
  }
  return { opportunityId, correlationId };
}

/** All that was told of an opportunity, once something was. */
const toldOf = (opportunityId: string) =>
  settle(
    async () => {
      const enriched = await system.tap.published(contactEnriched);
      const unreachable = await system.tap.published(contactUnreachable);
      const own = [...enriched, ...unreachable].filter(({ data }) => data.opportunityId === opportunityId);
      expect(own).not.toEqual([]);
      return own;
    },
    { timeoutMs: 20_000 },
  );

const visits = async (path: string) =>
  (await world.control.log({ provider: 'pages', limit: 10_000 })).filter(({ data }) => data['path'] === path);

const nobodyWaits = () =>
  settle(async () => {
    expect(await system.sql('SELECT 1 FROM enrichment.waiting_opportunities')).toEqual([]);
    expect(await system.sql('SELECT 1 FROM enrichment.awaited_looks')).toEqual([]);
  });

test("a post without an address is enriched from the page behind it, below the author's own words", async () => {
  const url = page('/people/ines');
  const { correlationId, opportunityId } = await find({ url });
  const [told] = await toldOf(opportunityId);
  expect(told).toMatchObject({ subject: 'contact.enriched', correlationId });
  expect(told?.data).toMatchObject({
    contacts: [
      {
        kind: 'email',
        value: 'ines@chainlocker.works',
        source: { where: 'page', url },
        check: { verdict: 'valid' },
        reasons: expect.arrayContaining(['From the page behind the post']),
      },
    ],
  });
  const own = await find({ url: null, text: 'Write to ines@chainlocker.works', platform: 'hackernews' });
  const scores = [told, ...(await toldOf(own.opportunityId))].map(
    (event) => scoreIn.parse(event?.data).contacts[0]?.score,
  );
  expect(scores[0]).toBeLessThan(scores[1] ?? 0);
});

test('a post that names an address is not waited for, and its page not fetched', async () => {
  const { opportunityId } = await find({ url: page('/people/unneeded'), text: 'Write to ines@chainlocker.works' });
  expect((await toldOf(opportunityId))[0]?.subject).toBe('contact.enriched');
  expect(await visits('/people/unneeded')).toEqual([]);
});

test.each([
  { path: '/private/somebody', label: 'robots', why: 'robots disallow' },
  { path: '/people/ann', label: 'closed', why: 'robots disallow' },
  { path: '/redirect/circle', label: 'circle', why: 'too many redirects' },
  { path: '/body/bomb/gzip', label: 'bomb', why: 'body too large' },
  { path: '/body/endless', label: 'endless', why: 'body too large' },
  { path: '/type/pdf', label: 'typed', why: 'content type refused' },
  { path: '/status/404', label: 'gone', why: 'http 404' },
  {
    path: `/redirect/to?url=${encodeURIComponent('http://169.254.169.254/')}`,
    label: 'inward',
    why: 'outside sandbox',
  },
  { path: '/redirect/nowhere', label: 'nowhere', why: 'redirect without target' },
])('a page that is hostile or closed ($path) is refused by its reason', async ({ label, path, why }) => {
  const { opportunityId } = await find({ url: page(path, label) });
  const [told] = await toldOf(opportunityId);
  expect(told?.subject).toBe('contact.unreachable');
  expect(told?.data).toMatchObject({
    reason: 'no_contact',
    tried: expect.arrayContaining(['source page']),
    why: expect.arrayContaining([expect.stringContaining(why)]),
    wouldHelp: expect.not.arrayContaining(['source_page']),
  });
});

test('an address out in the world is refused in sandbox mode', async () => {
  const { opportunityId } = await find({ url: 'https://boards.tansyfield.net/thread/1' });
  const [told] = await toldOf(opportunityId);
  expect(told?.data).toMatchObject({ why: expect.arrayContaining([expect.stringContaining('outside sandbox')]) });
});

test("a platform's page is never fetched: the author is told of at once", async () => {
  const { opportunityId } = await find({ url: 'https://www.reddit.com/r/forhire/comments/1/', platform: 'reddit' });
  const [told] = await toldOf(opportunityId);
  expect(told?.data).toMatchObject({ tried: expect.not.arrayContaining(['source page']) });
});

test('a page that many posts name is fetched once in a tenant, and all of them are decided, each once', async () => {
  const url = page('/people/popular', 'popular');
  const posts = await Promise.all(Array.from({ length: 20 }, () => find({ url, copies: 2 })));
  for (const { opportunityId } of posts) expect(await toldOf(opportunityId)).toHaveLength(1);
  const late = await find({ url });
  expect((await toldOf(late.opportunityId))[0]?.subject).toBe('contact.enriched');
  expect(await visits('/people/popular')).toHaveLength(1);
  await nobodyWaits();
  for (const { opportunityId } of posts) expect(await toldOf(opportunityId)).toHaveLength(1);
});

test('what a page said is believed for a time, and in one tenant', async () => {
  const url = page('/people/moved', 'moved');
  await toldOf((await find({ url })).opportunityId);
  await toldOf((await find({ url, tenantId: ANOTHER_TENANT })).opportunityId);
  expect(await visits('/people/moved')).toHaveLength(2);
  await system.sql(`UPDATE enrichment.looks SET believed_until = 'epoch'`);
  await toldOf((await find({ url })).opportunityId);
  expect(await visits('/people/moved')).toHaveLength(3);
}, 40_000);

test('an author whose only address takes no mail is looked for on the page, and both are told of', async () => {
  const text = 'Write to ines@null-mx.harbour.works';
  const { opportunityId } = await find({ url: page('/people/second', 'second'), text });
  const [told] = await toldOf(opportunityId);
  expect(told?.data).toMatchObject({
    contacts: [
      { value: 'second@chainlocker.works', check: { verdict: 'valid' } },
      { value: 'ines@null-mx.harbour.works', check: { verdict: 'invalid' } },
    ],
  });
});

test('two pages of one host are read one after the other', async () => {
  const posts = await Promise.all(['ann', 'ben'].map((name) => find({ url: page(`/people/${name}`, 'shared-host') })));
  for (const { opportunityId } of posts) expect((await toldOf(opportunityId))[0]?.subject).toBe('contact.enriched');
}, 40_000);

test('a fetch that was lost with its process is made again, and answered once', async () => {
  const pausing = { tenantId: null, provider: 'source_page' };
  await system.ask('enrichment', 'pause', pausing);
  const { opportunityId } = await find({ url: page('/people/survivor', 'survivor') });
  await settle(async () => {
    const waiting = await system.sql('SELECT 1 FROM enrichment.waiting_opportunities');
    expect(waiting).toHaveLength(1);
  });
  // As a process that was killed while it fetched leaves it.
  await system.sql(
    `UPDATE enrichment.effects SET state = 'claimed', lease_holder = $1, lease_until = now() - interval '1 minute', attempts = 1
      WHERE name = 'look_at_source_page' AND state = 'ready'`,
    [randomUUID()],
  );
  await system.ask('enrichment', 'resume', pausing);
  expect((await toldOf(opportunityId))[0]?.subject).toBe('contact.enriched');
  await nobodyWaits();
  expect(await toldOf(opportunityId)).toHaveLength(1);
}, 40_000);
