import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, contactForgotten, replayConsumer } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { identitySha256 } from '../dist/proofs/identity-sha256.js';
import { newClient, OutreachSystem, TENANT } from './outreach-system.ts';

let loop: OutreachSystem;

beforeAll(async () => {
  loop = await OutreachSystem.open();
});
afterAll(() => loop.close());

/** Somebody known by their e-mail address and by a handle, as one event tells. */
function enrichedOf({ contactId, email, opportunityId }: ReturnType<typeof newClient>) {
  const source = { where: 'text' as const, url: null, start: 0, end: 10 };
  const shared = { rule: 'plain', source, score: 0.9, reasons: ['given in the post'], check: null };
  const mail = { contactId, kind: 'email' as const, value: email, ...shared };
  const handle = { contactId: randomUUID(), kind: 'twitter' as const, value: `jo_${email.slice(0, 8)}`, ...shared };
  return { opportunityId, contacts: [mail, handle], bestContactId: contactId, channels: null };
}

const reachable = async (opportunityId: string) =>
  (await loop.system.sql('SELECT 1 FROM outreach.contacts WHERE opportunity_id = $1', [opportunityId])).length;

/** Forgets somebody of whom the order tells the e-mail address only. */
async function forget({ contactId, email, opportunityId }: ReturnType<typeof newClient>): Promise<string> {
  const identities = [{ kind: 'email' as const, valueSha256: identitySha256('email', email) }];
  const order = { contactId, opportunityIds: [opportunityId], identities, basis: 'request' as const };
  return loop.system.publish(contactForgotten, { ...order, forgottenAt: new Date().toISOString() }, TENANT);
}

const handled = (eventId: string) =>
  settle(async () => {
    expect(await loop.system.sql('SELECT 1 FROM outreach.inbox WHERE event_id = $1', [eventId])).toHaveLength(1);
  });

/** Has the service read a listed event again, as `loop replay --mode reprocess` does. */
async function reprocess(eventId: string): Promise<void> {
  const slot = 'outreach-replay-1';
  const replayId = randomUUID();
  const consumer = replayConsumer('outreach', slot, contactEnriched.subject, { sequence: 1 });
  await loop.system.lineUp(consumer, replayId);
  const wish = { replayId, name: `again-${replayId}`, mode: 'reprocess', stream: consumer.stream, slot, expected: 1 };
  const range = { subject: contactEnriched.subject, firstSequence: 1, lastSequence: 1_000_000, cap: 1 };
  const filter = { tenantId: null, key: null, eventIds: [eventId], ratePerSecond: 1_000 };
  expect(await loop.system.ask('outreach', 'replay_start', { ...wish, ...range, ...filter })).toHaveProperty('ok');
  await settle(async () =>
    expect(await loop.system.ask('outreach', 'replay_status', { replayId })).toMatchObject({
      ok: { state: 'completed', handled: 1 },
    }),
  );
}

test('whoever was forgotten stays so when the event that told of them is handled again', async () => {
  const client = newClient();
  const told = await loop.system.publish(contactEnriched, enrichedOf(client), TENANT);
  await settle(async () => expect(await reachable(client.opportunityId)).toBe(2));
  await handled(await forget(client));
  expect(await reachable(client.opportunityId)).toBe(0);
  await reprocess(told);
  expect(await reachable(client.opportunityId)).toBe(0);
});

test('the order to forget somebody overtakes the event that tells of them, and holds', async () => {
  const client = newClient();
  await handled(await forget(client));
  await handled(await loop.system.publish(contactEnriched, enrichedOf(client), TENANT));
  expect(await reachable(client.opportunityId)).toBe(0);
});
