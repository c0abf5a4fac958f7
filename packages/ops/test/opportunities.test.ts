import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, opportunityFound, opsOpportunitiesList, opsOpportunitiesShow } from '@loop/contracts';
import { respond } from '@loop/runtime';
import { samplePayload, TestSystem } from '@loop/testkit';
import { operatorEnv, type Ran, runLoopIn, takingAll } from './run-loop-in.ts';

const TENANT = '00000000-0000-4000-8000-000000000001';
const FOUND = randomUUID();
const COPY = randomUUID();

let system: TestSystem;
let env: Record<string, string>;
const asked: object[] = [];
const loop = (...args: string[]): Promise<Ran> => runLoopIn(env, args);

const kept = {
  ...{ opportunityId: FOUND, platform: 'reddit', externalId: '1abc', found: true, dropReason: null, detail: null },
  ...{
    duplicateOf: null,
    score: 0.95,
    reasons: ['Carries the mark of a request', 'Offers 900 EUR'],
    forgottenAt: null,
  },
  judged: { origin: 'platform' as const, budget: null, language: 'en', services: ['design'] },
  ...{ runId: randomUUID(), seenAt: '2026-11-28T12:00:00.000Z' },
};
const copy = {
  ...{ ...kept, opportunityId: COPY, externalId: '2abc', found: false, dropReason: 'duplicate', duplicateOf: FOUND },
  ...{ detail: 'Says the same as an earlier post', score: null, reasons: [], judged: null },
};

beforeAll(async () => {
  system = await TestSystem.open();
  env = operatorEnv(system);
  const list = respond(opsOpportunitiesList.request('discovery'), async ({ input }) => {
    asked.push(input);
    return { ok: { items: [input.verdict === 'found' ? kept : copy], nextCursor: FOUND } };
  });
  const show = respond(opsOpportunitiesShow.request('discovery'), async ({ input }) =>
    input.opportunityId === FOUND
      ? { ok: { ...kept, duplicateCount: 1, duplicates: [copy] } }
      : { refused: 'not_found' as const, detail: 'No post has the id' },
  );
  await system.start(takingAll('discovery', { responders: [list, show] }));
});
afterAll(() => system.close());

test('opportunities are listed with why they were kept or dropped, page by page', async () => {
  const found = await loop('opportunities', 'list', '--limit', '1');
  expect(found.out).toMatch(new RegExp(`^${FOUND} +reddit +0.95 +design +en .*Carries the mark of a request`, 'm'));
  expect(found.out).toContain(`more: --after ${FOUND}`);
  const dropped = await loop('opportunities', 'list', '--dropped', 'duplicate', '--after', FOUND);
  expect(dropped.out).toMatch(new RegExp(`^${COPY} +reddit +duplicate .*earlier post: ${FOUND}$`, 'm'));
  expect(asked.at(-1)).toMatchObject({ verdict: 'dropped', dropReason: 'duplicate', cursor: FOUND });
  const documents = JSON.parse((await loop('opportunities', 'list', '--json')).out) as { items: object[] };
  expect(documents.items).toEqual([kept]);
});

test('an opportunity is shown with its reasons, its duplicates, the post and how its author may be reached', async () => {
  const post = { ...samplePayload(opportunityFound), opportunityId: FOUND, title: 'Two maps of a ferry' };
  await system.publish(opportunityFound, post, TENANT);
  await system.publish(contactEnriched, { ...samplePayload(contactEnriched), opportunityId: FOUND }, TENANT);
  const { out } = await loop('opportunities', 'show', FOUND);
  const [contact] = samplePayload(contactEnriched).contacts;
  for (const said of [
    'score 0.95',
    'Offers 900 EUR',
    'Two maps of a ferry',
    contact?.value ?? '',
    'Duplicates: 1',
    COPY,
  ]) {
    expect(out).toContain(said);
  }
});

test('one that is not known, and a limit that is none, are refused with what to do', async () => {
  const unknown = await loop('opportunities', 'show', randomUUID());
  expect([unknown.exitCode === 0, unknown.err]).toEqual([false, expect.stringContaining('opportunities list')]);
  expect((await loop('opportunities', 'list', '--limit', 'many')).err).toContain('whole number from 1 to 500');
});
