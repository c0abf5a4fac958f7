import { connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { empty, html, json, problem, redirect, route, withCookie } from '@loop/runtime';
import { z } from 'zod';
import { type Served, serveRoutes } from './serve-routes.ts';

let served: Served | undefined;

async function serve(...given: Parameters<typeof serveRoutes>): Promise<string> {
  served = await serveRoutes(...given);
  return served.url;
}

afterEach(async () => {
  await served?.stop(100);
  served = undefined;
});

/** Sends bytes as they are and resolves to the raw answer, once the server has closed the connection. */
function sendRaw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
  });
}

const sign = route({
  method: 'post',
  path: '/rooms/:roomId/sign',
  summary: 'Sign',
  params: z.object({ roomId: z.guid() }),
  query: z.object({ from: z.string().optional() }),
  body: z.object({ name: z.string().min(1), amountMinor: z.int() }),
  handle: async ({ params, query, body, rawBody, cookies, ip, userAgent }) =>
    json({ params, query, body, bytes: rawBody.byteLength, cookie: cookies['deal'], ip, userAgent }),
});
const roomUrl = '/rooms/3d6f4a52-7b7e-4f6e-9d2a-1f5b1c9c0a11/sign';
const jsonType = { 'content-type': 'application/json' };

describe('what a route is given', () => {
  test('parameters, query, body, cookies and caller arrive parsed', async () => {
    const url = await serve([sign]);
    const body = JSON.stringify({ name: 'Ada', amountMinor: 5 });
    const response = await fetch(`${url}${roomUrl}?from=mail`, {
      method: 'POST',
      headers: { ...jsonType, cookie: 'deal=a%20b; deal=second; broken=%E0', 'user-agent': 'tester' },
      body,
    });
    expect(await response.json()).toEqual({
      params: { roomId: '3d6f4a52-7b7e-4f6e-9d2a-1f5b1c9c0a11' },
      query: { from: 'mail' },
      body: { name: 'Ada', amountMinor: 5 },
      bytes: body.length,
      cookie: 'a b',
      ip: '127.0.0.1',
      userAgent: 'tester',
    });
  });

  test('input that does not parse is answered 400, naming fields and never values', async () => {
    const url = await serve([sign]);
    const body = JSON.stringify({ name: 'Ada', amountMinor: 'four hundred' });
    const response = await fetch(`${url}${roomUrl}`, { method: 'POST', headers: jsonType, body });
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(text)).toMatchObject({
      type: 'urn:loop:problem:invalid_request',
      status: 400,
      errors: [{ field: 'body.amountMinor' }],
    });
    expect(text).not.toMatch(/four hundred|Ada/);
  });

  test('a path parameter that names nothing gets the same 404 as any unknown address', async () => {
    const url = await serve([sign]);
    const wrong = await fetch(`${url}/rooms/1/sign`, { method: 'POST', headers: jsonType, body: '{}' });
    const unknown = await fetch(`${url}/nowhere`);
    expect(wrong.status).toBe(404);
    expect(await wrong.text()).toBe(await unknown.text());
  });

  test('a form arrives as fields, a repeated one as a list', async () => {
    const form = route({
      method: 'post',
      path: '/form',
      summary: 'Form',
      reads: 'form',
      body: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      handle: async ({ body }) => json(body),
    });
    const url = await serve([form]);
    const body = new URLSearchParams([
      ['name', 'Ada & Co'],
      ['pick', '1'],
      ['pick', '2'],
    ]);
    expect(await (await fetch(`${url}/form`, { method: 'POST', body })).json()).toEqual({
      name: 'Ada & Co',
      pick: ['1', '2'],
    });
    const wrongType = await fetch(`${url}/form`, { method: 'POST', headers: jsonType, body: '{}' });
    expect(wrongType.status).toBe(415);
  });

  test('a webhook keeps the original bytes, whatever they are called', async () => {
    const hook = route({
      method: 'post',
      path: '/hook',
      summary: 'Hook',
      reads: 'raw',
      handle: async ({ rawBody }) => json([...rawBody]),
    });
    const url = await serve([hook]);
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x00, 0xff]);
    const response = await fetch(`${url}/hook`, { method: 'POST', headers: jsonType, body: bytes });
    expect(await response.json()).toEqual([...bytes]);
  });

  test('a form sent from another site is refused', async () => {
    const url = await serve([sign]);
    const headers = { ...jsonType, 'sec-fetch-site': 'cross-site' };
    const response = await fetch(`${url}${roomUrl}`, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(403);
  });
});

describe('limits', () => {
  const small = route({
    method: 'post',
    path: '/small',
    summary: 'Small',
    reads: 'raw',
    bodyLimitBytes: 10,
    handle: async () => empty(),
  });

  test('a body over the limit is refused with 413, with a length or without', async () => {
    const url = await serve([small]);
    const declared = await fetch(`${url}/small`, { method: 'POST', body: 'x'.repeat(11) });
    const stream = new ReadableStream({
      start(controller) {
        for (const part of ['xxxxxx', 'xxxxxx']) controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    });
    const chunked = await fetch(`${url}/small`, { method: 'POST', body: stream, duplex: 'half' });
    expect([declared.status, chunked.status]).toEqual([413, 413]);
    expect((await fetch(`${url}/small`, { method: 'POST', body: 'x'.repeat(10) })).status).toBe(204);
  });

  test('a body far over the limit is refused before it is sent', async () => {
    const url = await serve([small]);
    const head = 'POST /small HTTP/1.1\r\nHost: loop\r\nContent-Length: 99999999\r\n\r\n';
    expect(await sendRaw(url, head)).toMatch(/^HTTP\/1.1 413 .*connection: close/is);
  });

  test('a compressed body is refused where the route parses it', async () => {
    const url = await serve([sign]);
    const headers = { ...jsonType, 'content-encoding': 'gzip' };
    expect((await fetch(`${url}${roomUrl}`, { method: 'POST', headers, body: '{}' })).status).toBe(415);
  });

  test('more requests than the route admits get 429 and when to come back', async () => {
    const limited = route({
      method: 'get',
      path: '/limited',
      summary: 'Limited',
      ratePerMinute: 2,
      handle: async () => empty(),
    });
    const url = await serve([limited]);
    const statuses: number[] = [];
    for (let sent = 0; sent < 2; sent++) statuses.push((await fetch(`${url}/limited`)).status);
    const last = await fetch(`${url}/limited`);
    expect([...statuses, last.status]).toEqual([204, 204, 429]);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await last.json()).toMatchObject({ type: 'urn:loop:problem:too_many_requests' });
  });
});

describe('answers', () => {
  test('a redirect is 303, and a __Host- cookie is bound to this host', async () => {
    const open = route({
      method: 'post',
      path: '/open',
      summary: 'Open',
      handle: async () => withCookie(redirect('/room'), { name: '__Host-deal', value: 'a;b', maxAgeS: 60 }),
    });
    const url = await serve([open]);
    const response = await fetch(`${url}/open`, { method: 'POST', redirect: 'manual' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/room');
    expect(response.headers.get('set-cookie')).toBe(
      '__Host-deal=a%3Bb; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure',
    );
  });

  test('a page runs nothing inline without its own nonce, is framed by nobody and kept by nobody', async () => {
    const page = route({
      method: 'get',
      path: '/page',
      summary: 'Page',
      formAction: ['https://checkout.stripe.com'],
      handle: async ({ nonce }) => html(`<!doctype html><script nonce="${nonce}"></script>`),
    });
    const url = await serve([page], { publicUrl: 'https://deals.example.net' });
    const response = await fetch(`${url}/page`);
    const nonce = /nonce="([^"]+)"/.exec(await response.text())?.[1];
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`script-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self' https://checkout.stripe.com");
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
    const again = (await fetch(`${url}/page`)).headers.get('content-security-policy');
    expect(again).not.toBe(policy);
  });

  test('over plain http no HSTS is sent', async () => {
    const url = await serve([]);
    expect((await fetch(`${url}/livez`)).headers.has('strict-transport-security')).toBe(false);
  });

  test('an asset is kept for a year', async () => {
    const url = await serve([], { assets: [{ path: '/assets/a.1f.css', contentType: 'text/css', body: 'a{}' }] });
    const response = await fetch(`${url}/assets/a.1f.css`);
    expect(await response.text()).toBe('a{}');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('another method than the address takes is answered 405 and told which', async () => {
    const url = await serve([sign]);
    const response = await fetch(`${url}${roomUrl}`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    const deleted = await fetch(`${url}/livez`, { method: 'DELETE' });
    expect([deleted.status, deleted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('HEAD gets the headers of GET and no body', async () => {
    const url = await serve([]);
    const response = await fetch(`${url}/livez`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test('a browser is shown a page for a problem, everybody else the document', async () => {
    const pay = route({
      method: 'get',
      path: '/pay',
      summary: 'Pay',
      handle: async () => problem(503, 'payments_not_configured', 'No payments', 'Payments are off'),
    });
    const url = await serve([pay], { problemPage: ({ title, status }) => `<h1>${title} ${status}</h1>` });
    const page = await fetch(`${url}/pay`, { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect([page.status, await page.text()]).toEqual([503, '<h1>No payments 503</h1>']);
    expect(await (await fetch(`${url}/pay`)).json()).toMatchObject({
      type: 'urn:loop:problem:payments_not_configured',
    });
  });
});

describe('failures', () => {
  test('a throw is answered 500 with a reference that stands in the log beside the cause', async () => {
    const broken = route({
      method: 'get',
      path: '/broken/:token',
      summary: 'Broken',
      handle: async () => {
        throw new Error('the inside of it', { cause: new Error('the root of it') });
      },
    });
    const url = await serve([broken]);
    const response = await fetch(`${url}/broken/canary-7`);
    const document = (await response.json()) as { reference: string };
    expect(response.status).toBe(500);
    expect(JSON.stringify(document)).not.toMatch(/inside|root/);
    const line = served?.logged.find((one) => one.includes(document.reference));
    expect(line).toMatch(/the inside of it.*the root of it/s);
    expect(served?.logged.join('')).not.toMatch(/canary-7/);
  });

  test('while the database is away a webhook is answered 503, so that it comes again', async () => {
    const hook = route({
      method: 'post',
      path: '/hook',
      summary: 'Hook',
      reads: 'raw',
      handle: async ({ decide }) => decide('t', { cause: 'evt_1' }, async () => empty()),
    });
    const url = await serve([hook]);
    const response = await fetch(`${url}/hook`, { method: 'POST', body: '{}' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  });

  test('an address that does not decode is answered 400', async () => {
    const url = await serve([sign]);
    expect((await fetch(`${url}/rooms/%E0%A4%A/sign`, { method: 'POST' })).status).toBe(400);
  });
});

describe('running', () => {
  test('it is alive before it is ready, and says why it is not', async () => {
    const url = await serve([]);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { ready: false, reasons: ['not connected to the broker'], providers: [] },
    ]);
  });

  test('what is under way when it stops is answered, and nothing new is taken', async () => {
    const arrived = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const slow = route({
      method: 'get',
      path: '/slow',
      summary: 'Slow',
      handle: async () => {
        arrived.resolve();
        await released.promise;
        return json('done');
      },
    });
    const url = await serve([slow]);
    const answer = fetch(`${url}/slow`);
    await arrived.promise;
    const stopped = served?.stop(10_000);
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    released.resolve();
    expect(await (await answer).json()).toBe('done');
    await stopped;
  });

  test('the description of the routes is served', async () => {
    const url = await serve([sign]);
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as Record<string, unknown>;
    expect(document).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/rooms/{roomId}/sign': {
          post: {
            summary: 'Sign',
            parameters: [
              { name: 'roomId', in: 'path', required: true },
              { name: 'from', in: 'query', required: false },
            ],
          },
        },
      },
    });
  });
});
