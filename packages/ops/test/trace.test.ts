import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, contractDrafted, messageSent, opportunityFound, SERVICES } from '@loop/contracts';
import { defineEffect, on } from '@loop/runtime';
import { samplePayload, settle, type TestService, TestSystem } from '@loop/testkit';
import { z } from 'zod';
import { operatorEnv, type Ran, runLoopIn, takingAll } from './run-loop-in.ts';

const TENANT = '00000000-0000-4000-8000-000000000001';

let system: TestSystem;
const services = new Map<string, TestService>();
const loop = (...args: string[]): Promise<Ran> => runLoopIn(operatorEnv(system), args);

/** Sends one message for each contract that is drafted, and says so. */
const sendEmail = defineEffect({
  name: 'send_email',
  provider: 'sendgrid',
  intent: z.object({ contractId: z.uuid() }),
  perform: async () => ({ outcome: 'done', result: {} }),
  settle: async ({ emit }, { effectId, intent }) => {
    emit(messageSent, { ...samplePayload(messageSent), effectId, contractId: intent.contractId });
  },
});

const onContractDrafted = on(contractDrafted, async ({ act, event }) => {
  const { contractId } = event.data;
  await act(sendEmail, { contractId }, { key: contractId });
});

beforeAll(async () => {
  system = await TestSystem.open();
  for (const service of SERVICES) {
    const own = service === 'outreach' ? { handlers: [onContractDrafted], effects: [sendEmail] } : {};
    services.set(service, await system.start(takingAll(service, own as Parameters<typeof takingAll>[1])));
  }
});

afterAll(() => system.close());

/** An opportunity, its contact and its contract, in one loop. */
async function newLoop() {
  const [correlationId, opportunityId, contractId, contactId] = Array.from({ length: 4 }, () => randomUUID());
  const ids = { correlationId, opportunityId, contractId, contactId } as Record<
    'correlationId' | 'opportunityId' | 'contractId' | 'contactId',
    string
  >;
  const found = { ...samplePayload(opportunityFound), opportunityId: ids.opportunityId };
  const foundId = await system.publish(opportunityFound, found, TENANT, { correlationId: ids.correlationId });
  const sample = samplePayload(contactEnriched);
  const contacts = sample.contacts.map((contact, index) =>
    index === 0 ? { ...contact, contactId: ids.contactId } : contact,
  );
  const enriched = { ...sample, opportunityId: ids.opportunityId, contacts };
  await system.publish(contactEnriched, enriched, TENANT, { correlationId: ids.correlationId, causationId: foundId });
  const drafted = { ...samplePayload(contractDrafted), opportunityId: ids.opportunityId, contractId: ids.contractId };
  await system.publish(contractDrafted, drafted, TENANT, { correlationId: ids.correlationId });
  await settle(async () => expect((await loop('trace', ids.contractId)).out).toContain('message.sent'));
  return { ...ids, foundId };
}

test('the story of an id is told across services, with what followed from what, and the calls made outside', async () => {
  const { contactId, contractId, correlationId, foundId, opportunityId } = await newLoop();
  for (const id of [contractId, opportunityId, foundId, correlationId, contactId]) {
    const { exitCode, out } = await loop('trace', id);
    const [heading, , ...lines] = out.trim().split('\n');
    expect(heading).toBe(`correlation ${correlationId}`);
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^1 +[\d:.]{12} +\+0\.000 s +discovery +opportunity\.found v1 +[0-9a-f-]{36}$/);
    expect(lines[1]).toMatch(/^2 .* enrichment +contact\.enriched v2 .* 1, after \d+\.\d{3} s$/);
    expect(lines[2]).toMatch(/^3 .* client-portal +contract\.drafted v\d /);
    expect(lines[3]).toMatch(/^4 .* outreach +send_email at sendgrid: done .* 3, after \d+\.\d{3} s$/);
    expect(lines[4]).toMatch(/^5 .* outreach +message\.sent v1 .* 4, after \d+\.\d{3} s$/);
    expect(exitCode).toBe(0);
  }
});

test('as JSON the same is one document', async () => {
  const { contractId, correlationId } = await newLoop();
  const [trace] = JSON.parse((await loop('trace', contractId, '--json')).out);
  expect(trace.correlationId).toBe(correlationId);
  expect(trace.happenings.map(({ kind }: { kind: string }) => kind)).toEqual([
    'event',
    'event',
    'event',
    'effect',
    'event',
  ]);
  expect(trace.happenings[4].causeId).toBe(trace.happenings[3].effectId);
});

test('an id that nothing belongs to is refused', async () => {
  expect((await loop('trace', randomUUID())).exitCode).toBe(1);
});

test('a service that is away is named: what it did outside is missing', async () => {
  const { contractId } = await newLoop();
  await services.get('outreach')?.stop();
  const { err, exitCode, out } = await loop('trace', contractId);
  expect(out).toContain('message.sent');
  expect(err).toContain('outreach did not answer');
  expect(exitCode).toBe(3);
});
