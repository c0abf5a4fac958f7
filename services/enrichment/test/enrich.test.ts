import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, contactUnreachable, opportunityFound, type PayloadOf } from '@loop/contracts';
import { config, enrichment } from '@loop/enrichment';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { OutsideWorld } from './outside-world.ts';

const ANOTHER_TENANT = '00000000-0000-4000-8000-000000000002';

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

const opportunity = (
  text: string,
  rest: Partial<PayloadOf<typeof opportunityFound>> = {},
): PayloadOf<typeof opportunityFound> => ({
  opportunityId: randomUUID(),
  source: { platform: 'hackernews', url: 'https://news.ycombinator.com/item?id=1', externalId: randomUUID() },
  author: 'cobbswell',
  title: null,
  text,
  postedAt: null,
  demand: { score: 0.9, reasons: ['Is labelled SEEKING FREELANCER'] },
  runId: randomUUID(),
  ...rest,
});

const enrichedOf = (opportunityId: string) =>
  settle(async () => {
    const events = await system.tap.published(contactEnriched);
    const own = events.filter(({ data }) => data.opportunityId === opportunityId);
    expect(own).not.toEqual([]);
    return own;
  });

test('an author who leaves addresses is enriched, best first, under the correlation of the opportunity', async () => {
  const found = opportunity(
    'SEEKING FREELANCER<p>Site: https:&#x2F;&#x2F;cobbswell.works<p>Write to mo [at] cobbswell [dot] works or t.me&#x2F;cobbswell',
  );
  const correlationId = randomUUID();
  await system.publish(opportunityFound, found, DEFAULT_TENANT_ID, { correlationId });
  const [event] = await enrichedOf(found.opportunityId);
  expect(event?.correlationId).toBe(correlationId);
  const { contacts, bestContactId } = event?.data ?? { contacts: [], bestContactId: '' };
  expect(contacts[0]).toMatchObject({
    contactId: bestContactId,
    kind: 'email',
    value: 'mo@cobbswell.works',
    rule: 'email.disguised',
  });
  expect(contacts.map(({ kind }) => kind)).toEqual(['email', 'telegram', 'website']);
  expect(contacts.map(({ score }) => score)).toEqual(contacts.map(({ score }) => score).sort((a, b) => b - a));
  const { start, end } = contacts[0]?.source ?? {};
  expect(found.text.slice(start ?? 0, end ?? 0)).toBe('mo [at] cobbswell [dot] works');
});

test('an opportunity delivered twice is enriched once', async () => {
  const found = opportunity('mail twice@cobbswell.works');
  const id = randomUUID();
  for (let copy = 0; copy < 3; copy++) await system.publish(opportunityFound, found, DEFAULT_TENANT_ID, { id });
  const last = opportunity('mail last@cobbswell.works');
  await system.publish(opportunityFound, last, DEFAULT_TENANT_ID);
  await enrichedOf(last.opportunityId);
  expect(await enrichedOf(found.opportunityId)).toHaveLength(1);
});

test('the same address in two posts is one contact, seen twice; in another tenant it is another', async () => {
  const [first, second, foreign] = [
    opportunity('pat@sedgeley.coop'),
    opportunity('mail Pat@Sedgeley.coop'),
    opportunity('pat@sedgeley.coop'),
  ];
  await system.publish(opportunityFound, first, DEFAULT_TENANT_ID);
  await system.publish(opportunityFound, second, DEFAULT_TENANT_ID);
  await system.publish(opportunityFound, foreign, ANOTHER_TENANT);
  const ids = await Promise.all(
    [first, second, foreign].map(async ({ opportunityId }) => (await enrichedOf(opportunityId))[0]?.data.bestContactId),
  );
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).not.toBe(ids[0]);
  const sightings = await system.sql('SELECT opportunity_id FROM enrichment.sightings WHERE contact_id = $1', [ids[0]]);
  expect(sightings).toHaveLength(2);
});

test.each([
  { text: 'SEEKING FREELANCER | my e-mail is in my profile', reason: 'no_contact' },
  { text: 'SEEKING FREELANCER | replies to no-reply@cobbswell.works are lost', reason: 'only_invalid' },
])('an author who cannot be reached is told of, with the reason $reason', async ({ text, reason }) => {
  const found = opportunity(text);
  await system.publish(opportunityFound, found, DEFAULT_TENANT_ID);
  const event = await settle(async () => {
    const own = (await system.tap.published(contactUnreachable)).find(
      ({ data }) => data.opportunityId === found.opportunityId,
    );
    expect(own).toBeDefined();
    return own;
  });
  expect(event?.data).toMatchObject({ reason, tried: expect.arrayContaining(['emails', 'disguised emails', 'links']) });
});

test('fifty posts of every noise are each enriched or told of, and none becomes a dead letter', async () => {
  const noise = [
    '<a href="',
    '&#0;',
    '\ud800',
    '['.repeat(500),
    '@'.repeat(500),
    '\u0000',
    '{"a":',
    '🪁'.repeat(200),
    '%00',
    '\\'.repeat(99),
  ];
  const posts = Array.from({ length: 50 }, (_, at) =>
    opportunity(`${noise[at % noise.length]} ${at} mail n${at}@cobbswell.works ${noise[(at * 7) % noise.length]}`),
  );
  for (const post of posts) await system.publish(opportunityFound, post, DEFAULT_TENANT_ID);
  await settle(async () => {
    const told = [
      ...(await system.tap.published(contactEnriched)),
      ...(await system.tap.published(contactUnreachable)),
    ];
    const ids = new Set<string>(told.map(({ data }) => data.opportunityId));
    expect(posts.filter(({ opportunityId }) => !ids.has(opportunityId)).map(({ text }) => text.slice(0, 40))).toEqual(
      [],
    );
  });
  expect(await system.sql('SELECT reason FROM enrichment.dead_letters')).toEqual([]);
});
