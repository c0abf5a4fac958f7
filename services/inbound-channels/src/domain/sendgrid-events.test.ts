import { expect, test } from '@jest/globals';
import { rankOf } from './message-rank.ts';
import { readSendGridEvents } from './sendgrid-events.ts';

const TENANT = '00000000-0000-4000-8000-000000000001';
const MESSAGE = '7d0c1b52-1d6e-4f0b-9a51-2b6f9a1f0c11';
const EFFECT = '7d0c1b52-1d6e-4f0b-9a51-2b6f9a1f0c12';

const item = (event: string, rest: Record<string, unknown> = {}) => ({
  event,
  email: 'Ida@Bramblefold.org',
  timestamp: 1_790_000_000,
  sg_event_id: `id-${event}`,
  sg_message_id: 'bW9zc2xhbmQ.recvd-5c8-1-66F00000-3.0',
  message_id: MESSAGE,
  effect_id: EFFECT,
  tenant_id: TENANT,
  ...rest,
});

const read = (...items: unknown[]) => readSendGridEvents(`${JSON.stringify(items)}\r\n`, TENANT);

test.each([
  ['processed', 'accepted'],
  ['deferred', 'deferred'],
  ['delivered', 'delivered'],
  ['open', 'opened'],
  ['click', 'clicked'],
  ['bounce', 'bounced'],
  ['dropped', 'dropped'],
  ['spamreport', 'complained'],
  ['unsubscribe', 'unsubscribed'],
  ['group_unsubscribe', 'unsubscribed'],
])('%s means %s', (event, status) => {
  expect(read(item(event))[0]?.meaning).toMatchObject({
    report: {
      status,
      providerMessageId: 'bW9zc2xhbmQ',
      messageId: MESSAGE,
      effectId: EFFECT,
      email: 'ida@bramblefold.org',
    },
  });
});

test('a reason names nobody', () => {
  const reason = '550 5.1.1 <ida@bramblefold.org>: no such mailbox';
  const [bounced] = read(item('bounce', { reason }));
  expect(bounced?.meaning).toMatchObject({ report: { reason: '550 5.1.1 <…>: no such mailbox' } });
});

test('a batch is read in the order things happened, each event once', () => {
  const events = read(
    item('click', { timestamp: 1_790_000_009 }),
    item('delivered'),
    item('processed'),
    item('delivered'),
    item('open', { timestamp: 1_790_000_005 }),
  );
  expect(events.map(({ type }) => type)).toEqual(['processed', 'delivered', 'open', 'click']);
});

test('broken, foreign and unused events of a batch are kept apart and stop none of the others', () => {
  const events = read(
    42,
    item('delivered', { tenant_id: 'another' }),
    item('group_resubscribe'),
    item('open', { sg_message_id: null }),
    item('click'),
  );
  expect(
    Object.fromEntries(events.map(({ type, meaning }) => [type, 'reason' in meaning ? meaning.reason : 'published'])),
  ).toEqual({
    unreadable: 'unreadable',
    delivered: 'tenant_mismatch',
    group_resubscribe: 'unused_type',
    open: 'no_message',
    click: 'published',
  });
});

test('an event without an id is known again by its content; ids of ours that are none are left out', () => {
  const test = { event: 'test_event', message_id: 'message_id' };
  expect(read(test)[0]?.id).toBe(read(test)[0]?.id);
  expect(read(item('open', { message_id: 'not-ours', effect_id: 7 }))[0]?.meaning).toMatchObject({
    report: { messageId: null, effectId: null },
  });
});

test('an event names the loop and the trace its mail was sent in; what is neither is left out', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const events = read(item('processed', { traceparent }), item('open', { traceparent: 'whatever' }), item('click'));
  expect(events.map((event) => event.traceparent).sort()).toEqual([traceparent, null, null]);
  const loops = read(item('processed', { correlation_id: EFFECT }), item('open', { correlation_id: 'whatever' }));
  expect(loops.map(({ meaning }) => meaning)).toMatchObject([
    { report: { correlationId: EFFECT } },
    { report: { correlationId: null } },
  ]);
});

test('what ends a message outranks what it went through', () => {
  const rising = ['accepted', 'deferred', 'delivered', 'opened', 'clicked', 'bounced', 'complained'] as const;
  const ranks = rising.map(rankOf);
  expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
});

test.each([
  ['bounce', { type: 'bounce', reason: '550 5.1.1 no such user' }, 'bounced'],
  ['bounce', { type: 'blocked', reason: '421 try again' }, 'failed'],
  ['dropped', { reason: 'Bounced Address' }, 'dropped'],
  ['dropped', { reason: 'Spam Reporting Address' }, 'dropped'],
  ['dropped', { reason: 'Unsubscribed Address' }, 'dropped'],
  ['dropped', { reason: 'Invalid' }, 'dropped'],
  ['dropped', { reason: 'Recipient List over Package Quota' }, 'failed'],
  ['dropped', { reason: 'Spam Content (if Spam Checker app enabled)' }, 'failed'],
  ['dropped', { reason: 'Invalid SMTPAPI header' }, 'failed'],
])('a %s with %j is %s: only what the address itself refuses counts against it', (event, rest, status) => {
  const [report] = read(item(event, rest));
  expect(report?.meaning).toMatchObject({ report: { status } });
});
