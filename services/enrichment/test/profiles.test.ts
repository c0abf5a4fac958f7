// Profiles are read through GitHub's and X's own APIs, which the sandbox answers; what it made up about them says what is to be found.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, contactUnreachable, opportunityFound } from '@loop/contracts';
import { config, enrichment } from '@loop/enrichment';
import type { InventedPost } from '@loop/provider-sandbox';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { OutsideWorld } from './outside-world.ts';

const PROFILES_PER_DAY = 3;

let system: TestSystem;
let world: OutsideWorld;

beforeAll(async () => {
  world = await OutsideWorld.open();
  system = await TestSystem.open({ mode: 'sandbox', sandboxUrl: world.url });
  await system.start(enrichment({ ...system.settingsOf(config), LOOP_X_PROFILES_PER_DAY: PROFILES_PER_DAY }));
});

afterAll(async () => {
  await system.close();
  await world.close();
});

interface Finding {
  readonly platform: string;
  readonly author: string | null;
  readonly url?: string;
  readonly text?: string;
  readonly tenantId?: string;
}

async function find({ author, platform, tenantId = DEFAULT_TENANT_ID, text = 'No address.', ...rest }: Finding) {
  const [opportunityId, correlationId] = [randomUUID(), randomUUID()];
  const source = { platform, url: rest.url ?? `https://${platform}.com/posts/1`, externalId: opportunityId };
  const post = { opportunityId, source, author, title: null, text, postedAt: null, runId: randomUUID() };
  const found = { ...post, demand: { score: 0.9, reasons: ['asks'] } };
  await system.publish(opportunityFound, found, tenantId, { correlationId });
  return { opportunityId, correlationId };
}

async function told(finding: Finding) {
  const { correlationId, opportunityId } = await find(finding);
  const event = await settle(
    async () => {
      const events = [
        ...(await system.tap.published(contactEnriched)),
        ...(await system.tap.published(contactUnreachable)),
      ];
      const own = events.find(({ data }) => data.opportunityId === opportunityId);
      expect(own).toBeDefined();
      return own;
    },
    { timeoutMs: 20_000 },
  );
  const acts = await system.sql<{ name: string }>('SELECT name FROM enrichment.effects WHERE correlation_id = $1', [
    correlationId,
  ]);
  return { event, data: event?.data, acts: acts.map(({ name }) => name) };
}

const somebody = async (provider: 'github' | 'x', isWanted: (post: InventedPost) => boolean): Promise<InventedPost> => {
  const post = (await world.control.posts(provider)).find(
    (one) => !one.isByBot && one.duplicateOf === null && isWanted(one),
  );
  if (post === undefined) throw new Error('The sandbox made up nobody like that');
  return post;
};

const loginOf = ({ author }: InventedPost) => author.replaceAll('_', '-');
const xNameOf = ({ author }: InventedPost) => author.replaceAll(/\W/g, '_').slice(0, 15);

const decide = (isOn: boolean, rest: Readonly<Record<string, unknown>> = {}, tenantId = DEFAULT_TENANT_ID) =>
  system.ask('enrichment', 'matching_decide', { tenantId, isOn, basis: null, isConfirmed: false, ...rest });

test("a GitHub author who leaves no address is reached by their profile's, below their own words", async () => {
  const post = await somebody('github', ({ contact, number }) => number % 3 === 0 && contact !== null);
  const { data } = await told({ platform: 'github', author: loginOf(post) });
  expect(data).toMatchObject({
    contacts: expect.arrayContaining([
      expect.objectContaining({
        kind: 'email',
        value: post.contact?.toLowerCase(),
        source: expect.objectContaining({ where: 'profile', url: `https://github.com/${loginOf(post)}` }),
        reasons: expect.arrayContaining(["From the author's profile"]),
      }),
    ]),
  });
});

test.each([
  {
    what: 'says nothing',
    author: async () => loginOf(await somebody('github', ({ number }) => number % 3 === 1 && number % 5 !== 0)),
    why: 'states no way',
  },
  { what: 'is not there', author: async () => 'nobody-of-that-name', why: 'http 404' },
])('a GitHub author whose profile $what cannot be reached, and is told why', async ({ author, why }) => {
  const { data } = await told({ platform: 'github', author: await author() });
  expect(data).toMatchObject({
    why: expect.arrayContaining([expect.stringContaining(why)]),
    tried: expect.arrayContaining(['github profile']),
    wouldHelp: expect.not.arrayContaining(['author_profile']),
  });
});

test('a quota that is used up is waited for', async () => {
  await world.control.setQuota('github.core', { limit: 0, windowSeconds: 2 });
  const post = await somebody('github', ({ contact, number }) => number % 3 === 0 && number > 900 && contact !== null);
  const { opportunityId } = await find({ platform: 'github', author: loginOf(post) });
  await settle(async () => {
    const asked = await world.control.log({ provider: 'github', kind: 'request', limit: 10_000 });
    expect(asked.some(({ data }) => data['path'] === `/users/${loginOf(post)}`)).toBe(true);
  });
  await world.control.setQuota('github.core', null);
  await settle(
    async () => {
      const events = await system.tap.published(contactEnriched);
      expect(events.some(({ data }) => data.opportunityId === opportunityId)).toBe(true);
    },
    { timeoutMs: 20_000 },
  );
}, 40_000);

test("an X author is looked at on X, through its API, and within the tenant's day", async () => {
  const tenantId = '00000000-0000-4000-8000-000000000004';
  const post = await somebody('x', ({ contact, number }) => number % 4 === 0 && number % 17 !== 0 && contact !== null);
  const { acts, data } = await told({ platform: 'x', author: xNameOf(post), tenantId });
  expect(acts[0]).toBe('look_at_x_profile');
  expect(data).toMatchObject({
    contacts: [
      { value: post.contact?.toLowerCase(), source: { where: 'profile', url: `https://x.com/${xNameOf(post)}` } },
    ],
  });
  for (let more = 1; more < PROFILES_PER_DAY; more += 1)
    await told({ platform: 'x', author: `nobody_${more}`, tenantId });
  const late = await told({ platform: 'x', author: 'one_too_many', tenantId });
  expect(late.data).toMatchObject({ why: expect.arrayContaining([expect.stringContaining('over budget')]) });
  expect(late.acts).toEqual([]);
  const again = await told({ platform: 'x', author: xNameOf(post), tenantId });
  expect(again.event?.subject).toBe('contact.enriched');
}, 60_000);

test('authors of Reddit and X are not looked for anywhere else: nothing is asked, and they are told of at once', async () => {
  const text = 'I keep a site: https://tansyfield.works';
  const url = world.pageOf('/people/off');
  const reddit = await told({ platform: 'reddit', author: 'tansy_weaver', url, text });
  expect(reddit).toMatchObject({
    acts: [],
    data: { tried: expect.not.arrayContaining(['source page', 'author site']) },
  });
  const x = await told({ platform: 'x', author: 'tansy_weaver', url, text });
  expect(x.acts).toEqual(['look_at_x_profile']);
  const visits = await world.control.log({ provider: 'pages', limit: 10_000 });
  expect(visits.filter(({ data }) => data['path'] === '/people/off')).toEqual([]);
});

test('turning matching on takes a basis and its confirmation, and is kept with who did it, why and when', async () => {
  const tenantId = '00000000-0000-4000-8000-000000000003';
  for (const rest of [{}, { basis: 'consent' }, { isConfirmed: true }]) {
    expect(await decide(true, rest, tenantId)).toMatchObject({ refused: 'basis_not_confirmed' });
  }
  expect(await system.ask('enrichment', 'matching_show', { tenantId })).toEqual({ ok: { decisions: [] } });
  const url = world.pageOf('/people/matched');
  const text = 'I keep a site: https://tansyfield.works';
  expect((await told({ platform: 'reddit', author: 'tansy', url, text, tenantId })).acts).toEqual([]);
  await decide(true, { basis: 'The author agreed in writing', isConfirmed: true }, tenantId);
  const on = await told({ platform: 'reddit', author: 'tansy', url, text, tenantId });
  expect(on.acts).toContain('look_at_source_page');
  expect(on.data).toMatchObject({ contacts: [{ value: 'matched@chainlocker.works' }, { kind: 'website' }] });
  const elsewhere = await told({ platform: 'reddit', author: 'tansy', text, tenantId });
  expect(elsewhere.acts).toEqual(['look_at_author_site']);
  await decide(false, {}, tenantId);
  expect((await told({ platform: 'reddit', author: 'tansy', url, text, tenantId })).acts).toEqual([]);
  const audited = await system.sql(
    `SELECT actor, reason, details ->> 'isOn' AS is_on FROM enrichment.audit WHERE action = 'matching_decide' ORDER BY id`,
  );
  expect(audited).toEqual([
    { actor: 'tester', reason: 'a test', is_on: 'true' },
    { actor: 'tester', reason: 'a test', is_on: 'false' },
  ]);
  expect(await system.ask('enrichment', 'matching_show', { tenantId })).toMatchObject({
    ok: {
      decisions: [
        { isOn: false, basis: null, actor: 'tester', reason: 'a test' },
        { isOn: true, basis: 'The author agreed in writing', actor: 'tester', decidedAt: expect.any(String) },
      ],
    },
  });
}, 60_000);
