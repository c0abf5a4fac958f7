import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { contractDrafted, opportunityFound } from '@loop/contracts';
import type { Schedule } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { noteSlots } from './note-slots.ts';
import { OTHER_TENANT, sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

const PROGRAM = fileURLToPath(new URL('./schedule-process.js', import.meta.url));
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let system: TestSystem;
let clock: Server;
let offsetMs = 0;
let child: ChildProcess | undefined;
const started: TestService[] = [];

beforeAll(async () => {
  clock = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ offsetMs }));
  });
  clock.listen(0, '127.0.0.1');
  await once(clock, 'listening');
  const sandboxUrl = `http://127.0.0.1:${(clock.address() as AddressInfo).port}`;
  const migrations = { discovery: TOY_MIGRATIONS, payments: TOY_MIGRATIONS };
  system = await TestSystem.open({ migrations, mode: 'sandbox', sandboxUrl });
});

beforeEach(async () => {
  offsetMs = 0;
  for (const service of ['discovery', 'payments']) {
    await system.sql(`TRUNCATE ${service}.seen, ${service}.schedule_slots, ${service}.tenants`);
  }
});

afterEach(async () => {
  child?.kill('SIGKILL');
  for (const service of started.splice(0)) await service.stop();
});

afterAll(async () => {
  await system.close();
  clock.closeAllConnections();
  clock.close();
});

async function start(...schedules: Schedule[]): Promise<TestService> {
  const service = await system.start(toyService('discovery', [], { schedules }));
  started.push(service);
  return service;
}

/** Slots that ran, by their beginning in ms, in the order they ran. */
async function slotsOf(name: string, tenantId = TENANT): Promise<number[]> {
  const rows = await system.sql<{ note: string }>(
    'SELECT note FROM discovery.seen WHERE note LIKE $1 AND tenant_id = $2 ORDER BY id',
    [`${name} %`, tenantId],
  );
  return rows.map(({ note }) => Date.parse(note.slice(name.length + 1)));
}

const slotOf = (everyMs: number, atMs: number): number => Math.floor(atMs / everyMs) * everyMs;

test('each slot runs once, however many instances there are', async () => {
  const everySecond = noteSlots('every_second', 1_000);
  await Promise.all([start(everySecond), start(everySecond), start(everySecond)]);
  await settle(async () => expect((await slotsOf('every_second')).length).toBeGreaterThanOrEqual(4));
  const slots = await slotsOf('every_second');
  expect(slots).toEqual([...new Set(slots)].toSorted((one, other) => one - other));
  expect(slots.filter((slotMs) => slotMs % 1_000 !== 0)).toEqual([]);
  const [last] = await system.sql('SELECT name, due_at FROM discovery.schedule_slots WHERE tenant_id = $1', [TENANT]);
  expect(last).toMatchObject({ name: 'every_second' });
}, 30_000);

test('what a slot decides carries the slot as its cause, so that the same slot emits the same ids', async () => {
  const hourly = noteSlots('publish', HOUR_MS);
  await start(hourly);
  await settle(async () => expect(await slotsOf('publish')).toHaveLength(1));
  const ids = () => system.sql<{ event_id: string }>(`SELECT event_id FROM discovery.seen WHERE note LIKE 'publish %'`);
  const [first] = await ids();
  const published = async () =>
    (await system.tap.published(opportunityFound)).filter(({ id }) => id === first?.event_id);
  await settle(async () => expect(await published()).toHaveLength(1));

  await system.sql('DELETE FROM discovery.seen');
  await system.sql('DELETE FROM discovery.schedule_slots');
  await system.sql('DELETE FROM discovery.outbox WHERE id = $1', [first?.event_id]);
  await start(hourly);
  await settle(async () => expect(await ids()).toEqual([first]));
});

test('an instance killed in the middle of a slot leaves it to another, which runs it', async () => {
  child = spawn(process.execPath, [PROGRAM, JSON.stringify(system.configOf('discovery'))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout ?? child, 'data');
  await start(noteSlots('tidy_up', HOUR_MS), noteSlots('other', HOUR_MS));
  expect(await slotsOf('tidy_up')).toEqual([]);
  child.kill('SIGKILL');
  await settle(async () => expect(await slotsOf('tidy_up')).toEqual([slotOf(HOUR_MS, Date.now())]));
  await settle(async () => expect(await slotsOf('other')).toHaveLength(1));
}, 30_000);

test('of the slots that the virtual clock jumped over only the newest runs', async () => {
  await start(noteSlots('hourly', HOUR_MS));
  await settle(async () => expect(await slotsOf('hourly')).toHaveLength(1));
  offsetMs = 8 * DAY_MS;
  await settle(async () => expect(await slotsOf('hourly')).toHaveLength(2));
  const [before = 0, after = 0] = await slotsOf('hourly');
  expect(Math.round((after - before) / HOUR_MS)).toBe(8 * 24);
});

test('an instance that was away runs the newest slot, and one that has run already not again', async () => {
  const first = await start(noteSlots('hourly', HOUR_MS));
  await settle(async () => expect(await slotsOf('hourly')).toHaveLength(1));
  await first.stop();
  await start(noteSlots('hourly', HOUR_MS), noteSlots('witness', HOUR_MS));
  await settle(async () => expect(await slotsOf('witness')).toHaveLength(1));
  expect(await slotsOf('hourly')).toHaveLength(1);
});

test('a slot that fails is tried again, whole, and keeps no other waiting', async () => {
  let failures = 2;
  const shaky = noteSlots('shaky', HOUR_MS, async () => {
    failures -= 1;
    if (failures >= 0) throw new Error('Not this time');
  });
  await start(shaky, noteSlots('steady', HOUR_MS));
  await settle(async () => expect(await slotsOf('shaky')).toHaveLength(1));
  expect(failures).toBe(-1);
  expect(await slotsOf('steady')).toHaveLength(1);
});

test('a schedule runs for every tenant the service has decided for', async () => {
  const service = await start(noteSlots('rounds', 1_000));
  await settle(async () => expect((await slotsOf('rounds')).length).toBeGreaterThan(0));
  expect(await slotsOf('rounds', OTHER_TENANT)).toEqual([]);
  await service.edge.decide(OTHER_TENANT, { cause: randomUUID() }, async () => undefined);
  await settle(async () => expect((await slotsOf('rounds', OTHER_TENANT)).length).toBeGreaterThan(0));
});

test('a tenant is known from the first event that is handled for it', async () => {
  const service = await system.start(toyService('payments'));
  started.push(service);
  await system.publish(contractDrafted, sample(contractDrafted), OTHER_TENANT);
  const known = () => system.sql('SELECT tenant_id FROM payments.tenants');
  await settle(async () => expect(await known()).toEqual([{ tenant_id: OTHER_TENANT }]));
});

test.each([
  ['two of one name', [noteSlots('same', 1_000), noteSlots('same', 2_000)], 'Two schedules are called same'],
  ['one that is due too often', [noteSlots('busy', 10)], 'Schedule busy is due too often'],
])('a service with %s does not start', async (_fault, schedules, message) => {
  await expect(system.start(toyService('discovery', [], { schedules }))).rejects.toThrow(message);
});
