import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { paymentNotified } from '@loop/contracts';
import { type PrivateServer, settle, startTestPostgres } from '@loop/testkit';
import Stripe from 'stripe';
import { type Gateway, startGateway } from './gateway.ts';

let postgres: PrivateServer;
let gateway: Gateway;

beforeAll(async () => {
  postgres = await startTestPostgres();
  gateway = await startGateway({ postgresUrl: postgres.url });
});

afterAll(async () => {
  await gateway.system.close();
  await postgres.remove();
});

const event = (id: string) =>
  JSON.stringify({
    id: `evt_${id}`,
    object: 'event',
    type: 'payment_intent.succeeded',
    created: 1_790_000_000,
    livemode: false,
    api_version: Stripe.API_VERSION,
    data: { object: { id: `pi_${id}`, object: 'payment_intent' } },
  });

test('with the database away the provider is told to deliver again, and what it then delivers is taken', async () => {
  await postgres.down();
  const away = await gateway.postStripe(event('patient'));
  expect(away.status).toBe(503);
  expect(away.headers.get('retry-after')).not.toBeNull();
  await postgres.up();
  await settle(async () => expect((await gateway.postStripe(event('patient'))).status).toBe(204));
  await settle(async () => expect(await gateway.system.tap.published(paymentNotified)).toHaveLength(1));
});

test('nothing that was acknowledged is lost when the database crashes', async () => {
  const acknowledged: string[] = [];
  const deliver = async (at: number) => {
    if (at === 40) postgres.kill9();
    const id = `crash${at}`;
    const status = await gateway.postStripe(event(id)).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 204) acknowledged.push(`pi_${id}`);
  };
  for (let at = 0; at < 120; at += 20)
    await Promise.all(Array.from({ length: 20 }, (_, offset) => deliver(at + offset)));
  expect(acknowledged.length).toBeGreaterThan(20);
  await settle(
    async () => {
      const published = new Set((await gateway.system.tap.published(paymentNotified)).map(({ data }) => data.objectId));
      expect(acknowledged.filter((id) => !published.has(id))).toEqual([]);
    },
    { timeoutMs: 30_000 },
  );
});
