import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { opportunityFound } from '@loop/contracts';
import { usualHeaders } from '@loop/runtime';
import { TestSystem } from '@loop/testkit';
import { jetstream } from '@nats-io/jetstream';
import { sample, TENANT } from './toy.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await TestSystem.open();
});

afterAll(() => system.close());

test('in the pinned version of the client, headers read past it are those it reads itself', async () => {
  const file = join(import.meta.dirname, '../package.json');
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: Record<string, string> };
  expect(dependencies).toMatchObject({ '@nats-io/jetstream': '3.4.0', '@nats-io/transport-node': '3.4.0' });
  const id = await system.publish(opportunityFound, sample(opportunityFound), TENANT);
  const { connection } = await system.tapAs('enrichment');
  const consumer = await jetstream(connection, { checkAPI: false }).consumers.get('DISCOVERY', 'enrichment');
  const message = await consumer.next({ expires: 5_000 });
  if (message === null) throw new Error('The event did not arrive');
  const { headers } = message;
  const own = Object.fromEntries((headers?.keys() ?? []).map((name) => [name, headers?.get(name)]));
  expect(own['ce-id']).toBe(id);
  expect(Object.fromEntries(usualHeaders(message) ?? [])).toEqual(own);
});
