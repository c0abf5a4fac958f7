import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contactEnriched, opportunityFound, type PayloadOf } from '@loop/contracts';
import { samplePayload, TestSystem } from '@loop/testkit';
import { operatorEnv, type Ran, runLoopIn, takingAll } from './run-loop-in.ts';

const TENANT = '00000000-0000-4000-8000-000000000001';
let system: TestSystem;
let env: Record<string, string>;
const loop = (...args: string[]): Promise<Ran> => runLoopIn(env, args);

function newOpportunity(): PayloadOf<typeof opportunityFound> {
  return { ...samplePayload(opportunityFound), opportunityId: randomUUID() };
}

beforeAll(async () => {
  system = await TestSystem.open();
  env = operatorEnv(system);
  await system.start(
    takingAll('enrichment', {
      providers: [{ provider: 'stripe', state: 'off', missing: ['LOOP_STRIPE_SECRET_KEY'] }],
    }),
  );
});

afterAll(() => system.close());

test('loop status says what providers of a service miss, and fails while a service is away', async () => {
  const { exitCode, out } = await loop('status');
  expect(exitCode).toBe(1);
  expect(out).toMatch(/^enrichment +ready .*stripe off \(needs LOOP_STRIPE_SECRET_KEY\)$/m);
  expect(out).toMatch(/^payments +away$/m);
});

describe('loop events', () => {
  test('tail lists the last events without their payloads, and ends when told not to follow', async () => {
    const data = newOpportunity();
    const id = await system.publish(opportunityFound, data, TENANT);
    const { exitCode, out } = await loop('events', 'tail', '--last', '1', '--no-follow', '--since', '1h');
    expect(exitCode).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(out).toContain(`opportunity.found               ${data.opportunityId}  ${id}  DISCOVERY:`);
    expect(out).not.toContain(data.title ?? 'no title');
  });

  test('tail follows what comes, from every stream, until Ctrl-C', async () => {
    const interrupt = new AbortController();
    const seen: string[] = [];
    const listening = Promise.withResolvers<void>();
    const tail = runLoopIn(env, ['events', 'tail', '--last', '1', '--json'], {
      signal: interrupt.signal,
      onOut: (line) => {
        seen.push((JSON.parse(line) as { id: string }).id);
        if (seen.length === 1) listening.resolve();
        if (seen.length >= 3) interrupt.abort();
      },
    });
    await listening.promise;
    const published: string[] = [];
    while (!interrupt.signal.aborted) {
      const { opportunityId } = newOpportunity();
      published.push(await system.publish(opportunityFound, { ...newOpportunity(), opportunityId }, TENANT));
      const enriched = { ...samplePayload(contactEnriched), opportunityId };
      published.push(await system.publish(contactEnriched, enriched, TENANT));
    }
    expect((await tail).exitCode).toBe(0);
    expect(published).toEqual(expect.arrayContaining(seen.slice(1)));
  });

  test('show prints one event with its payload, by id or by place', async () => {
    const data = newOpportunity();
    const id = await system.publish(opportunityFound, data, TENANT);
    const byId = JSON.parse((await loop('events', 'show', id)).out) as { streamSequence: number };
    expect(byId).toMatchObject({ id, publisher: 'discovery', data: { opportunityId: data.opportunityId } });
    const byPlace = await loop('events', 'show', `DISCOVERY:${byId.streamSequence}`);
    expect(JSON.parse(byPlace.out)).toEqual(byId);
  });

  test('a broken event is shown as it is', async () => {
    const id = randomUUID();
    await system.publish(opportunityFound, newOpportunity(), TENANT, { id, overrides: { 'ce-tenantid': '' } });
    const { out } = await loop('events', 'tail', '--last', '1', '--no-follow');
    expect(out).toContain('ce-tenantid is not a UUID');
  });

  test('an event that no stream holds, and a subject that nobody publishes, are refused with a remedy', async () => {
    const unknown = await loop('events', 'show', randomUUID());
    expect([unknown.exitCode, unknown.err]).toEqual([1, expect.stringContaining('loop events tail --no-follow')]);
    const misspelt = await loop('events', 'tail', '--subject', 'oportunity.found');
    expect([misspelt.exitCode, misspelt.err]).toEqual([2, expect.stringContaining('opportunity.found')]);
  });
});

describe('the connection', () => {
  test('is found in what the launcher wrote, here or in a folder above', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'loop-ops-'));
    mkdirSync(join(folder, '.loop'));
    mkdirSync(join(folder, 'deeper'));
    const connection = { natsUrl: env['LOOP_NATS_URL'], databaseUrl: env['LOOP_DATABASE_URL'] };
    writeFileSync(join(folder, '.loop/connection.json'), JSON.stringify(connection));
    const ran = await runLoopIn({}, ['events', 'tail', '--no-follow'], { folder: join(folder, 'deeper') });
    rmSync(folder, { recursive: true });
    expect(ran.exitCode).toBe(0);
  });

  test('that nobody names, or that leads nowhere, ends with 3 and a remedy without the password', async () => {
    const nobody = await runLoopIn({}, ['status'], { folder: '/' });
    expect([nobody.exitCode, nobody.err]).toEqual([3, expect.stringContaining('pnpm start')]);
    const nowhere = { ...env, LOOP_NATS_URL: 'nats://loop:hidden-word@127.0.0.1:1' };
    const refused = await runLoopIn(nowhere, ['status']);
    expect([refused.exitCode, refused.err]).toEqual([3, expect.stringContaining('cannot be reached')]);
    expect(refused.err).not.toContain('hidden-word');
  });
});
