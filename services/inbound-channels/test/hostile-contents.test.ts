import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contactOptedOut, messageStatusChanged } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { type Gateway, startGateway } from './gateway.ts';

/** Stands for ten thousand lists in one another, which cannot be written but by hand. */
const DEEP = '@deep';
const deepJson = () => '['.repeat(10_000) + ']'.repeat(10_000);

/** An event without an id of its own is named by what it says. */
const idOf = (odd: object) => ('reason' in odd && odd.reason === DEEP ? { sg_event_id: null } : {});

/** Deliveries that are signed, and hold what somebody else wrote: server answers, addresses, ids. */

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway.system.close());

const nowS = Math.floor(Date.now() / 1_000);

function report(rest: object): Record<string, unknown> {
  const id = randomUUID();
  const ids = { sg_event_id: `ev-${id}`, sg_message_id: `mail-${id}.filterdrecv-1`, message_id: id, effect_id: id };
  return { event: 'delivered', email: 'ada@fernquay.net', timestamp: nowS, ...ids, ...rest };
}

function statusOf(messageId: unknown): Promise<string> {
  return settle(async () => {
    const events = await gateway.system.tap.published(messageStatusChanged);
    const told = events.find(({ data }) => data.messageId === messageId);
    if (told === undefined) throw new Error('Nothing is told of this message yet');
    return told.data.status;
  });
}

describe('one odd event in a batch stops none of the others', () => {
  test.each([
    ['an event id with a NUL', { sg_event_id: 'ev\u0000' }],
    ['an event id of half a character', { sg_event_id: 'ev\ud800' }],
    ['a mail id with a NUL', { sg_message_id: 'mail\u0000.filter' }],
    ['a mail id of nothing but a machine', { sg_message_id: '.filterdrecv-1' }],
    ['an address with a separator', { event: 'unsubscribe', email: 'a\u001fb@fernquay.net' }],
    ['an address with a NUL', { event: 'spamreport', email: 'a\u0000b@fernquay.net' }],
    ['a reason with a NUL', { event: 'bounce', reason: '550 no\u0000 such \ud83d user' }],
    ['a time before all time', { timestamp: -1 }],
    ['a time beyond all numbers', { timestamp: 2 ** 53 + 2 }],
    ['a time that is text', { timestamp: 'NaN' }],
    ['a name of the language', { ['__proto__']: { event: 'open' }, constructor: 'x' }],
    ['an event as deep as a well', { reason: DEEP }],
  ])('%s', async (_name, odd) => {
    const good = report({});
    const payload = JSON.stringify([report({ ...odd, ...idOf(odd) }), good]).replace(`"${DEEP}"`, deepJson);
    expect((await gateway.postSendGrid(payload)).status).toBe(204);
    expect(await statusOf(good['message_id'])).toBe('delivered');
  });

  test('and what leaves us can be kept by whoever reads it', async () => {
    await settle(async () => {
      const events = await gateway.system.tap.published(messageStatusChanged);
      const people = await gateway.system.tap.published(contactOptedOut);
      expect(events.length).toBeGreaterThan(10);
      const told = JSON.stringify([...events, ...people].map(({ data }) => data));
      expect(told).not.toMatch(/\\u0000|\\u001f|\\ud[89ab]/);
    });
  });
});

test('a batch of a thousand, half of it seen before, is taken in one go', async () => {
  const all = Array.from({ length: 1000 }, () => report({}));
  expect((await gateway.postSendGrid(JSON.stringify(all.slice(0, 500)))).status).toBe(204);
  const before = await gateway.kept();
  const startedAt = performance.now();
  expect((await gateway.postSendGrid(JSON.stringify(all))).status).toBe(204);
  expect(performance.now() - startedAt).toBeLessThan(5000);
  expect((await gateway.kept()).events - before.events).toBe(500);
});
