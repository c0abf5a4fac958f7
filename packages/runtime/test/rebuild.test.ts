import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, contactForgotten, opportunityFound, replayConsumer } from '@loop/contracts';
import { seededRandom, settle, type TestService, TestSystem } from '@loop/testkit';
import { boardService, setBasedBoardService } from './board.ts';
import { endOf, letterFilter, lookAt, redriveLetters, startReplay, type Wish } from './replaying.ts';
import { OTHER_TENANT, sample, TENANT, TOY_MIGRATIONS } from './toy.ts';

const SERVICE = 'client-portal';
const broken = new Set<string>();
let system: TestSystem;
let services: TestService[] = [];
/** Stands for the version of the handlers' code. */
let version = 'v1';
const definition = boardService(() => version, broken);

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { [SERVICE]: TOY_MIGRATIONS } });
  services = [await system.start(definition), await system.start(definition)];
});

afterAll(() => system.close());

/** How often each opportunity was published, by tenant and id. */
const published = new Map<string, number>();

async function publish(opportunityId: string = randomUUID(), tenantId = TENANT): Promise<string> {
  const place = `${tenantId} ${opportunityId}`;
  published.set(place, (published.get(place) ?? 0) + 1);
  return system.publish(opportunityFound, sample(opportunityFound, { opportunityId }), tenantId);
}

const board = async () =>
  (
    await system.sql<{ place: string; seen: number }>(
      `SELECT tenant_id || ' ' || opportunity_id AS place, seen FROM client_portal.board ORDER BY 1`,
    )
  ).map((row) => [row.place, row.seen]);
const fromScratch = () => [...published].sort(([a], [b]) => (a < b ? -1 : 1));
const caughtUp = () => settle(async () => expect(await board()).toEqual(fromScratch()), { timeoutMs: 20_000 });
const versions = async () =>
  (await system.sql<{ title: string }>('SELECT DISTINCT title FROM client_portal.board ORDER BY 1')).map(
    (row) => row.title,
  );
const leftovers = async () => {
  const tables = await system.sql(`SELECT 1 FROM pg_class WHERE relnamespace = 'client_portal_rebuild'::regnamespace`);
  return [...tables, ...(await system.sql(`SELECT 1 FROM pg_trigger WHERE tgname = 'rebuild_follows'`))].length;
};

const rebuild = (wish: Partial<Wish> = {}) =>
  startReplay(system, { mode: 'rebuild', service: SERVICE, subject: 'opportunity.found', ...wish });
const ended = (replayId: string) => endOf(system, SERVICE, replayId);

/** Publishes what the seed says, new opportunities and known ones, a few at a time as they are handled, until told to stop. */
function traffic(seed: number): { stop(): Promise<void> } {
  const chance = seededRandom(seed);
  let stopped = false;
  const work = (async () => {
    while (!stopped) {
      const ids: string[] = [];
      for (let burst = chance.integer(1, 5); burst > 0; burst--) {
        const [, known] = chance.pick([...published.keys(), '']).split(' ');
        ids.push(await publish(chance.next() < 0.5 ? known : undefined, chance.pick([TENANT, OTHER_TENANT])));
      }
      await settle(async () => {
        const handled = 'SELECT 1 FROM client_portal.inbox WHERE event_id = ANY ($1::uuid[])';
        expect(await system.sql(handled, [ids])).toHaveLength(ids.length);
      });
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      await work;
    },
  };
}

/** Events arrive before, while and after the generations are switched. */
async function rebuildBesideTraffic(seed: number): Promise<void> {
  const chance = seededRandom(seed);
  for (let index = 0; index < 150; index++) await publish(undefined, chance.pick([TENANT, OTHER_TENANT]));
  await caughtUp();
  version = `seed ${seed}`;
  const live = traffic(seed);
  const { replayId } = await rebuild({ ratePerSecond: chance.integer(300, 2_000) });
  expect(await ended(replayId)).toMatchObject({ state: 'completed', failed: 0 });
  expect(await versions()).toEqual([version]);
  await publish();
  await live.stop();
  await caughtUp();
  expect(await leftovers()).toBe(0);
}

test.each([1, 2, 3])('beside live traffic a rebuild ends equal to a projection built from scratch (seed %i)', (seed) =>
  rebuildBesideTraffic(seed),
);

test('the same holds for a set-based handler', async () => {
  for (const service of services) await service.stop();
  const setBased = setBasedBoardService(() => version);
  const both = [await system.start(setBased), await system.start(setBased)];
  await rebuildBesideTraffic(5);
  for (const service of both) await service.stop();
  services = [await system.start(definition), await system.start(definition)];
});

test('a rebuild that another instance takes over in the middle, while the first still works, applies nothing twice', async () => {
  version = 'taken over';
  const live = traffic(4);
  const { replayId } = await rebuild({ ratePerSecond: 200 });
  await settle(async () => expect((await lookAt(system, SERVICE, replayId)).handled).toBeGreaterThan(100));
  await system.sql(`UPDATE client_portal.replay_jobs SET updated_at = '-infinity', run = run + 1 WHERE id = $1`, [
    replayId,
  ]);
  await settle(async () => expect((await lookAt(system, SERVICE, replayId)).handled).toBeGreaterThan(250), {
    timeoutMs: 60_000,
  });
  // The instance that runs it is stopped, whichever it is; the other one finishes.
  await services[0]?.stop();
  services = [...services.slice(1), await system.start(definition)];
  await system.sql('UPDATE client_portal.replay_jobs SET rate_per_second = 2000 WHERE id = $1', [replayId]);
  await settle(async () => expect((await lookAt(system, SERVICE, replayId)).state).toBe('completed'), {
    timeoutMs: 90_000,
  });
  await live.stop();
  await caughtUp();
  expect(await versions()).toEqual([version]);
}, 180_000);

test('a rebuild killed in the middle is gone on with by whoever is left, and applies nothing twice', async () => {
  version = 'killed';
  for (const service of services) await service.stop();
  const program = fileURLToPath(new URL('./board-process.js', import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(system.configOf(SERVICE)), version]);
  const exited = once(child, 'exit');
  const { replayId } = await settle(() => rebuild({ ratePerSecond: 100 }), { timeoutMs: 30_000, everyMs: 500 });
  await settle(async () => expect((await lookAt(system, SERVICE, replayId)).handled).toBeGreaterThan(50));
  child.kill('SIGKILL');
  await exited;
  services = [await system.start(definition)];
  await publish();
  // Its silence is as good as 30 seconds old.
  await system.sql(
    `UPDATE client_portal.replay_jobs SET updated_at = '-infinity', rate_per_second = 2000 WHERE id = $1`,
    [replayId],
  );
  const completed = async () => expect((await lookAt(system, SERVICE, replayId)).state).toBe('completed');
  await settle(completed, { timeoutMs: 60_000 });
  await caughtUp();
  expect(await versions()).toEqual([version]);
}, 120_000);

test('a cancelled rebuild leaves the live generation as it was, and nothing of the other', async () => {
  const before = await versions();
  version = 'never to be seen';
  const { replayId } = await rebuild({ ratePerSecond: 50 });
  await settle(async () => expect((await lookAt(system, SERVICE, replayId)).handled).toBeGreaterThan(0));
  expect(await leftovers()).toBeGreaterThan(0);
  expect(await system.ask(SERVICE, 'replay_cancel', { replayId })).toMatchObject({ ok: { state: 'cancelled' } });
  await settle(async () => expect(await leftovers()).toBe(0));
  expect(await versions()).toEqual(before);
  await caughtUp();
});

test('who is forgotten while a projection is rebuilt is in neither generation', async () => {
  version = 'forgetful';
  const [place = ''] = [...published.keys()].filter((key) => key.startsWith(TENANT));
  const opportunityId = place.split(' ')[1] ?? '';
  const { replayId } = await rebuild({ ratePerSecond: 50 });
  await settle(async () => {
    const copied = 'SELECT 1 FROM client_portal_rebuild.board WHERE opportunity_id = $1';
    expect(await system.sql(copied, [opportunityId])).toHaveLength(1);
  });
  const forgotten = sample(contactForgotten, { contactId: randomUUID(), opportunityIds: [opportunityId] });
  await system.publish(contactForgotten, forgotten, TENANT);
  published.delete(place);
  await caughtUp();
  await system.ask(SERVICE, 'replay_pause', { replayId });
  await resumed(replayId);
  expect(await ended(replayId)).toMatchObject({ state: 'completed' });
  expect(await versions()).toEqual([version]);
  await caughtUp();
});

/** What `loop replay resume` does, as fast as may be. */
async function resumed(replayId: string): Promise<void> {
  const { doneThrough } = await lookAt(system, SERVICE, replayId);
  const slot = `${SERVICE}-replay-2`;
  await system.lineUp(replayConsumer(SERVICE, slot, 'opportunity.found', { sequence: doneThrough + 1 }), replayId);
  const answer = await system.ask(SERVICE, 'replay_resume', { replayId, slot, ratePerSecond: 2_000 });
  expect(answer).toMatchObject({ ok: { state: 'running' } });
}

test('a rebuild whose consumer has gone stalls, and goes on where it was', async () => {
  version = 'stalled';
  const { replayId } = await rebuild({ ratePerSecond: 100 });
  await settle(async () => expect((await lookAt(system, SERVICE, replayId)).handled).toBeGreaterThan(0));
  await system.loseConsumer('DISCOVERY', `${SERVICE}-replay-1`);
  expect(await ended(replayId)).toMatchObject({ state: 'stalled', stateReason: expect.stringContaining('resume') });
  await resumed(replayId);
  expect(await ended(replayId)).toMatchObject({ state: 'completed' });
  expect(await versions()).toEqual([version]);
  await caughtUp();
});

test('an event the service gave up is left to it: redriven after the switch, it counts once', async () => {
  version = 'with a gap';
  const opportunityId = randomUUID();
  broken.add(opportunityId);
  const eventId = await publish(opportunityId);
  const failedFour =
    'INSERT INTO client_portal.attempts (event_id, failed) VALUES ($1, 4) ON CONFLICT (event_id) DO UPDATE SET failed = 4';
  await system.sql(failedFour, [eventId]);
  const letters = await settle(
    async () => {
      const found = await system.sql<{ id: string }>('SELECT id FROM client_portal.dead_letters WHERE event_id = $1', [
        eventId,
      ]);
      expect(found).toHaveLength(1);
      return found;
    },
    { timeoutMs: 20_000 },
  );
  broken.clear();
  const { replayId } = await rebuild({ ratePerSecond: 2_000 });
  expect(await ended(replayId)).toMatchObject({ state: 'completed' });
  expect((await board()).some(([place]) => place === `${TENANT} ${opportunityId}`)).toBe(false);
  await redriveLetters(system, SERVICE, letterFilter({ deadLetterIds: letters.map((row) => row.id) }), 1);
  await caughtUp();
});

test('a rebuild with an event that cannot be handled any more fails at its end, naming it, and switches nothing', async () => {
  const before = await versions();
  version = 'never to be seen';
  const [place = ''] = published.keys();
  broken.add(place.split(' ')[1] ?? '');
  const { replayId } = await rebuild({ ratePerSecond: 2_000 });
  expect(await ended(replayId)).toMatchObject({
    state: 'failed',
    stateReason: expect.stringMatching(/^\d+ events cannot/),
  });
  broken.clear();
  expect([await versions(), await leftovers()]).toEqual([before, 0]);
  await caughtUp();
});

test('a projection that was altered while it was rebuilt is not switched', async () => {
  const { replayId } = await rebuild({ ratePerSecond: 50 });
  await system.sql('ALTER TABLE client_portal.board ADD COLUMN note text');
  await settle(async () => expect((await lookAt(system, SERVICE, replayId)).handled).toBeGreaterThan(0));
  await system.ask(SERVICE, 'replay_pause', { replayId });
  await resumed(replayId);
  expect(await ended(replayId)).toMatchObject({ state: 'failed', stateReason: expect.stringContaining('altered') });
  await system.sql('ALTER TABLE client_portal.board DROP COLUMN note');
  expect(await leftovers()).toBe(0);
  await caughtUp();
});

test('only a projection is rebuilt, whole, and one at a time', async () => {
  expect((await rebuild({ subject: 'contact.forgotten' })).started).toMatchObject({ refused: 'not_a_projection' });
  expect((await rebuild({ subject: 'contact.enriched' })).started).toMatchObject({ refused: 'not_a_projection' });
  expect((await rebuild({ tenantId: TENANT })).started).toMatchObject({ refused: 'partial_rebuild' });
  const { replayId } = await rebuild({ ratePerSecond: 1 });
  expect((await rebuild({ slot: `${SERVICE}-replay-3` })).started).toMatchObject({ refused: 'rebuild_running' });
  await system.ask(SERVICE, 'replay_cancel', { replayId });
});

test('a handler marked as a projection that emits is a mistake that shows at its first event', async () => {
  const eventId = await system.publish(contactEnriched, sample(contactEnriched), TENANT);
  await settle(async () => {
    const attempts = await system.sql<{ history: unknown }>(
      'SELECT history FROM client_portal.attempts WHERE event_id = $1',
      [eventId],
    );
    expect(JSON.stringify(attempts)).toContain('is a projection: it may neither emit nor act');
  });
});
