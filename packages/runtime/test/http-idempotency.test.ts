import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { opportunityFound } from '@loop/contracts';
import { json, problem, type Route, route } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { z } from 'zod';
import { sample, TENANT, toyService } from './toy.ts';

let system: TestSystem;
let service: TestService;
let calls = 0;
let failing = false;
let holding: { readonly arrived: () => void; readonly until: Promise<void> } | undefined;

const found: Route = route({
  method: 'post',
  path: '/found/:title',
  summary: 'Say that an opportunity was found',
  params: z.object({ title: z.string() }),
  body: z.object({ text: z.string() }),
  idempotent: true,
  handle: async ({ params, body, decide, idempotencyKey }) => {
    calls += 1;
    holding?.arrived();
    await holding?.until;
    if (params.title === 'refused') return problem(409, 'refused', 'Refused', 'Not this one');
    if (failing) throw new Error('not yet');
    const id = await decide(TENANT, { cause: idempotencyKey }, async ({ emit }) =>
      emit(opportunityFound, { ...sample(opportunityFound), title: params.title, text: body.text }),
    );
    return json({ id, call: calls }, 201);
  },
});

beforeAll(async () => {
  system = await TestSystem.open();
  service = await system.start({
    ...toyService('discovery', [], { routes: [found] }),
    migrations: `${import.meta.dirname}/../../../services/discovery/src/migrations`,
  });
});

afterAll(() => system.close());

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly type: string;
}

async function post(key: string | undefined, title = 'studio', text = 'a', cookie = ''): Promise<Answered> {
  const response = await fetch(`${service.url}/found/${title}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, ...(key === undefined ? {} : { 'idempotency-key': key }) },
    body: JSON.stringify({ text }),
  });
  return { status: response.status, text: await response.text(), type: response.headers.get('content-type') ?? '' };
}

test('a key sent again gets the first answer, and nothing is decided twice', async () => {
  const key = randomUUID();
  const first = await post(key);
  expect(first).toMatchObject({ status: 201, type: 'application/json; charset=utf-8' });
  expect(await post(key)).toEqual(first);
  expect(await post(`"${key}"`)).toEqual(first);
  const { id } = JSON.parse(first.text) as { id: string };
  const events = await settle(async () => {
    const all = await system.tap.published(opportunityFound);
    expect(all.map((event) => event.id)).toContain(id);
    return all;
  });
  expect(events.filter((event) => event.id === id)).toHaveLength(1);
});

test('a refusal is an answer as well: it is given again', async () => {
  const key = randomUUID();
  const first = await post(key, 'refused');
  const before = calls;
  expect(await post(key, 'refused')).toEqual(first);
  expect([first.status, calls]).toEqual([409, before]);
});

test('a key sent with another body, address or cookie is refused', async () => {
  const key = randomUUID();
  await post(key);
  const others = [await post(key, 'studio', 'b'), await post(key, 'garage'), await post(key, 'studio', 'a', 'deal=x')];
  expect(others.map(({ status }) => status)).toEqual([422, 422, 422]);
});

test('without a key nothing is decided', async () => {
  const before = calls;
  expect(await post(undefined)).toMatchObject({ status: 400 });
  expect(calls).toBe(before);
});

test('while a key is being answered, the same key is asked to wait', async () => {
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  holding = { arrived: arrived.resolve, until: released.promise };
  const key = randomUUID();
  const first = post(key);
  await arrived.promise;
  expect((await post(key)).status).toBe(409);
  holding = undefined;
  released.resolve();
  expect((await first).status).toBe(201);
});

test('what failed on our side may be tried again under its key at once', async () => {
  const key = randomUUID();
  failing = true;
  expect((await post(key)).status).toBe(500);
  failing = false;
  expect((await post(key)).status).toBe(201);
});

test('a key whose process died while answering is taken over after a minute', async () => {
  const key = randomUUID();
  const abandon = (age: string) =>
    system.sql(
      'UPDATE discovery.http_idempotency SET status = NULL, created_at = now() - $2::interval WHERE key = $1',
      [key, age],
    );
  const first = await post(key);
  await abandon('30 seconds');
  expect((await post(key)).status).toBe(409);
  await abandon('2 minutes');
  const again = await post(key);
  expect((JSON.parse(again.text) as { id: string }).id).toBe((JSON.parse(first.text) as { id: string }).id);
});
