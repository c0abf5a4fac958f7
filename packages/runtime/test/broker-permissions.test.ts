import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  consumers,
  EVENTS,
  type EventDefinition,
  inboxPrefix,
  milestoneReleased,
  opportunityFound,
  REQUESTS,
  type Requester,
  replaySlots,
  SERVICES,
  type ServiceName,
  streamName,
} from '@loop/contracts';
import { settle, startTestService, TestSystem } from '@loop/testkit';
import { type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import { sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let system: TestSystem;
let manager: JetStreamManager;

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { payments: TOY_MIGRATIONS, enrichment: TOY_MIGRATIONS } });
  manager = await jetstreamManager(system.tap.connection, { checkAPI: false });
});

afterAll(() => system.close());

/** Ids of all messages of a kind that its stream holds, readable or not. */
async function publishedIds(event: EventDefinition): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const { state } = await manager.streams.info(streamName(event.publisher));
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await manager.streams.getMessage(streamName(event.publisher), { seq });
    if (message?.subject === event.subject) ids.add(message.header.get('ce-id'));
  }
  return ids;
}

const others = (user: ServiceName) => SERVICES.filter((service) => service !== user);
const placed = consumers();

interface Client {
  readonly connection: NatsConnection;
  /** `publish <subject>` or `subscription <subject>` for everything the broker has refused so far. */
  readonly refused: Set<string>;
}
const clients = new Map<Requester, Client>();

async function clientOf(user: Requester): Promise<Client> {
  const known = clients.get(user);
  if (known !== undefined) return known;
  const { connection } = user === 'loop' ? system.tap : await system.tapAs(user);
  const client: Client = { connection, refused: new Set() };
  clients.set(user, client);
  void (async () => {
    for await (const status of connection.status()) {
      const error = status.type === 'error' ? status.error : undefined;
      if (error instanceof PermissionViolationError) client.refused.add(`${error.operation} ${error.subject}`);
    }
  })();
  return client;
}

/** Sends an empty message to each subject, or listens there, as a user; gives back the subjects the broker let pass. */
async function letPass(user: Requester, operation: 'publish' | 'subscription', subjects: readonly string[]) {
  const { connection, refused } = await clientOf(user);
  const listening = subjects.flatMap((subject) => {
    if (operation === 'subscription') return [connection.subscribe(subject, { callback: () => undefined })];
    connection.publish(subject);
    return [];
  });
  // The broker answers a flush after all it has refused before it; a second one leaves time to read that.
  await connection.flush();
  await connection.flush();
  for (const subscription of listening) subscription.unsubscribe();
  return subjects.filter((subject) => !refused.has(`${operation} ${subject}`));
}

async function storedMessages(): Promise<Record<string, number>> {
  const infos = await Promise.all(SERVICES.map((service) => manager.streams.info(streamName(service))));
  return Object.fromEntries(infos.map((info) => [info.config.name, info.state.messages]));
}

test.each(SERVICES)('%s publishes its own events, and nobody else’s', async (user) => {
  const own = EVENTS.filter((event) => event.publisher === user).map((event) => event.subject);
  const foreign = EVENTS.filter((event) => event.publisher !== user).map((event) => event.subject);
  const before = await storedMessages();
  expect(await letPass(user, 'publish', foreign)).toEqual([]);
  expect(await storedMessages()).toEqual(before);
  expect(await letPass(user, 'publish', own)).toEqual(own);
  const stream = streamName(user);
  expect(await storedMessages()).toEqual({ ...before, [stream]: (before[stream] ?? 0) + own.length });
});

test('the operator publishes no event', async () => {
  const subjects = EVENTS.map((event) => event.subject);
  expect(await letPass('loop', 'publish', subjects)).toEqual([]);
});

test.each(SERVICES)(
  '%s reads and acks its own consumers only, and whole messages of its own stream only',
  async (user) => {
    const readingOf = (stream: string, consumer: string) => [
      `$JS.API.CONSUMER.INFO.${stream}.${consumer}`,
      `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`,
      `$JS.ACK.${stream}.${consumer}.1.1.1.1.1`,
    ];
    const foreign = placed
      .filter(({ service }) => service !== user)
      .flatMap(({ stream, service }) => [service, ...replaySlots(service)].flatMap((name) => readingOf(stream, name)));
    const messages = others(user)
      .map(streamName)
      .flatMap((stream) => [`$JS.API.STREAM.MSG.GET.${stream}`, `$JS.API.DIRECT.GET.${stream}`]);
    expect(await letPass(user, 'publish', [...foreign, ...messages])).toEqual([]);
    const own = placed
      .filter(({ service }) => service === user)
      .map(({ stream }) => `$JS.API.CONSUMER.INFO.${stream}.${user}`);
    expect(await letPass(user, 'publish', own)).toEqual(own);
  },
);

test.each(SERVICES)(
  '%s makes, changes, empties and deletes no stream and no consumer, its own included; it erases messages of its own',
  async (user) => {
    const streams = ['NEW', ...SERVICES.map(streamName)];
    const onStreams = ['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE'].flatMap((verb) =>
      streams.map((stream) => `$JS.API.STREAM.${verb}.${stream}`),
    );
    const onConsumers = placed.flatMap(({ stream, service }) => [
      `$JS.API.CONSUMER.CREATE.${stream}`,
      ...[service, 'new', ...replaySlots(user)].flatMap((name) => [
        `$JS.API.CONSUMER.CREATE.${stream}.${name}`,
        `$JS.API.CONSUMER.CREATE.${stream}.${name}.opportunity.found`,
        `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.${name}`,
        `$JS.API.CONSUMER.DELETE.${stream}.${name}`,
        `$JS.API.CONSUMER.PAUSE.${stream}.${name}`,
      ]),
    ]);
    const subjects = [
      ...new Set([...onStreams, ...onConsumers, '$JS.API.STREAM.NAMES', '$JS.API.CONSUMER.LIST.DISCOVERY']),
    ];
    // Forgetting people erases single messages of its own stream.
    const own = `$JS.API.STREAM.MSG.DELETE.${streamName(user)}`;
    expect(await letPass(user, 'publish', subjects)).toEqual([own]);
  },
);

test.each(SERVICES)('%s hears no other’s replies, requests or commands, and no event on its way', async (user) => {
  const foreignRequests = REQUESTS.filter((request) => request.responder !== user).map((request) => request.subject);
  const subjects = [
    '>',
    '*.*',
    '_INBOX.>',
    '_INBOX_*.>',
    ...[...others(user), 'loop' as const].map((other) => `${inboxPrefix(other)}.>`),
    'ops.>',
    'ops.*.*',
    ...others(user).map((other) => `ops.${other}.>`),
    ...foreignRequests,
    ...EVENTS.map((event) => event.subject),
    '$JS.>',
    '$SYS.>',
  ];
  expect(await letPass(user, 'subscription', subjects)).toEqual([]);
  const own = [`${inboxPrefix(user)}.>`, `ops.${user}.>`];
  expect(await letPass(user, 'subscription', own)).toEqual(own);
});

test.each(SERVICES)(
  '%s asks what it may ask and commands nobody, and answers nobody who has not asked',
  async (user) => {
    const foreign = REQUESTS.filter((request) => !request.requesters.includes(user)).map((request) => request.subject);
    const inboxes = [...others(user), 'loop' as const].map((other) => `${inboxPrefix(other)}.${randomUUID()}`);
    expect(foreign.filter((subject) => subject.startsWith('ops.')).length).toBeGreaterThan(SERVICES.length);
    expect(await letPass(user, 'publish', [...foreign, ...inboxes])).toEqual([]);
    const own = REQUESTS.filter((request) => request.requesters.includes(user)).map((request) => request.subject);
    expect(await letPass(user, 'publish', own)).toEqual(own);
  },
);

test('a pull from another’s consumer is refused, and an ack in another’s name acks nothing', async () => {
  await system.publish(opportunityFound, sample(opportunityFound), TENANT);
  const [enrichment, payments] = [await clientOf('enrichment'), await clientOf('payments')];
  const pull = payments.connection.request('$JS.API.CONSUMER.MSG.NEXT.DISCOVERY.enrichment', '{"batch":1}');
  await expect(pull).rejects.toThrow('Permissions Violation');
  const waiting = async () => (await manager.consumers.info('DISCOVERY', 'enrichment')).num_ack_pending;
  expect(await waiting()).toBe(0);
  const consumer = await manager.consumers.info('DISCOVERY', 'enrichment');
  const reader = await jetstream(enrichment.connection).consumers.getConsumerFromInfo(consumer);
  const { info } = (await reader.next()) ?? {};
  const place = [
    info?.deliveryCount,
    info?.streamSequence,
    info?.deliverySequence,
    info?.timestampNanos,
    info?.pending,
  ];
  const ackSubject = `$JS.ACK.DISCOVERY.enrichment.${place.join('.')}`;
  payments.connection.publish(ackSubject, '+ACK');
  await payments.connection.flush();
  expect(await waiting()).toBe(1);
  expect(payments.refused).toContain(`publish ${ackSubject}`);
  enrichment.connection.publish(ackSubject, '+ACK');
  await settle(async () => expect(await waiting()).toBe(0));
});

test('a stream that a service tries to delete, empty or make again is as it was', async () => {
  const own = await jetstreamManager((await clientOf('discovery')).connection, { checkAPI: false });
  const { config, created } = await manager.streams.info('DISCOVERY');
  await expect(own.streams.delete('DISCOVERY')).rejects.toThrow('Permissions Violation');
  await expect(own.streams.purge('DISCOVERY')).rejects.toThrow('Permissions Violation');
  await expect(own.streams.add({ name: 'MINE', subjects: ['mine'] })).rejects.toThrow('Permissions Violation');
  await expect(own.consumers.delete('DISCOVERY', 'enrichment')).rejects.toThrow('Permissions Violation');
  await expect(own.consumers.add('DISCOVERY', { name: 'mine' })).rejects.toThrow('Permissions Violation');
  expect(await manager.streams.info('DISCOVERY')).toMatchObject({ config, created });
  expect((await manager.streams.names().next()).toSorted()).toEqual(SERVICES.map(streamName).toSorted());
});

test('a service whose publish is refused ends, and its outbox keeps what could not be published', async () => {
  const payments = await system.start(toyService('payments'));
  const decideOwn = payments.edge.decide(TENANT, { cause: 'its own' }, async ({ emit }) =>
    emit(milestoneReleased, sample(milestoneReleased)),
  );
  const own = await decideOwn;
  await settle(async () => expect((await publishedIds(milestoneReleased)).has(own)).toBe(true));
  expect(payments.fatal()).toBeUndefined();
  const foreign = randomUUID();
  const body = JSON.stringify(sample(opportunityFound));
  const [row] = await system.sql<{ seq: string }>(
    `INSERT INTO payments.outbox (id, tenant_id, subject, version, key, occurred_at, correlation_id, causation_id, body)
     VALUES ($1, $2, 'opportunity.found', 1, 'not ours', now(), $1, $1, $3) RETURNING seq`,
    [foreign, TENANT, body],
  );
  await settle(() => expect(payments.fatal()).toBe('a permission was refused'));
  await payments.stop();
  expect(await system.sql('SELECT 1 FROM payments.outbox_sent WHERE seq = $1', [row?.seq])).toEqual([]);
  expect((await publishedIds(opportunityFound)).has(foreign)).toBe(false);
});

test('a service given another’s user of the broker does not start', async () => {
  const config = { ...system.configOf('enrichment'), LOOP_NATS_URL: system.configOf('outreach').LOOP_NATS_URL };
  await expect(startTestService(toyService('enrichment'), config)).rejects.toThrow('Permissions Violation');
});
