// The name servers are the sandbox's, asked over DNS; a name's first label says what they answer.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, contactUnreachable, opportunityFound } from '@loop/contracts';
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

async function find(text: string, tenantId = DEFAULT_TENANT_ID): Promise<string> {
  const opportunityId = randomUUID();
  const source = { platform: 'hackernews', url: 'https://news.ycombinator.com/item?id=1', externalId: opportunityId };
  const post = { opportunityId, source, author: 'tamarisk', title: null, text, postedAt: null, runId: randomUUID() };
  await system.publish(opportunityFound, { ...post, demand: { score: 0.9, reasons: ['asks'] } }, tenantId);
  return opportunityId;
}

const enrichedAll = async (opportunityId: string) =>
  (await system.tap.published(contactEnriched)).filter(({ data }) => data.opportunityId === opportunityId);

const enriched = (opportunityId: string) =>
  settle(async () => {
    const [event] = await enrichedAll(opportunityId);
    expect(event).toBeDefined();
    return event?.data;
  });

const unreachable = (opportunityId: string) =>
  settle(async () => {
    const events = await system.tap.published(contactUnreachable);
    const event = events.find(({ data }) => data.opportunityId === opportunityId);
    expect(event).toBeDefined();
    return event?.data;
  });

const nobodyWaits = () =>
  settle(async () => {
    expect(await system.sql('SELECT 1 FROM enrichment.waiting_opportunities')).toEqual([]);
    expect(await system.sql('SELECT 1 FROM enrichment.awaited_domains')).toEqual([]);
  });

test('an address whose domain takes mail is valid, and the first channel', async () => {
  const data = await enriched(await find('Write to ines@plover-lane.coop or on telegram: @inesplover'));
  expect(data?.contacts).toMatchObject([
    { kind: 'email', check: { verdict: 'valid', reasons: ['The domain takes mail'], phoneType: null } },
    { kind: 'telegram', check: { verdict: 'unknown' } },
  ]);
  expect(data?.channels?.map(({ channel }) => channel)).toEqual(['email', 'telegram']);
});

test.each([
  ['null-mx.quayworks.net', 'The domain says that it takes no mail'],
  ['nxdomain.quayworks.net', 'The domain is not there, or has nothing to send mail to'],
  ['nothing.quayworks.net', 'The domain is not there, or has nothing to send mail to'],
])('an author with no address but one at %s cannot be reached', async (domain, why) => {
  const data = await unreachable(await find(`Mail me: ines@${domain}`));
  expect(data).toMatchObject({ reason: 'only_invalid', why: [`email: ${why}`] });
  expect(data?.wouldHelp).toEqual(['author_profile', 'ask_on_platform', 'another_address']);
});

test('an address without a mail server is risky, and one whose name servers are silent is not known', async () => {
  const [byAddress, failing, silent] = await Promise.all(
    ['no-mx', 'servfail', 'silent'].map((label) => find(`Mail me: ines@${label}.harbour.works`)),
  );
  expect((await enriched(byAddress ?? ''))?.contacts[0]?.check?.verdict).toBe('risky');
  expect((await enriched(failing ?? ''))?.contacts[0]?.check?.verdict).toBe('unknown');
  expect((await enriched(silent ?? ''))?.contacts[0]?.check?.reasons).toEqual([
    "The domain's name servers did not answer",
  ]);
}, 30_000);

test('an invalid address is told of last, and is no channel', async () => {
  const data = await enriched(await find('Mail ines@null-mx.coppice.works, or call +44 7911 123456'));
  expect(data?.contacts.map(({ kind, check }) => [kind, check?.verdict])).toEqual([
    ['phone', 'valid'],
    ['email', 'invalid'],
  ]);
  expect(data?.contacts[0]?.check?.phoneType).toBe('mobile');
  expect(data?.channels?.map(({ channel }) => channel)).toEqual(['sms', 'voice']);
  expect(data?.bestContactId).toBe(data?.contacts[0]?.contactId);
});

test('a domain many posts name is asked about once in a tenant, and all of them are decided', async () => {
  const posts = await Promise.all(Array.from({ length: 40 }, (_, at) => find(`Mail me: writer${at}@teasel.works`)));
  for (const post of posts) expect((await enriched(post))?.contacts[0]?.check?.verdict).toBe('valid');
  await enriched(await find('Mail me: later@teasel.works'));
  expect(await world.questionsAbout('teasel.works')).toBe(1);
  await enriched(await find('Mail me: elsewhere@teasel.works', ANOTHER_TENANT));
  expect(await world.questionsAbout('teasel.works')).toBe(2);
  await nobodyWaits();
});

test('a post that names two domains is decided once, when both have answered', async () => {
  const post = await find('Mail ines@first-of-two.works or ines@second-of-two.works');
  const data = await enriched(post);
  expect(data?.contacts.map(({ check }) => check?.verdict)).toEqual(['valid', 'valid']);
  await nobodyWaits();
  expect(await enrichedAll(post)).toHaveLength(1);
});

test('an answer is believed for a time, and then asked for again', async () => {
  await world.control.stateName({ name: 'moved.works', answers: [{ mx: [{ exchange: 'in.moved.works' }] }] });
  await enriched(await find('Mail me: ines@moved.works'));
  await system.sql(`UPDATE enrichment.mail_domains SET believed_until = 'epoch' WHERE domain = 'moved.works'`);
  await world.control.stateName({ name: 'moved.works', answers: [{ result: 'NXDOMAIN' }] });
  expect(await unreachable(await find('Mail me: ines@moved.works'))).toMatchObject({ reason: 'only_invalid' });
  expect(await world.questionsAbout('moved.works')).toBe(2);
});

test('a contact that another post named as well is borne out by it', async () => {
  const first = await enriched(await find('Mail me: ines@withy-bed.works'));
  const second = await enriched(await find('Again: mail me: ines@withy-bed.works'));
  expect(first?.contacts[0]?.reasons).not.toContain('Named in another post as well');
  expect(second?.contacts[0]?.reasons).toContain('Named in another post as well');
  expect(second?.bestContactId).toBe(first?.bestContactId);
});
