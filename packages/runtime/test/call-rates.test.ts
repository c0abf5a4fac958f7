import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defineEffect } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { z } from 'zod';
import { TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

const A_SECOND = 20;
const LETTERS = 70;

let system: TestSystem;
let first: TestService;
const atMs: { post: number[]; courier: number[] } = { post: [], courier: [] };

const letterTo = (provider: 'post' | 'courier') =>
  defineEffect({
    name: `letter_by_${provider}`,
    provider,
    intent: z.object({}),
    perform: async () => {
      atMs[provider].push(performance.now());
      return { outcome: 'done', result: {} };
    },
  });
const byPost = letterTo('post');
const byCourier = letterTo('courier');

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { discovery: TOY_MIGRATIONS } });
  const effects = { effects: [byPost, byCourier], callRates: { post: A_SECOND } };
  const definition = toyService('discovery', [], effects);
  first = await system.start(definition);
  await system.start(definition);
});
afterAll(() => system.close());

test('two instances together give a provider no more calls a second than it allows, and another one as many as there are', async () => {
  await first.edge.decide(TENANT, { cause: randomUUID() }, async (decision) => {
    for (let letter = 0; letter < LETTERS; letter++) {
      await decision.act(byPost, {}, { key: `post ${letter}` });
      await decision.act(byCourier, {}, { key: `courier ${letter}` });
    }
  });
  await settle(async () => atMs.courier.length === LETTERS);
  await settle(async () => atMs.post.length === LETTERS, { timeoutMs: 20_000 });
  // A bucket holds a second's calls: what it held and what a second brought are the most that a second can see.
  const busiest = Math.max(
    ...atMs.post.map((start) => atMs.post.filter((at) => at >= start && at < start + 1000).length),
  );
  expect(busiest).toBeLessThanOrEqual(2 * A_SECOND + 1);
  expect(Math.max(...atMs.post) - Math.min(...atMs.post)).toBeGreaterThan(
    1000 * ((LETTERS - A_SECOND) / A_SECOND) - 1000,
  );
});
