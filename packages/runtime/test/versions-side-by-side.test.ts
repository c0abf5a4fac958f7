import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { contractDrafted, contractNotDrafted, type EventDefinition, type PayloadOf } from '@loop/contracts';
import { type EventHandler, notYet, on } from '@loop/runtime';
import { seededRandom, settle, type TestService, TestSystem } from '@loop/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { noteSeen, sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

// An old and a new instance of one service, side by side: what a rolling restart looks like while a publisher moves to the next
// version of an event. The old one is built from the version before, the rest of it is the same.

const current: EventDefinition = contractDrafted;
const before = versionBefore(current);

function versionBefore({ previous, subject }: EventDefinition): EventDefinition {
  if (previous === undefined) throw new Error(`${subject} has no version before`);
  return previous;
}

/** Contracts whose drafts come too early. */
const early = new Set<string>();

/** Notes who handled an event and how long its work takes, as far as that version can tell. */
function handlerOf(version: EventDefinition): EventHandler {
  return on(version, async ({ event, tx }) => {
    const { contractId, milestones } = event.data as PayloadOf<typeof contractDrafted>;
    if (early.has(contractId)) return notYet('its time has not come');
    const days = milestones.map((milestone) => milestone.workDays).join('+');
    await noteSeen(tx, event.id, `v${version.version}: ${days}`);
    return undefined;
  });
}

let system: TestSystem;

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { payments: TOY_MIGRATIONS, 'client-portal': TOY_MIGRATIONS } });
});

beforeEach(() => system.sql('TRUNCATE payments.seen, payments.dead_letters, payments.held CASCADE'));

afterAll(() => system.close());

const startPayments = (version: EventDefinition) => system.start(toyService('payments', [handlerOf(version)]));

const seen = () =>
  system.sql<{ event_id: string; note: string }>('SELECT event_id, note FROM payments.seen ORDER BY id');

const letters = () =>
  system.sql<{ event_id: string; reason: string; state: string }>(
    'SELECT event_id, reason, state FROM payments.dead_letters ORDER BY dead_at',
  );

/** A draft as a version says it, of a contract of its own. */
function draft(version: EventDefinition): Record<string, unknown> {
  return version.schema.parse(sample(contractDrafted, { contractId: randomUUID() }));
}

const publish = (version: EventDefinition, data = draft(version), id: string = randomUUID()) =>
  system.publish(version, data, TENANT, { id });

async function withServices(starting: readonly Promise<TestService>[], work: () => Promise<void>): Promise<void> {
  const services = await Promise.all(starting);
  try {
    await work();
  } finally {
    await Promise.all(services.map((service) => service.stop()));
  }
}

test('a version that nobody here knows is parked where operators see it, and taken up by the upgraded service', async () => {
  const old = await startPayments(before);
  const newer = await Promise.all(Array.from({ length: 30 }, () => publish(current)));
  const older = await publish(before);
  await settle(async () => expect(await letters()).toHaveLength(30));
  await settle(async () => expect(await seen()).toEqual([{ event_id: older, note: 'v1: +' }]));
  expect(await system.ask('payments', 'status', {})).toMatchObject({ ok: { parked: 30, deadLetters: 0 } });
  const filter = { tenantId: null, subject: null, reason: 'unknown_version', status: null, cursor: null, limit: 100 };
  const listed = (await system.ask('payments', 'dead_letters_list', filter)) as { ok: { items: { error: string }[] } };
  expect(listed.ok.items).toHaveLength(30);
  expect(listed.ok.items[0]?.error).toBe(
    'Version 2 of contract.drafted is not known here; parked until a version of this service runs that knows it',
  );
  const [discarded] = newer;
  await system.sql(`UPDATE payments.dead_letters SET state = 'discarded' WHERE event_id = $1`, [discarded]);
  await old.stop();
  await withServices([startPayments(current)], async () => {
    await settle(async () => expect(await seen()).toHaveLength(30), { timeoutMs: 5_000 });
    const handled = (await seen()).filter(({ note }) => note === 'v2: 3+10').map(({ event_id }) => event_id);
    expect(handled.sort()).toEqual(newer.slice(1).sort());
    expect(await system.ask('payments', 'status', {})).toMatchObject({ ok: { parked: 0, held: 0 } });
    expect(new Set((await letters()).map(({ state }) => state))).toEqual(new Set(['discarded', 'redriven']));
  });
});

test('of two parked events with one id and two payloads one is handled, the other becomes the conflict it is', async () => {
  const id = randomUUID();
  await withServices([startPayments(before)], async () => {
    await Promise.all([draft(current), draft(current)].map((data) => publish(current, data, id)));
    await settle(async () => expect(await letters()).toHaveLength(2));
  });
  await withServices([startPayments(current)], async () => {
    await settle(async () => {
      const states = (await letters()).map(({ reason, state }) => `${reason} ${state}`);
      expect(states.sort()).toEqual(['conflict open', 'unknown_version redriven']);
    });
    expect(await seen()).toHaveLength(1);
  });
});

test('what the new instance holds is not taken from it by the old one', async () => {
  await withServices([startPayments(before), startPayments(current)], async () => {
    const data = draft(current);
    const contractId = String(data['contractId']);
    early.add(contractId);
    const id = await publish(current, data);
    await settle(async () => {
      const [held] = await system.sql<{ tries: number }>('SELECT tries FROM payments.held WHERE event_id = $1', [id]);
      expect(held?.tries).toBeGreaterThanOrEqual(4);
    });
    expect((await letters()).filter(({ state }) => state === 'open')).toEqual([]);
    early.delete(contractId);
    await settle(async () => expect(await seen()).toEqual([{ event_id: id, note: 'v2: 3+10' }]));
  });
});

test('both instances work on both versions under load, and every event is handled once, however often it comes', async () => {
  const random = seededRandom(7);
  const portals = [before, current].map(async (version) => ({
    version,
    portal: await system.start(toyService('client-portal')),
  }));
  const publishers = await Promise.all(portals);
  const emit = ({ portal, version }: (typeof publishers)[number], index: number) =>
    portal.edge.decide(TENANT, { cause: `draft ${version.version} ${index}` }, async ({ emit: emitted }) =>
      emitted(version, draft(version)),
    );
  await withServices([startPayments(before), startPayments(current)], async () => {
    const emitted: string[] = [];
    const again: Promise<string>[] = [];
    for (let index = 0; index < 300; index++) {
      emitted.push(...(await Promise.all(publishers.map((publisher) => emit(publisher, index)))));
      if (random.next() < 0.2) {
        const version = random.pick([before, current]);
        const [data, id] = [draft(version), randomUUID()];
        emitted.push(id);
        again.push(...Array.from({ length: 3 }, () => publish(version, data, id)));
      }
    }
    await Promise.all(again);
    await settle(async () => expect(await seen()).toHaveLength(emitted.length), { timeoutMs: 30_000 });
    await settle(async () => expect(await system.tap.lag('CLIENT_PORTAL', 'payments')).toBe(0));
    await settle(async () =>
      expect(await system.ask('payments', 'status', {})).toMatchObject({ ok: { parked: 0, deadLetters: 0, held: 0 } }),
    );
    const handled = await seen();
    expect(handled.map(({ event_id }) => event_id).sort()).toEqual(emitted.sort());
    const notes = new Set(handled.map(({ note }) => note));
    expect([...notes].sort()).toEqual(['v1: +', 'v2: +', 'v2: 3+10']);
    expect((await letters()).length).toBeGreaterThan(0);
  });
  await Promise.all(publishers.map(({ portal }) => portal.stop()));
}, 60_000);

test('an event that a newer version of the service has asked for is parked by an instance that knows nothing of it', async () => {
  const manager = await jetstreamManager(system.tap.connection, { checkAPI: false });
  const { config } = await manager.consumers.info('CLIENT_PORTAL', 'payments');
  const subjects = [...(config.filter_subjects ?? [])];
  await manager.consumers.update('CLIENT_PORTAL', 'payments', {
    filter_subjects: [...subjects, contractNotDrafted.subject],
  });
  await withServices([startPayments(before)], async () => {
    const id = await system.publish(contractNotDrafted, sample(contractNotDrafted), TENANT);
    await settle(async () =>
      expect(await letters()).toEqual([{ event_id: id, reason: 'unknown_event', state: 'open' }]),
    );
    expect(await system.ask('payments', 'status', {})).toMatchObject({ ok: { parked: 1, deadLetters: 0 } });
  });
  await manager.consumers.update('CLIENT_PORTAL', 'payments', { filter_subjects: subjects });
});
