import { get } from 'node:http';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { heldMilestone } from './checkout-client.ts';
import { SandboxHarness } from './sandbox-harness.ts';

/** Lets an SDK believe in `https://api.…` while it talks to the sandbox: names, paths and signatures stay genuine. */
class SandboxAgent extends Agent {
  readonly #port: number;

  constructor(port: number) {
    super();
    this.#port = port;
  }

  override createConnection(): ReturnType<typeof connect> {
    return connect(this.#port, '127.0.0.1');
  }
}

function fetchAs(host: string, port: number, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += String(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    }).on('error', reject);
  });
}

test('an SDK that believes it talks to api.stripe.com is answered by the sandbox', async () => {
  await using harness = await SandboxHarness.start();
  const stripe = new Stripe('sk_sandbox_agent', {
    httpAgent: new SandboxAgent(harness.sandbox.port),
    telemetry: false,
  });
  expect(await stripe.checkout.sessions.create(heldMilestone())).toMatchObject({ object: 'checkout.session' });
  const [entry] = await harness.control.log({ kind: 'checkout.created' });
  expect(entry?.data['headers']).toMatchObject({ host: 'api.stripe.com' });
});

test('a host name reaches its own provider and no other', async () => {
  await using harness = await SandboxHarness.start();
  const { port } = harness.sandbox;
  expect((await fetchAs('hn.algolia.com', port, '/api/v1/search')).status).toBe(200);
  expect(await fetchAs('hn.algolia.com', port, '/v1/events')).toEqual({
    status: 404,
    body: '{"status":404,"error":"Not Found"}',
  });
  expect(JSON.parse((await fetchAs('stripe.localhost', port, '/api/v1/search')).body)).toMatchObject({
    error: { type: 'invalid_request_error' },
  });
  expect((await fetchAs(`mailbox.localhost:${port}`, port, '/')).body).toContain('<h1>Mailbox</h1>');
});

test('what no provider answers is refused with a problem document', async () => {
  await using harness = await SandboxHarness.start();
  const response = await fetch(`${harness.sandbox.url}/v9/nothing`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    404,
    'application/problem+json; charset=utf-8',
  ]);
});
