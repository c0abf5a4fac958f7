import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dealLink } from '@loop/contracts';
import { type Answer, isInfrastructure, respond } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let system: TestSystem;
let outreach: TestService;
let portal: TestService;
let answer: () => Promise<Answer<{ url: string }>>;

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { outreach: TOY_MIGRATIONS, 'client-portal': TOY_MIGRATIONS } });
  portal = await system.start(toyService('client-portal', [], { responders: [respond(dealLink, () => answer())] }));
  outreach = await system.start(toyService('outreach'));
});

afterAll(() => system.close());

const ask = () =>
  outreach.edge.request(dealLink, { tenantId: TENANT, contractId: randomUUID(), presentationId: randomUUID() });

test('an answer and a refusal reach whoever asked', async () => {
  answer = async () => ({ ok: { url: 'https://portal.brackenfield-studio.com/deal' } });
  expect(await ask()).toEqual({ ok: { url: 'https://portal.brackenfield-studio.com/deal' } });
  answer = async () => ({ refused: 'expired', detail: 'The offer has expired' });
  expect(await ask()).toEqual({ refused: 'expired', detail: 'The offer has expired' });
});

test('a service that fails has refused nothing: whoever asked may ask again', async () => {
  answer = () => Promise.reject(new Error('its database is away'));
  const failure: unknown = await ask().catch((error: unknown) => error);
  expect(failure).toMatchObject({ message: expect.stringContaining('portal.deal_link') });
  expect(isInfrastructure(failure)).toBe(true);
  answer = async () => ({ ok: { url: 'https://portal.brackenfield-studio.com/deal' } });
  expect(await ask()).toHaveProperty('ok');
});

test('an answer that the broker no longer lets through harms nobody: whoever asked asks again', async () => {
  const link = { ok: { url: 'https://portal.brackenfield-studio.com/deal' } };
  const asked = Promise.withResolvers<void>();
  const late = Promise.withResolvers<Answer<{ url: string }>>();
  answer = () => {
    asked.resolve();
    return late.promise;
  };
  const unanswered = ask().catch((error: unknown) => error);
  await asked.promise;
  // A broker that comes back has forgotten who may answer whom.
  await system.nats.down();
  await system.nats.up();
  await settle(() => portalIsConnected());
  late.resolve(link);
  expect(await unanswered).toBeInstanceOf(Error);

  answer = async () => link;
  await settle(async () => expect(await ask()).toEqual(link));
  expect(portal.fatal()).toBeUndefined();
});

async function portalIsConnected(): Promise<boolean> {
  return (await fetch(`${portal.url}/readyz`)).ok;
}
