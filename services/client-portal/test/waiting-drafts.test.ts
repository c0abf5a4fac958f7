import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, contactForgotten, contractDrafted, opportunityFound } from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle } from '@loop/testkit';
import { opportunity, PortalWorld } from './portal-world.ts';

/** Opportunities of runs that draft nothing by themselves. */

const ASKS = 'We need a landing page for our ferry line. Budget $800, please write to us.';

let world: PortalWorld;

beforeAll(async () => {
  world = await PortalWorld.open();
});
afterAll(() => world.close());

const order = (opportunityId: string) =>
  world.system.ask('client-portal', 'draft', { tenantId: DEFAULT_TENANT_ID, opportunityId });

const draftsOf = async (opportunityId: string) =>
  (await world.published(contractDrafted)).filter(({ data }) => data.opportunityId === opportunityId);

const contractsOf = (opportunityId: string) =>
  world.system.sql('SELECT 1 FROM client_portal.contracts WHERE opportunity_id = $1', [opportunityId]);

const waiting = (opportunityId: string) =>
  world.system.sql<{ contact_id: string | null }>(
    'SELECT contact_id FROM client_portal.waiting_drafts WHERE opportunity_id = $1',
    [opportunityId],
  );

const publishFound = (found: ReturnType<typeof opportunity>['found']) =>
  world.system.publish(opportunityFound, { ...found, autoContract: false }, DEFAULT_TENANT_ID);

test('nothing is drafted before somebody orders it, and then once, under the correlation of its opportunity', async () => {
  const { contactId, enriched, found, opportunityId } = opportunity(ASKS);
  await publishFound(found);
  await world.system.publish(contactEnriched, enriched, DEFAULT_TENANT_ID);
  await settle(async () => expect(await waiting(opportunityId)).toEqual([{ contact_id: contactId }]));
  expect(await contractsOf(opportunityId)).toEqual([]);
  expect(await order(opportunityId)).toEqual({ ok: { opportunityId, state: 'drafted' } });
  expect(await order(opportunityId)).toEqual({ ok: { opportunityId, state: 'decided_before' } });
  await settle(async () => expect(await draftsOf(opportunityId)).toMatchObject([{ correlationId: opportunityId }]));
});

test('an order that comes before the author is known to be reachable is kept for when they are', async () => {
  const { enriched, found, opportunityId } = opportunity(ASKS);
  await publishFound(found);
  await settle(async () => expect(await order(opportunityId)).toEqual({ ok: { opportunityId, state: 'waiting' } }));
  const id = randomUUID();
  await world.system.publish(contactEnriched, enriched, DEFAULT_TENANT_ID, { id });
  await world.system.publish(contactEnriched, enriched, DEFAULT_TENANT_ID, { id });
  await settle(async () => expect(await draftsOf(opportunityId)).toHaveLength(1));
});

test('who asked to be forgotten is not drafted for, whoever orders it', async () => {
  const { contactId, enriched, found, opportunityId } = opportunity(ASKS);
  await publishFound(found);
  await world.system.publish(contactEnriched, enriched, DEFAULT_TENANT_ID);
  await settle(async () => expect(await waiting(opportunityId)).toHaveLength(1));
  await world.system.publish(
    contactForgotten,
    {
      contactId,
      opportunityIds: [opportunityId],
      identities: [{ kind: 'email', valueSha256: createHash('sha256').update('email:x').digest('hex') }],
      basis: 'request',
      forgottenAt: new Date().toISOString(),
    },
    DEFAULT_TENANT_ID,
  );
  await settle(async () => expect(await waiting(opportunityId)).toEqual([]));
  expect(await order(opportunityId)).toMatchObject({ refused: 'not_found' });
});

test('an opportunity nobody knows is not found', async () => {
  expect(await order(randomUUID())).toMatchObject({ refused: 'not_found' });
});
