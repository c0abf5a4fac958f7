import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactForgotten, contactOptedOut, messageFailed, messageSent, messageStatusChanged } from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle } from '@loop/testkit';
import { type Gateway, signSendGrid, startGateway } from './gateway.ts';

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});

afterAll(() => gateway.system.close());

interface Mail {
  readonly messageId: string;
  readonly effectId: string;
  readonly providerMessageId: string;
  readonly email: string;
}

const mail = (email = 'ida@bramblefold.org'): Mail => ({
  messageId: randomUUID(),
  effectId: randomUUID(),
  providerMessageId: `bW${randomUUID().slice(0, 8)}`,
  email,
});

const report = (of: Mail, event: string, secondsLater = 0, rest: Record<string, unknown> = {}) => ({
  email: of.email,
  event,
  timestamp: 1_790_000_000 + secondsLater,
  sg_event_id: `${of.providerMessageId}-${event}`,
  sg_message_id: `${of.providerMessageId}.recvd-5c8-1-66F00000-3.0`,
  message_id: of.messageId,
  effect_id: of.effectId,
  tenant_id: DEFAULT_TENANT_ID,
  ...rest,
});

/** A batch as SendGrid writes it: CRLF between and after events. */
const batch = (...events: unknown[]) => `${JSON.stringify(events).replaceAll('},{', '},\r\n{')}\r\n`;

const statusesOf = async (of: Mail) =>
  (await gateway.system.tap.published(messageStatusChanged)).filter(
    ({ data }) => data.providerMessageId === of.providerMessageId,
  );

const settledStatuses = (of: Mail, count: number) =>
  settle(async () => {
    const events = await statusesOf(of);
    expect(events).toHaveLength(count);
    return events;
  });

const known = async (of: Mail) => {
  const [row] = await gateway.system.sql<{ status: string; correlation_id: string }>(
    'SELECT status, correlation_id FROM inbound_channels.outbound_messages WHERE message_id = $1',
    [of.messageId],
  );
  return row;
};

const sentEvent = (of: Mail) =>
  messageSent.schema.parse({
    messageId: of.messageId,
    effectId: of.effectId,
    purpose: 'proposal',
    channel: 'email',
    provider: 'sendgrid',
    providerMessageId: of.providerMessageId,
    to: { kind: 'email', value: of.email },
    contactId: null,
    contractId: null,
    mode: 'test',
    sentAt: new Date().toISOString(),
  });

test('a batch is stored as it came and each event of it published with our ids', async () => {
  const one = mail();
  const payload = batch(report(one, 'processed'), report(one, 'delivered', 3));
  expect((await gateway.postSendGrid(payload)).status).toBe(204);
  const events = await settledStatuses(one, 2);
  expect(events.map(({ data }) => data.status)).toEqual(['accepted', 'delivered']);
  expect(events[1]?.data).toMatchObject({
    messageId: one.messageId,
    effectId: one.effectId,
    provider: 'sendgrid',
    mode: 'test',
  });
  const [stored] = await gateway.system.sql<{ body: Buffer }>(
    'SELECT body FROM inbound_channels.deliveries ORDER BY received_at DESC LIMIT 1',
  );
  expect(stored?.body.toString()).toBe(payload);
});

test('of a batch that is half new the new half is published, of one that is wholly old nothing', async () => {
  const one = mail();
  await gateway.postSendGrid(batch(report(one, 'processed'), report(one, 'delivered')));
  const half = batch(report(one, 'delivered'), report(one, 'open', 9));
  expect((await gateway.postSendGrid(half)).status).toBe(204);
  const before = await gateway.kept();
  await Promise.all([
    gateway.postSendGrid(half),
    gateway.postSendGrid(half),
    gateway.postSendGrid(batch(report(one, 'open', 9))),
  ]);
  expect(await gateway.kept()).toEqual(before);
  expect((await settledStatuses(one, 3)).map(({ data }) => data.status).sort()).toEqual([
    'accepted',
    'delivered',
    'opened',
  ]);
});

test('whatever order reports come in, a message ends at the same status', async () => {
  const orders = [
    ['processed', 'delivered', 'open', 'click'],
    ['click', 'open', 'delivered', 'processed'],
    ['open', 'processed', 'click', 'delivered'],
    ['delivered', 'click', 'processed', 'open'],
  ];
  for (const order of orders) {
    const one = mail();
    for (const event of order) await gateway.postSendGrid(batch(report(one, event)));
    expect(await known(one)).toMatchObject({ status: 'clicked' });
  }
  const bounced = mail();
  for (const event of ['bounce', 'delivered', 'open']) await gateway.postSendGrid(batch(report(bounced, event)));
  expect(await known(bounced)).toMatchObject({ status: 'bounced' });
});

test('an unsubscribe and a complaint opt the person out; a bounce does not', async () => {
  const [left, complained, bounced] = [mail('lea@fernquay.net'), mail('COM@fernquay.net'), mail('bo@fernquay.net')];
  await gateway.postSendGrid(
    batch(report(left, 'unsubscribe'), report(complained, 'spamreport'), report(bounced, 'bounce')),
  );
  const optedOut = await settle(async () => {
    const events = (await gateway.system.tap.published(contactOptedOut)).map(({ data }) => data);
    expect(events).toHaveLength(2);
    return events;
  });
  expect(optedOut.map(({ value, via, channel, messageId }) => ({ value, via, channel, messageId }))).toEqual(
    expect.arrayContaining([
      { value: 'lea@fernquay.net', via: 'provider', channel: 'email', messageId: left.messageId },
      { value: 'com@fernquay.net', via: 'complaint', channel: 'email', messageId: complained.messageId },
    ]),
  );
});

test('events that are broken, of another tenant or of no use are kept apart and stop none of the others', async () => {
  const one = mail();
  const payload = batch(
    'no event',
    report(one, 'processed', 0, { tenant_id: randomUUID(), sg_event_id: `${one.providerMessageId}-foreign` }),
    report(one, 'group_resubscribe'),
    report(one, 'delivered'),
  );
  expect((await gateway.postSendGrid(payload)).status).toBe(204);
  expect((await settledStatuses(one, 1))[0]?.data.status).toBe('delivered');
  const rows = await gateway.system.sql(
    `SELECT disposition, reason FROM inbound_channels.provider_events
      WHERE delivery_id = (SELECT delivery_id FROM inbound_channels.provider_events WHERE provider_event_id = $1)`,
    [`${one.providerMessageId}-delivered`],
  );
  expect(rows).toEqual(
    expect.arrayContaining([
      { disposition: 'quarantined', reason: 'unreadable' },
      { disposition: 'quarantined', reason: 'tenant_mismatch' },
      { disposition: 'stored', reason: 'unused_type' },
      { disposition: 'published', reason: null },
    ]),
  );
});

const wrong: readonly (readonly [string, (payload: string) => readonly [string, Readonly<Record<string, string>>]])[] =
  [
    ['unsigned', (payload) => [payload, {}]],
    ['stale', (payload) => [payload, signSendGrid(payload, { ageS: 302 })]],
    ['from the future', (payload) => [payload, signSendGrid(payload, { ageS: -302 })]],
    ['tampered with', (payload) => [payload.replace('processed', 'delivered'), signSendGrid(payload)]],
    ['without its line ends', (payload) => [payload.trimEnd(), signSendGrid(payload)]],
    [
      'given another time',
      (payload) => [
        payload,
        {
          ...signSendGrid(payload),
          'x-twilio-email-event-webhook-timestamp': String(Math.floor(Date.now() / 1_000) - 9),
        },
      ],
    ],
  ];

test.each(wrong)('a batch that is %s is refused, and nothing is stored', async (_how, made) => {
  const before = await gateway.kept();
  const [payload, headers] = made(batch(report(mail(), 'processed')));
  expect((await gateway.postSendGrid(payload, headers)).status).toBe(400);
  expect(await gateway.kept()).toEqual(before);
});

test('reports on a message go on under the correlation it was sent under', async () => {
  const one = mail();
  const correlationId = randomUUID();
  await gateway.system.publish(messageSent, sentEvent(one), DEFAULT_TENANT_ID, { correlationId });
  await settle(async () => expect(await known(one)).toBeDefined());
  await gateway.postSendGrid(batch(report(one, 'delivered')));
  expect((await settledStatuses(one, 1))[0]?.correlationId).toBe(correlationId);
});

test('a report that overtakes the sending is published, and the sending does not set the message back', async () => {
  const one = mail();
  const correlationId = randomUUID();
  await gateway.postSendGrid(batch(report(one, 'delivered')));
  await settledStatuses(one, 1);
  await gateway.system.publish(messageSent, sentEvent(one), DEFAULT_TENANT_ID, { correlationId });
  await settle(async () => expect(await known(one)).toEqual({ status: 'delivered', correlation_id: correlationId }));
});

test('a sending of which nobody can tell is settled by any report', async () => {
  const one = mail();
  const failed = messageFailed.schema.parse({
    messageId: one.messageId,
    effectId: one.effectId,
    purpose: 'proposal',
    channel: 'email',
    provider: 'sendgrid',
    contactId: null,
    contractId: null,
    outcome: 'unknown',
    reason: 'timeout',
    detail: 'No answer came',
    mode: 'test',
    failedAt: new Date().toISOString(),
  });
  await gateway.system.publish(messageFailed, failed, DEFAULT_TENANT_ID);
  await settle(async () => expect(await known(one)).toMatchObject({ status: 'unknown' }));
  await gateway.postSendGrid(batch(report(one, 'processed')));
  expect(await known(one)).toMatchObject({ status: 'accepted' });
});

test('the deliveries that speak of a forgotten person are emptied, the others stay', async () => {
  const [gone, stays] = [mail('gone@fernquay.net'), mail('stays@fernquay.net')];
  await gateway.postSendGrid(batch(report(gone, 'processed')));
  await gateway.postSendGrid(batch(report(stays, 'processed')));
  const forgotten = contactForgotten.schema.parse({
    contactId: randomUUID(),
    opportunityIds: [],
    identities: [{ kind: 'email', valueSha256: createHash('sha256').update('email:gone@fernquay.net').digest('hex') }],
    basis: 'request',
    forgottenAt: new Date().toISOString(),
  });
  await gateway.system.publish(contactForgotten, forgotten, DEFAULT_TENANT_ID);
  await settle(async () => {
    const bodies = await gateway.system.sql<{ body: Buffer }>(
      'SELECT body FROM inbound_channels.deliveries WHERE erased_at IS NOT NULL',
    );
    expect(bodies.map(({ body }) => body.length)).toEqual([0]);
  });
  const left = await gateway.system.sql(
    "SELECT 1 FROM inbound_channels.deliveries WHERE encode(body, 'escape') LIKE '%@fernquay.net%gone%' OR encode(body, 'escape') LIKE '%gone@%'",
  );
  expect(left).toEqual([]);
});
