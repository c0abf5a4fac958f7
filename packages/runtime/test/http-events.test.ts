import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { type EventSource, eventStream, route } from '@loop/runtime';
import { settle } from '@loop/testkit';
import { type Served, serveRoutes } from './serve-routes.ts';

let served: Served | undefined;

afterEach(async () => {
  await served?.stop(100);
  served = undefined;
});

/** Serves one stream; resolves to its address. */
async function serve(events: EventSource): Promise<string> {
  const stream = route({ method: 'get', path: '/news', summary: 'News', handle: async () => eventStream(events) });
  served = await serveRoutes([stream]);
  return `${served.url}/news`;
}

/** Ends when the signal says so, and not before. */
const wait = (signal: AbortSignal) => once(signal, 'abort');

test('events arrive as they come, each with its id, and the stream ends with them', async () => {
  const url = await serve(async function* () {
    yield { id: '1', name: 'listing', data: { title: 'two\nlines' } };
    yield { id: '2', name: 'listing', data: null };
  });
  const response = await fetch(url);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.text()).toBe(
    'retry: 1000\n\nid: 1\nevent: listing\ndata: {"title":"two\\nlines"}\n\nid: 2\nevent: listing\ndata: null\n\n',
  );
});

test('a reader who leaves ends the stream', async () => {
  let ended = false;
  const url = await serve(async function* (signal) {
    yield { id: '1', name: 'news', data: 1 };
    await wait(signal);
    ended = true;
  });
  const leaving = new AbortController();
  const response = await fetch(url, { signal: leaving.signal });
  await response.body?.getReader().read();
  leaving.abort();
  await settle(() => ended);
});

test('a service that stops lets its readers go at once, in order', async () => {
  const url = await serve(async function* (signal) {
    yield { id: '1', name: 'news', data: 1 };
    await wait(signal);
  });
  const text = await fetch(url).then(async (response) => {
    const whole = response.text();
    const startedAt = performance.now();
    await served?.stop(20_000);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    return whole;
  });
  expect(text).toContain('retry: 1000');
});

test('a stream that fails is logged and ends; its reader is told nothing', async () => {
  const url = await serve(async function* () {
    yield { id: '1', name: 'news', data: 1 };
    throw new Error('the table is gone');
  });
  const text = await (await fetch(url)).text();
  expect(text).toMatch(/data: 1\n\n$/);
  expect(served?.logged.join('')).toContain('the table is gone');
});

test('an id that would break out of its line is a bug, and writes nothing of itself', async () => {
  const url = await serve(async function* () {
    yield { id: '1\ndata: forged', name: 'news', data: 1 };
  });
  expect(await (await fetch(url)).text()).toBe('retry: 1000\n\n');
});

test('who asks for the head only gets the head', async () => {
  const url = await serve(async function* () {
    yield { id: '1', name: 'news', data: 1 };
  });
  const response = await fetch(url, { method: 'HEAD' });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(await response.text()).toBe('');
});
