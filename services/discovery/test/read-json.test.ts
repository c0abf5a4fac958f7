import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { readJson } from '../dist/providers/read-json.js';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Reads from a server that answers as told. */
async function reading(listener: RequestListener, timeoutMs = 5_000) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return readJson(new URL(`http://127.0.0.1:${port}/page`), AbortSignal.timeout(timeoutMs));
}

test('an answer is read as JSON', async () => {
  expect(await reading((_request, response) => response.end('{"hits":[]}'))).toEqual({ json: { hits: [] } });
});

test.each([
  ['no JSON', '<html>', { outcome: 'not_sent', reason: 'answer_is_not_json' }],
  ['more than any page has', `"${'a'.repeat(9 * 1024 * 1024)}"`, { outcome: 'not_sent', reason: 'answer_too_large' }],
])('an answer that is %s counts as none', async (_what, body, failed) => {
  expect(await reading((_request, response) => response.end(body))).toEqual({ failed });
});

test.each([
  [404, { outcome: 'refused', reason: 'http_404' }],
  [302, { outcome: 'refused', reason: 'http_302' }],
  [500, { outcome: 'not_sent', reason: 'http_500' }],
  [503, { outcome: 'not_sent', reason: 'http_503' }],
])('status %i is told apart by whether asking again may help', async (status, failed) => {
  expect(await reading((_request, response) => response.writeHead(status, { location: '/other' }).end())).toEqual({
    failed,
  });
});

test.each([
  ['in seconds', '7', 7_000],
  ['at a date', new Date(Date.now() + 7_500).toUTCString(), 7_000],
  ['in a day, which is too long', '86400', 900_000],
  ['without saying how long', '', 30_000],
])('a request to wait %s is kept to', async (_how, retryAfter, waitMs) => {
  const headers = retryAfter === '' ? {} : { 'retry-after': retryAfter };
  const answer = await reading((_request, response) => response.writeHead(429, headers).end());
  const until = 'failed' in answer && answer.failed.outcome === 'rate_limited' ? answer.failed.until.getTime() : 0;
  expect(Math.abs(until - Date.now() - waitMs)).toBeLessThan(1_500);
});

test('a connection that breaks, a body that ends early and an answer that never comes are tried again', async () => {
  expect(await reading((request) => request.socket.destroy())).toMatchObject({ failed: { outcome: 'not_sent' } });
  const truncated = await reading((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"hits":');
    response.socket?.end();
  });
  expect(truncated).toMatchObject({ failed: { outcome: 'not_sent' } });
  expect(await reading(() => undefined, 50)).toEqual({ failed: { outcome: 'not_sent', reason: 'timeout' } });
});
