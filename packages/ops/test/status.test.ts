import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { opportunityFound, SERVICES } from '@loop/contracts';
import { samplePayload, settle, type TestService, TestSystem } from '@loop/testkit';
import { operatorEnv, type Ran, runLoopIn, takingAll } from './run-loop-in.ts';

const TENANT = '00000000-0000-4000-8000-000000000001';

let system: TestSystem;
let second: TestService;
let discovery: TestService;
const status = (...args: string[]): Promise<Ran> => runLoopIn(operatorEnv(system), ['status', ...args]);

/** The line about a service, in columns. */
function columnsOf({ out }: Ran, service: string): readonly string[] {
  return (out.split('\n').find((line) => line.startsWith(`${service} `)) ?? '').split(/ {2,}/);
}

beforeAll(async () => {
  system = await TestSystem.open();
  for (const service of SERVICES) {
    const started = await system.start(takingAll(service));
    if (service === 'discovery') discovery = started;
  }
  second = await system.start(takingAll('enrichment'));
});

afterAll(() => system.close());

test('a system that is well ends with 0, and says how many of each service run, and on what', async () => {
  const ran = await status();
  expect(ran.out).toMatch(
    /^broker +NATS 2\.\d+\.\d+, [\d.]+ ms; \d+ events in \d+ streams, [\d.]+ of \d+\.?\d* MB, copies of each: 1$/m,
  );
  expect(ran.out).toMatch(/^database +Postgres \d+\.\d+, up to [\d.]+ ms$/m);
  expect(ran.out).toMatch(/^mode +test$/m);
  expect(columnsOf(ran, 'outreach').slice(0, 3)).toEqual(['outreach', 'ready', '1']);
  expect(columnsOf(ran, 'enrichment').slice(0, 3)).toEqual(['enrichment', 'ready', '2']);
  expect(ran.exitCode).toBe(0);
});

test('as JSON it is one document, with every instance that answered', async () => {
  const { broker, services } = JSON.parse((await status('--json')).out);
  expect(broker).toMatchObject({
    missing: [],
    streams: expect.arrayContaining([expect.objectContaining({ replicas: 1 })]),
  });
  const enrichment = services.find((one: { service: string }) => one.service === 'enrichment');
  expect(enrichment).toMatchObject({ state: 'ready', instances: [{ held: 0 }, { database: { problem: null } }] });
});

test('dead letters are counted by what is wrong with them, with the command that lists them', async () => {
  await system.publish(opportunityFound, { ...samplePayload(opportunityFound), opportunityId: 'no id' }, TENANT);
  await system.publish(opportunityFound, samplePayload(opportunityFound), TENANT, {
    id: randomUUID(),
    overrides: { 'ce-tenantid': '' },
  });
  await settle(async () => {
    const { out } = await status();
    expect(out).toContain(
      'enrichment: dead letters (invalid 1, malformed 1); see `loop dead-letters list --service enrichment`',
    );
  });
});

test('a service that stops is away, and its other instances are not', async () => {
  await second.stop();
  await discovery.stop();
  const ran = await status();
  expect(columnsOf(ran, 'enrichment').slice(0, 3)).toEqual(['enrichment', 'ready', '1']);
  expect(columnsOf(ran, 'discovery')).toEqual(['discovery', 'away']);
  expect(ran.out).toContain('discovery: away, no instance of it answers');
  expect(ran.exitCode).toBe(1);
});

test('a consumer that the broker lost is named, by the broker and by the service that reads it', async () => {
  await system.tap.connection.request('$JS.API.CONSUMER.DELETE.DISCOVERY.client-portal');
  const ran = await status();
  expect(ran.out).toContain('broker: DISCOVERY/client-portal is missing; make it with `loop provision`');
  expect(ran.out).toContain('client-portal: not ready, not provisioned: DISCOVERY/client-portal');
  expect(ran.exitCode).toBe(1);
});
