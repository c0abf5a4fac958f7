import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stripeRail } from '../dist/providers/stripe-rail.js';

/** Objects of the same Stripe account that other software made: a webhook tells us of them as well. */

const answers: Readonly<Record<string, object>> = {
  '/v1/charges/ch_of_a_shop': {
    id: 'ch_of_a_shop',
    object: 'charge',
    livemode: false,
    payment_intent: null,
    metadata: {},
  },
  '/v1/checkout/sessions/cs_of_a_shop': {
    id: 'cs_of_a_shop',
    object: 'checkout.session',
    livemode: false,
    mode: 'setup',
    status: null,
    payment_intent: null,
    metadata: null,
  },
};

let server: Server;
let sandboxUrl: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://any').pathname;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answers[path] ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sandboxUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test.each([
  ['charge', 'ch_of_a_shop'],
  ['checkout.session', 'cs_of_a_shop'],
])('a %s that belongs to no payment of ours is read as such, and asked about once', async (type, ref) => {
  const rail = stripeRail({ secretKey: 'sk_sandbox_loop', sandboxUrl });
  expect(await rail.readPayment(type, ref)).toMatchObject({ ok: { order: null, payment: null, live: false } });
});
