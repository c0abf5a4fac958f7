import { connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { json, route } from '@loop/runtime';
import { settle } from '@loop/testkit';
import { z } from 'zod';
import { type Served, serveRoutes } from './serve-routes.ts';

/** Requests that no browser sends. */

const form = route({
  method: 'post',
  path: '/form',
  summary: 'Form',
  reads: 'form',
  body: z.object({ name: z.string() }),
  handle: async ({ body, idempotencyKey }) => json({ name: body.name, idempotencyKey }),
});
const page = route({
  method: 'get',
  path: '/page',
  summary: 'Page',
  query: z.object({}),
  handle: async () => json({ shown: true }),
});

const FORM = 'application/x-www-form-urlencoded';

let served: Served;

afterEach(() => served.stop(100));

/** Sends bytes as they are; resolves to the answer once the connection is closed, by the sender after `hangUpMs` at the latest. */
function sendRaw(text: string, hangUpMs = 2000): Promise<string> {
  const { hostname, port } = new URL(served.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    const timer = setTimeout(() => socket.destroy(), hangUpMs);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString());
    });
  });
}

describe('a hostile request', () => {
  test('a form of thousands of names does not hold up everybody else', async () => {
    served = await serveRoutes([form]);
    const names = Array.from({ length: 16_000 }, (_, index) => index.toString(36));
    const startedAt = performance.now();
    const response = await fetch(`${served.url}/form`, {
      method: 'POST',
      headers: { 'content-type': FORM },
      body: `name=Ada&${names.join('&')}`,
    });
    expect(response.status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });

  test.each(['http://[::1/page', 'http://x:99999/page', '//'])(
    'the target %s is answered 400 and is no error of ours',
    async (target) => {
      served = await serveRoutes([page]);
      const answer = await sendRaw(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).not.toMatch(/<html/);
      expect(served.logged.join('')).not.toMatch(/"level":"error"/);
    },
  );

  test('a sender who hangs up is not taken for an error of ours, nor for a database that is away', async () => {
    served = await serveRoutes([form]);
    await sendRaw(`POST /form HTTP/1.1\r\nhost: x\r\ncontent-type: ${FORM}\r\ncontent-length: 100\r\n\r\nname=`, 50);
    await settle(async () => served.logged.some((line) => line.includes('POST /form')));
    expect(served.logged.join('')).not.toMatch(/"level":"(warn|error)"/);
  });

  test('a key that a route does not ask for names nothing that the route decides', async () => {
    served = await serveRoutes([form]);
    const send = async () => {
      const headers = { 'content-type': FORM, 'idempotency-key': 'of-the-callers-choice' };
      const response = await fetch(`${served.url}/form`, { method: 'POST', headers, body: 'name=Ada' });
      return (await response.json()) as { idempotencyKey: string };
    };
    const [first, second] = [await send(), await send()];
    expect(first.idempotencyKey).not.toBe('of-the-callers-choice');
    expect(first.idempotencyKey).not.toBe(second.idempotencyKey);
  });
});

describe("a client's address", () => {
  const whoami = route({
    method: 'get',
    path: '/ip',
    summary: 'Address',
    ratePerMinute: 2,
    handle: async ({ ip }) => json({ ip }),
  });
  const ask = async (forwardedFor: string) => {
    const response = await fetch(`${served.url}/ip`, { headers: { 'x-forwarded-for': forwardedFor } });
    return response.status === 200 ? ((await response.json()) as { ip: string }).ip : response.status;
  };

  test('is the connection’s, whatever a client claims', async () => {
    served = await serveRoutes([whoami]);
    expect(await ask('203.0.113.7')).toBe('127.0.0.1');
    expect(await ask('203.0.113.8')).toBe('127.0.0.1');
    expect(await ask('203.0.113.9')).toBe(429);
  });

  test('behind a proxy of ours is the one the proxy saw, and each client has a limit of their own', async () => {
    served = await serveRoutes([whoami], {}, undefined, { LOOP_TRUSTED_PROXIES: ['127.0.0.0/8'] });
    expect(await ask('6.6.6.6, 203.0.113.7')).toBe('203.0.113.7');
    expect(await ask('9.9.9.9, 203.0.113.7')).toBe('203.0.113.7');
    expect(await ask('7.7.7.7, 203.0.113.7')).toBe(429);
    expect(await ask('6.6.6.6, 203.0.113.8')).toBe('203.0.113.8');
  });
});
