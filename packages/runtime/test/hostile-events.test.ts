import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contactEnriched, opportunityFound } from '@loop/contracts';
import { notYet, on } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { jetstream } from '@nats-io/jetstream';
import type { MsgHdrs } from '@nats-io/transport-node';
import { noteSeen, OTHER_TENANT, sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let system: TestSystem;
/** What the handler throws at an opportunity, by its id. */
const errors = new Map<string, Error>();
const early = new Set<string>();
const swallowing = new Set<string>();
/** Opportunities whose handler goes on writing after it has answered. */
const careless = new Map<string, Promise<void>>();
const refused: unknown[] = [];
const whenBegun = new Map<string, () => void>();

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { enrichment: TOY_MIGRATIONS } });
  const handler = on(opportunityFound, async ({ event, tx, emit }) => {
    const { opportunityId, text } = event.data;
    if (early.has(opportunityId)) return notYet('its time has not come', 'the-other-one');
    const error = errors.get(opportunityId);
    if (error !== undefined) throw error;
    void careless
      .get(opportunityId)
      ?.then(() => noteSeen(tx, event.id, 'too late'))
      .catch((failure: unknown) => refused.push(failure));
    whenBegun.get(opportunityId)?.();
    if (swallowing.has(opportunityId)) await noteSeen(tx, 'no id').catch(() => undefined);
    await noteSeen(tx, event.id, text);
    emit(contactEnriched, { ...sample(contactEnriched), opportunityId });
    return undefined;
  });
  await system.start(toyService('enrichment', [handler]));
});

afterAll(() => system.close());

const opportunity = (text = 'A post') => sample(opportunityFound, { opportunityId: randomUUID(), text });
const seen = (eventId: string) =>
  system.sql<{ note: string; tenant_id: string }>('SELECT note, tenant_id FROM enrichment.seen WHERE event_id = $1', [
    eventId,
  ]);
const deadLetters = (eventId: string) =>
  system.sql<{ reason: string; error: string; body: string; history: { error: string }[] }>(
    'SELECT reason, error, body, history FROM enrichment.dead_letters WHERE event_id = $1',
    [eventId],
  );

/** The next event is handled while the hostile one is sorted out. */
async function expectNothingBlocked(): Promise<void> {
  const id = await system.publish(opportunityFound, opportunity(), TENANT);
  await settle(async () => expect(await seen(id)).toHaveLength(1), { timeoutMs: 5_000 });
}

const expectDead = (id: string, reason: string) =>
  settle(
    async () => {
      const [letter] = await deadLetters(id);
      expect(letter).toMatchObject({ reason });
      return letter;
    },
    { timeoutMs: 20_000 },
  );

/** Publishes bytes under headers that the client's own checks would not let through. */
async function publishRaw(headers: Readonly<Record<string, string>>, body: Uint8Array | string): Promise<void> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const bytes = new TextEncoder().encode(`NATS/1.0\r\n${lines.join('')}\r\n`);
  const { connection } = await system.tapAs('discovery');
  const raw = { encode: () => bytes, has: () => false, set: () => undefined } as unknown as MsgHdrs;
  await jetstream(connection, { checkAPI: false } as never).publish('opportunity.found', body, { headers: raw });
}

function headersOf(id: string, overrides: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    'ce-id': id,
    'ce-type': 'opportunity.found.v1',
    'ce-source': 'discovery',
    'ce-time': new Date().toISOString(),
    'ce-subject': 'any',
    'ce-tenantid': TENANT,
    'ce-correlationid': randomUUID(),
    'ce-causationid': randomUUID(),
    ...overrides,
  };
}

describe('an event that nobody can read becomes a dead letter and blocks nothing', () => {
  test('when its key is no percent-encoding', async () => {
    const before = await system.sql(`SELECT 1 FROM enrichment.dead_letters WHERE reason = 'malformed'`);
    await system.publish(opportunityFound, opportunity(), TENANT, { overrides: { 'ce-subject': '100%' } });
    await expectNothingBlocked();
    await settle(async () => {
      const after = await system.sql(`SELECT 1 FROM enrichment.dead_letters WHERE reason = 'malformed'`);
      expect(after).toHaveLength(before.length + 1);
    });
  });

  test('when a header’s value breaks the line', async () => {
    const body = JSON.stringify(opportunity('below a broken header'));
    await publishRaw(headersOf(randomUUID(), { traceparent: 'first\nsecond' }), body);
    await expectNothingBlocked();
    await settle(async () => {
      const letters = await system.sql<{ error: string }>('SELECT error FROM enrichment.dead_letters WHERE body = $1', [
        body,
      ]);
      expect(letters).toEqual([{ error: 'The headers cannot be read' }]);
    });
  });

  test('when its body is not UTF-8', async () => {
    const id = randomUUID();
    const bytes = Buffer.from(JSON.stringify(opportunity('caf_')));
    bytes[bytes.indexOf('caf_') + 3] = 0xe9;
    await publishRaw(headersOf(id), bytes);
    await expectNothingBlocked();
    await expectDead(id, 'malformed');
    expect(await seen(id)).toHaveLength(0);
  });

  test('when its body is nested half a million deep', async () => {
    const id = randomUUID();
    await publishRaw(headersOf(id), `{"opportunityId":${'['.repeat(490_000)}${']'.repeat(490_000)}}`);
    await expectNothingBlocked();
    await expectDead(id, 'invalid');
  });

  test('when its body is as large as the broker takes', async () => {
    const id = await system.publish(opportunityFound, opportunity('x'.repeat(1_000_000)), TENANT);
    await expectNothingBlocked();
    await expectDead(id, 'invalid');
  });
});

test('an event that cannot be handled becomes a dead letter with its history, whatever the error’s text holds', async () => {
  const nul = await system.publish(opportunityFound, opportunity('a\u0000b, which the database does not keep'), TENANT);
  const messages = [
    'a NUL character: a\u0000b',
    'half a character: \ud83d',
    `characters cut in two where the text ends: ${'x'.repeat(450)}${'😀'.repeat(1_000)}`,
  ];
  const failing = await Promise.all(
    messages.map((message) => {
      const data = opportunity();
      errors.set(data.opportunityId, new Error(message));
      return system.publish(opportunityFound, data, TENANT);
    }),
  );
  await expectNothingBlocked();
  for (const id of [nul, ...failing]) expect((await expectDead(id, 'failed'))?.history).toHaveLength(5);
});

test('half a character, and a property called __proto__, do no harm', async () => {
  const data = { ...opportunity('left \ud83d out'), ['__proto__']: { polluted: true } };
  const body = JSON.stringify({ ...data }).replace('{', '{"__proto__":{"polluted":true},');
  const id = randomUUID();
  await publishRaw(headersOf(id), body);
  await settle(async () => expect(await seen(id)).toHaveLength(1));
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('a trace context that is none is dropped, and what follows from the event is published', async () => {
  const id = randomUUID();
  await publishRaw(headersOf(id, { traceparent: 'n'.repeat(60_000) }), JSON.stringify(opportunity()));
  await settle(async () => expect(await seen(id)).toHaveLength(1));
  await settle(async () => {
    const events = await system.tap.published(contactEnriched);
    expect(events.filter((event) => event.causationId === id)).toHaveLength(1);
  });
});

test('a forged copy of an event that is held becomes a dead letter; the held one is handled in its time', async () => {
  const data = opportunity('the true one');
  early.add(data.opportunityId);
  const id = await system.publish(opportunityFound, data, TENANT);
  await settle(async () =>
    expect(await system.sql('SELECT 1 FROM enrichment.held WHERE event_id = $1', [id])).toHaveLength(1),
  );
  await publishRaw(headersOf(id), '{"forged": true}');
  await expectDead(id, 'invalid');
  early.delete(data.opportunityId);
  await settle(async () => expect(await seen(id)).toMatchObject([{ note: 'the true one' }]));
});

test('another payload under the id of an event that is held becomes a dead letter, and the first is handled', async () => {
  const data = opportunity('the first');
  early.add(data.opportunityId);
  const id = await system.publish(opportunityFound, data, TENANT);
  await settle(async () =>
    expect(await system.sql('SELECT 1 FROM enrichment.held WHERE event_id = $1', [id])).toHaveLength(1),
  );
  await system.publish(opportunityFound, opportunity('the second'), TENANT, { id });
  await expectDead(id, 'conflict');
  early.delete(data.opportunityId);
  await settle(async () => expect(await seen(id)).toMatchObject([{ note: 'the first' }]));
});

test('a handler that swallows a failed statement has failed: nothing it wrote stays', async () => {
  const data = opportunity();
  swallowing.add(data.opportunityId);
  const id = await system.publish(opportunityFound, data, TENANT);
  const attempts = () => system.sql('SELECT failed FROM enrichment.attempts WHERE event_id = $1 AND failed > 1', [id]);
  await settle(async () => expect(await attempts()).toHaveLength(1));
  expect(await seen(id)).toHaveLength(0);
  swallowing.delete(data.opportunityId);
  await settle(async () => expect(await seen(id)).toHaveLength(1));
});

test('a handler that goes on writing after it has answered writes nothing, least of all into another tenant', async () => {
  const data = opportunity();
  const others = Promise.withResolvers<void>();
  careless.set(data.opportunityId, others.promise);
  const id = await system.publish(opportunityFound, data, TENANT);
  await settle(async () => expect(await seen(id)).toHaveLength(1));
  const next = opportunity();
  whenBegun.set(next.opportunityId, () => others.resolve());
  const nextId = await system.publish(opportunityFound, next, OTHER_TENANT);
  await settle(async () => expect(await seen(nextId)).toHaveLength(1));
  await settle(() => expect(refused).toHaveLength(1));
  expect(await system.sql(`SELECT 1 FROM enrichment.seen WHERE note = 'too late'`)).toHaveLength(0);
});
