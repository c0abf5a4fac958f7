import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { opportunityFound } from '@loop/contracts';
import { on } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { type Answered, endOf, letterFilter, lookAt, redriveLetters } from './replaying.ts';
import { noteSeen, OTHER_TENANT, sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

const SERVICE = 'enrichment';
let system: TestSystem;
const failing = new Map<string, string>();

const handler = on(opportunityFound, async ({ event, tx }) => {
  const error = failing.get(event.data.title ?? '');
  if (error !== undefined) throw new Error(`${error} ${event.data.opportunityId}`);
  await noteSeen(tx, event.id);
});

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { [SERVICE]: TOY_MIGRATIONS } });
  await system.start(toyService(SERVICE, [handler]));
});

afterAll(() => system.close());

/** Makes dead letters: events whose next failure is their last. */
async function die(title: string, count: number, tenantId = TENANT): Promise<string[]> {
  failing.set(title, `No ${title} for`);
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const id = randomUUID();
    await lastChance(id);
    await system.publish(opportunityFound, sample(opportunityFound, { opportunityId: randomUUID(), title }), tenantId, {
      id,
    });
    ids.push(id);
  }
  await settle(async () => expect(await open(ids)).toHaveLength(count));
  return ids;
}

const lastChance = (id: string) =>
  system.sql(
    'INSERT INTO enrichment.attempts (event_id, failed) VALUES ($1, 4) ON CONFLICT (event_id) DO UPDATE SET failed = 4',
    [id],
  );
const open = (ids: readonly string[]) =>
  system.sql(`SELECT 1 FROM enrichment.dead_letters WHERE event_id = ANY ($1::uuid[]) AND state = 'open'`, [ids]);
const seen = (ids: readonly string[]) =>
  system.sql('SELECT 1 FROM enrichment.seen WHERE event_id = ANY ($1::uuid[])', [ids]);

interface Group {
  readonly group: string;
  readonly error: string;
  readonly count: number;
  readonly sampleId: string;
}

async function groups(filter: object = {}): Promise<readonly Group[]> {
  const answer = (await system.ask(SERVICE, 'dead_letters_groups', letterFilter({ ...filter }))) as {
    ok: { items: Group[] };
  };
  return answer.ok.items;
}

function jobOf(answer: Answered): string {
  if ('refused' in answer) throw new Error(answer.detail);
  return answer.ok.replayId;
}

const outcomesOf = async (replayId: string, outcome: string | null = null) =>
  (
    (await system.ask(SERVICE, 'replay_outcomes', { replayId, outcome, limit: 100, cursor: null })) as {
      ok: { items: { eventId: string; outcome: string; detail: string | null }[] };
    }
  ).ok.items;

test('dead letters are grouped by what went wrong, whatever the event, and one group is redriven without the others', async () => {
  const pears = await die('pear', 3);
  const plums = await die('plum', 2);
  const listed = await groups();
  expect(listed.map(({ error, count }) => [error, count])).toEqual([
    ['Error: No pear for #', 3],
    ['Error: No plum for #', 2],
  ]);
  failing.clear();
  const group = listed[0]?.group ?? '';
  const replayId = jobOf(await redriveLetters(system, SERVICE, { group }, 3));
  await endOf(system, SERVICE, replayId);
  await settle(async () =>
    expect(await lookAt(system, SERVICE, replayId)).toMatchObject({ read: 3, handled: 3, failed: 0 }),
  );
  expect(await seen(pears)).toHaveLength(3);
  expect(await seen(plums)).toHaveLength(0);
  expect(await open(plums)).toHaveLength(2);
  await system.ask(SERVICE, 'dead_letters_discard', {
    filter: letterFilter({ subject: 'opportunity.found' }),
    expected: 2,
    cap: 2,
  });
});

test('each letter of a redrive has its outcome: handled, or failed again and open again', async () => {
  const fine = await die('fig', 1);
  const hopeless = await die('quince', 1);
  failing.delete('fig');
  await lastChance(hopeless[0] ?? '');
  const replayId = jobOf(await redriveLetters(system, SERVICE, { subject: 'opportunity.found' }, 2));
  await settle(async () => expect(await lookAt(system, SERVICE, replayId)).toMatchObject({ handled: 1, failed: 1 }), {
    timeoutMs: 30_000,
  });
  expect(await outcomesOf(replayId, 'failed')).toMatchObject([
    { eventId: hopeless[0], detail: expect.stringContaining('No quince') },
  ]);
  expect(await outcomesOf(replayId)).toHaveLength(2);
  expect(await seen(fine)).toHaveLength(1);
  expect(await open(hopeless)).toHaveLength(1);
  failing.clear();
}, 45_000);

test('letters are counted and chosen by tenant, reason and time', async () => {
  const ids = await die('lime', 2, OTHER_TENANT);
  const counted = async (filter: object) => {
    const answer = await system.ask(SERVICE, 'dead_letters_count', letterFilter({ ...filter }));
    return (answer as { ok: { matching: number; redrivable: number } }).ok;
  };
  const now = new Date().toISOString();
  expect(await counted({ tenantId: OTHER_TENANT })).toMatchObject({ matching: 2, redrivable: 2 });
  expect(await counted({ tenantId: OTHER_TENANT, reason: 'invalid' })).toMatchObject({ matching: 0 });
  expect(await counted({ tenantId: OTHER_TENANT, since: now })).toMatchObject({ matching: 0 });
  expect(await counted({ tenantId: OTHER_TENANT, until: now, deadLetterIds: null })).toMatchObject({ matching: 2 });
  failing.clear();
  await redriveLetters(system, SERVICE, { tenantId: OTHER_TENANT, reason: 'failed', until: now }, 2);
  await settle(async () => expect(await seen(ids)).toHaveLength(2));
});

test('a redrive or discard without a filter, of another number than was shown, or above its cap is refused with the count', async () => {
  await die('sloe', 3);
  const found = (await groups()).reduce((sum, group) => sum + group.count, 0);
  const act = (filter: object, expected: number, cap: number) =>
    system.ask(SERVICE, 'dead_letters_discard', { filter: letterFilter({ ...filter }), expected, cap });
  expect(await act({}, found, 100)).toEqual({
    ...{ refused: 'no_filter', detail: `Say which: all ${found} open dead letters of this service match` },
  });
  expect(await act({ subject: 'opportunity.found' }, found + 1, 100)).toMatchObject({ refused: 'count_differs' });
  expect(
    await redriveLetters(system, SERVICE, { subject: 'opportunity.found' }, found, { cap: found - 1 }),
  ).toMatchObject({
    ...{ refused: 'over_cap', detail: `${found} dead letters match, more than the cap of ${found - 1}` },
  });
  expect((await groups()).reduce((sum, group) => sum + group.count, 0)).toBe(found);
  expect(await act({ subject: 'opportunity.found' }, found, found)).toEqual({ ok: { discarded: found } });
});

test('a redrive goes at its rate, is paused and resumed, and hands each letter back once', async () => {
  const ids = await die('medlar', 6);
  failing.clear();
  const replayId = jobOf(
    await redriveLetters(system, SERVICE, { subject: 'opportunity.found' }, 6, { ratePerSecond: 2 }),
  );
  await settle(async () => expect((await seen(ids)).length).toBeGreaterThan(0));
  expect(await system.ask(SERVICE, 'replay_pause', { replayId })).toMatchObject({
    ok: { state: 'paused', mode: 'redrive' },
  });
  expect((await open(ids)).length).toBeGreaterThan(0);
  await system.ask(SERVICE, 'replay_resume', { replayId, slot: null, ratePerSecond: 100 });
  await endOf(system, SERVICE, replayId);
  await settle(async () => expect(await seen(ids)).toHaveLength(6));
  expect((await outcomesOf(replayId)).map((item) => item.outcome)).toEqual(
    Array.from({ length: 6 }, () => 'processed'),
  );
});

test('a letter that has lost its body to age is whole again when its event fails once more', async () => {
  const [id = ''] = await die('quince', 1);
  await settle(async () => expect(await open([id])).toHaveLength(1));
  const letter = () =>
    system.sql<{ state: string; body: string; delivery: { id?: string } }>(
      'SELECT state, body, delivery FROM enrichment.dead_letters WHERE event_id = $1',
      [id],
    );
  const [before] = await letter();
  await lastChance(id);
  await system.sql(
    `WITH letter AS (SELECT * FROM enrichment.dead_letters WHERE event_id = $1),
       emptied AS (UPDATE enrichment.dead_letters SET state = 'redriven', body = '', delivery = '{}' WHERE event_id = $1)
     INSERT INTO enrichment.held (event_id, tenant_id, waits_for, correlation_id, reason, delivery, body, due_at)
     SELECT event_id, tenant_id, delivery ->> 'key', (delivery ->> 'correlationId')::uuid, 'redriven', delivery, body, now() FROM letter`,
    [id],
  );
  await settle(async () => expect(await open([id])).toHaveLength(1));
  expect(await letter()).toEqual([before]);
});

test('a letter whose event still cannot be read is open again after its redrive, and the only one', async () => {
  const unreadable = sample(opportunityFound, { opportunityId: randomUUID(), title: 1 as never });
  const id = await system.publish(opportunityFound, unreadable, TENANT);
  await settle(async () => expect(await open([id])).toHaveLength(1));
  const replayId = jobOf(await redriveLetters(system, SERVICE, { reason: 'invalid' }, 1));
  await settle(async () => expect(await lookAt(system, SERVICE, replayId)).toMatchObject({ handled: 0, failed: 1 }));
  expect(await system.sql('SELECT state FROM enrichment.dead_letters WHERE event_id = $1', [id])).toEqual([
    { state: 'open' },
  ]);
});

test('of two letters with one event id and different bodies none is lost in a redrive', async () => {
  const [id = ''] = await die('mulberry', 1);
  await lastChance(id);
  const other = sample(opportunityFound, { opportunityId: randomUUID(), title: 'mulberry' });
  await system.publish(opportunityFound, other, TENANT, { id });
  await settle(async () => expect(await open([id])).toHaveLength(2));
  failing.clear();
  const group = (await groups()).find(({ error }) => error.includes('mulberry'))?.group ?? '';
  await endOf(system, SERVICE, jobOf(await redriveLetters(system, SERVICE, { group }, 2)));
  await settle(async () => expect(await seen([id])).toHaveLength(1));
  expect(await open([id])).toHaveLength(1);
});

test('a parked event is not handed back: it is taken up by itself when a version runs that knows it', async () => {
  const eventId = await system.publish(opportunityFound, sample(opportunityFound), TENANT, { version: 99 });
  await settle(async () => expect(await open([eventId])).toHaveLength(1));
  const counted = await system.ask(SERVICE, 'dead_letters_count', letterFilter({ reason: 'unknown_version' }));
  expect(counted).toMatchObject({ ok: { matching: 1, redrivable: 0 } });
});
