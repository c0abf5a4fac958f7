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
  return readJson(new URL(`http://127.0.0.1:${port}/page`), { signal: AbortSignal.timeout(timeoutMs) });
}

test('an answer is read as JSON', async () => {
  expect(await reading((_request, response) => response.end('{"hits":[]}'))).toMatchObject({ json: { hits: [] } });
});

test('an answer larger than any page counts as none', async () => {
  const body = `"${'a'.repeat(9 * 1024 * 1024)}"`;
  expect(await reading((_request, response) => response.end(body))).toEqual({
    failed: 'not_sent',
    reason: 'answer_too_large',
  });
});

test('a whole answer that is no JSON is kept, as much of it as helps', async () => {
  const body = `<html>${'a'.repeat(100_000)}`;
  const read = await reading((_request, response) => response.setHeader('content-type', 'text/html').end(body));
  expect(read).toEqual({
    failed: 'unknown_shape',
    reason: 'answer_is_not_json',
    answer: { status: 200, contentType: 'text/html', body: body.slice(0, 16_384) },
  });
});

test.each([
  [404, { failed: 'refused', reason: 'http_404' }],
  [302, { failed: 'refused', reason: 'http_302' }],
  [500, { failed: 'not_sent', reason: 'http_500' }],
  [503, { failed: 'not_sent', reason: 'http_503' }],
])('status %i is told apart by whether asking again may help', async (status, failure) => {
  expect(await reading((_request, response) => response.writeHead(status, { location: '/other' }).end())).toEqual(
    failure,
  );
});

test.each([
  ['in seconds', '7', 7_000],
  ['at a date', new Date(Date.now() + 7_500).toUTCString(), 7_000],
  ['in a day, which is too long', '86400', 3_600_000],
  ['without saying how long', '', 30_000],
])('a request to wait %s is kept to', async (_how, retryAfter, waitMs) => {
  const headers = retryAfter === '' ? {} : { 'retry-after': retryAfter };
  const answer = await reading((_request, response) => response.writeHead(429, headers).end());
  const until = 'failed' in answer && answer.failed === 'rate_limited' ? answer.until.getTime() : 0;
  expect(Math.abs(until - Date.now() - waitMs)).toBeLessThan(1_500);
});

test('a connection that breaks, a body that ends early and an answer that never comes are tried again', async () => {
  expect(await reading((request) => request.socket.destroy())).toMatchObject({ failed: 'not_sent' });
  const truncated = await reading((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"hits":');
    response.socket?.end();
  });
  expect(truncated).toMatchObject({ failed: 'not_sent' });
  expect(await reading(() => undefined, 50)).toEqual({ failed: 'not_sent', reason: 'timeout' });
});
