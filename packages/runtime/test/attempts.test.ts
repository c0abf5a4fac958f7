import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { opportunityFound } from '@loop/contracts';
import { on } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import { noteSeen, sample, sql, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

let system: TestSystem;
let service: TestService | undefined;
let child: ChildProcess | undefined;

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { enrichment: TOY_MIGRATIONS } });
});

afterAll(() => system.close());

beforeEach(() => setAckWait(30));

afterEach(async () => {
  await service?.stop();
  child?.removeAllListeners('exit');
  child?.kill('SIGKILL');
});

/** Time after which what a dead process was given comes again; 30 s outside of tests. */
async function setAckWait(seconds: number): Promise<void> {
  const manager = await jetstreamManager(system.tap.connection, { checkAPI: false });
  await manager.consumers.update('DISCOVERY', 'enrichment', { ack_wait: seconds * 1_000_000_000 });
}

/** Runs the service in a process of its own, again and again as often as it dies. */
function keepRunning(program: string, onExit: () => Promise<unknown> = () => Promise.resolve()): { exits: number } {
  const counted = { exits: 0 };
  const start = (): void => {
    child = spawn(process.execPath, [program, JSON.stringify(system.configOf('enrichment'))], { stdio: 'inherit' });
    child.once('exit', () => {
      counted.exits += 1;
      void onExit().then(start);
    });
  };
  start();
  return counted;
}

const program = fileURLToPath(new URL('./poison-process.js', import.meta.url));
const opportunity = (text: string) => sample(opportunityFound, { opportunityId: randomUUID(), text });
const publish = (text: string) => system.publish(opportunityFound, opportunity(text), TENANT);
const seen = (ids: readonly string[]) =>
  system.sql('SELECT 1 FROM enrichment.seen WHERE event_id = ANY($1::uuid[])', [ids]);
const reasonsOf = async (id: string) =>
  (await system.sql<{ reason: string }>('SELECT reason FROM enrichment.dead_letters WHERE event_id = $1', [id])).map(
    (letter) => letter.reason,
  );
const attemptsAt = (id: string) =>
  system.sql<{ started: number; failed: number }>(
    'SELECT started, failed FROM enrichment.attempts WHERE event_id = $1',
    [id],
  );

test('an event that kills the process each time becomes a dead letter; those beside it are handled', async () => {
  await setAckWait(0.5);
  const before = await Promise.all(Array.from({ length: 10 }, () => publish('innocent')));
  const poison = await publish('kills');
  const after = await Promise.all(Array.from({ length: 10 }, () => publish('innocent')));
  const counted = keepRunning(program);
  await settle(async () => expect(await reasonsOf(poison)).toEqual(['crashed']), { timeoutMs: 50_000 });
  await settle(async () => expect(await seen([...before, ...after])).toHaveLength(20), { timeoutMs: 10_000 });
  expect(counted.exits).toBe(9);
  expect(await system.sql('SELECT 1 FROM enrichment.dead_letters')).toHaveLength(1);
});

test('a held event that kills the process when it is tried again becomes a dead letter as well', async () => {
  await setAckWait(0.5);
  const data = opportunity('kills when it is tried again');
  const held = () => system.sql('SELECT 1 FROM enrichment.held');
  const tryNow = () => system.sql('UPDATE enrichment.held SET due_at = now()');
  keepRunning(program, tryNow);
  const poison = await system.publish(opportunityFound, data, TENANT);
  await settle(async () => expect(await held()).toHaveLength(1));
  await system.sql('INSERT INTO enrichment.deals (contract_id, tenant_id, state, history) VALUES ($1, $2, $3, $3)', [
    data.opportunityId,
    TENANT,
    'ready',
  ]);
  await settle(async () => expect(await reasonsOf(poison)).toEqual(['crashed']), { timeoutMs: 50_000 });
  expect(await held()).toHaveLength(0);
});

test('a deadlock is nobody’s fault: the event is tried again as often as it takes, and no attempt counts', async () => {
  let tries = 0;
  const handler = on(opportunityFound, async ({ event, tx }) => {
    await noteSeen(tx, event.id);
    tries += 1;
    if (tries <= 12) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
  });
  service = await system.start(toyService('enrichment', [handler]));
  const id = await publish('contended');
  await settle(async () => expect(await seen([id])).toHaveLength(1));
  expect(tries).toBe(13);
  expect(await reasonsOf(id)).toEqual([]);
});

test('a migration applied beside a running service fails no event', async () => {
  const handler = on(opportunityFound, async ({ event, tx }) => {
    await tx.rows(sql.selectFrom('book').selectAll().where('note', '=', 'none'));
    await noteSeen(tx, event.id);
  });
  service = await system.start(toyService('enrichment', [handler]));
  const before = await Promise.all(Array.from({ length: 20 }, () => publish('before')));
  await settle(async () => expect(await seen(before)).toHaveLength(20));
  await system.sql('ALTER TABLE enrichment.book ADD COLUMN author text');
  const after = await publish('after');
  await settle(async () => expect(await seen([after])).toHaveLength(1), { timeoutMs: 5_000 });
  expect(await attemptsAt(after)).toEqual([]);
});

test('a handler that does not answer is given up, counted as failed, and holds up nothing for long', async () => {
  let begun = 0;
  const answered = Promise.withResolvers<void>();
  const handler = on(opportunityFound, async ({ event, tx }) => {
    await noteSeen(tx, event.id);
    if (event.data.text !== 'not answered at first' || ++begun > 1) return;
    await answered.promise;
    await noteSeen(tx, event.id, 'far too late');
  });
  service = await system.start(toyService('enrichment', [handler]));
  const id = await publish('not answered at first');
  await settle(() => expect(begun).toBe(1));
  const next = await publish('answered');
  await settle(async () => expect(await seen([next])).toHaveLength(1), { timeoutMs: 30_000 });
  await settle(async () => expect(await seen([id])).toHaveLength(1), { timeoutMs: 30_000 });
  answered.resolve();
  const last = await publish('after all');
  await settle(async () => expect(await seen([last])).toHaveLength(1));
  expect(await system.sql(`SELECT 1 FROM enrichment.seen WHERE note = 'far too late'`)).toHaveLength(0);
  expect(begun).toBe(2);
});
