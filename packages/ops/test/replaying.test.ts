import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contractPresented, opportunityFound } from '@loop/contracts';
import { defineEffect, on } from '@loop/runtime';
import { samplePayload, settle, TestSystem } from '@loop/testkit';
import { z } from 'zod';
import { operatorEnv, type Ran, runLoopIn, takingAll } from './run-loop-in.ts';

const TENANT = '00000000-0000-4000-8000-000000000001';
const OTHER_TENANT = '00000000-0000-4000-8000-000000000002';
const folder = mkdtempSync(join(tmpdir(), 'loop-replay-'));
const TO = ['--service', 'enrichment', '--subject', 'opportunity.found'];
const WHY = ['--actor', 'Iris', '--reason', 'a bug was mended'];
let system: TestSystem;
let env: Record<string, string>;
let sent = 0;
let isBroken = false;
const ids: string[] = [];
const keys: string[] = [];
const loop = (...args: string[]): Promise<Ran> => runLoopIn(env, args, { folder });
const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await loop(...args, '--json')).out) as T;

const announce = defineEffect({
  name: 'announce',
  provider: 'post',
  intent: z.object({}),
  perform: async () => {
    sent += 1;
    return { outcome: 'done', result: {} };
  },
});

beforeAll(async () => {
  system = await TestSystem.open();
  env = operatorEnv(system);
  const found = on(opportunityFound, async ({ event, act }) => {
    if (isBroken) throw new Error(`No luck with ${event.data.opportunityId}`);
    await act(announce, {}, { key: event.data.opportunityId });
  });
  await system.start(takingAll('enrichment', { handlers: [found], effects: [announce] }));
  const kept = on(opportunityFound, async () => undefined, { projection: true });
  await system.start(takingAll('client-portal', { handlers: [kept] }));
  for (let index = 0; index < 8; index++) {
    const opportunityId = randomUUID();
    keys.push(opportunityId);
    ids.push(await publish(opportunityId, index < 6 ? TENANT : OTHER_TENANT));
  }
  await settle(() => expect(sent).toBe(8));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system.close();
});

const publish = (opportunityId = randomUUID(), tenantId = TENANT) =>
  system.publish(opportunityFound, { ...samplePayload(opportunityFound), opportunityId }, tenantId);

interface Plan {
  readonly expected: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

describe('a plan', () => {
  test('counts exactly what a filter matches, and starts nothing', async () => {
    const plan = (...filter: string[]) => json<Plan>('replay', 'plan', ...TO, ...filter);
    expect(await plan()).toMatchObject({ expected: 8, firstSequence: 1, lastSequence: 8 });
    expect(await plan('--tenant', OTHER_TENANT)).toMatchObject({ expected: 2, firstSequence: 7, lastSequence: 8 });
    expect(await plan('--key', keys[3] ?? '')).toMatchObject({ expected: 1, firstSequence: 4, lastSequence: 4 });
    expect(await plan('--from-sequence', '3', '--to-sequence', '7', '--tenant', TENANT)).toMatchObject({ expected: 4 });
    expect(await plan('--until', '1h')).toMatchObject({ expected: 0 });
    expect(await plan('--since', '1h', '--until', '0s')).toMatchObject({ expected: 8 });
    expect((await loop('replay', 'list')).out).toBe('No replays\n');
  });

  test('shows the first events and the last, without their payload', async () => {
    const { out } = await loop('replay', 'plan', ...TO);
    expect(out).toMatch(/^dry-run of opportunity.found to enrichment: 8 events \(cap 10000\), DISCOVERY 1 to 8\n/);
    expect(out.match(/opportunity\.found +[0-9a-f-]{36} /g)).toHaveLength(4);
  });
});

describe('refused, with the count, is', () => {
  test('a replay without any filter beyond the service', async () => {
    const { exitCode, err } = await loop('replay', '--service', 'enrichment');
    expect([exitCode, err]).toEqual([
      1,
      expect.stringContaining('without a subject it matches 8 events (opportunity.found 8)'),
    ]);
  });

  test('one to a service that does not consume the subject', async () => {
    await system.publish(contractPresented, samplePayload(contractPresented), TENANT);
    const { exitCode, err } = await loop('replay', '--service', 'enrichment', '--subject', 'contract.presented');
    expect([exitCode, err]).toEqual([
      2,
      expect.stringContaining('consumes no contract.presented, of which 1 events match'),
    ]);
  });

  test('one wider than its cap', async () => {
    const { exitCode, err } = await loop('replay', ...TO, '--cap', '7');
    expect([exitCode, err]).toEqual([1, expect.stringMatching(/matches 8 events, more than its cap of 7\n.*--cap 8/)]);
  });

  test('a reprocess of ids that are not there', async () => {
    const wanted = ['--mode', 'reprocess', '--ids', ids[0] ?? '', randomUUID(), ...WHY];
    const { exitCode, err } = await loop('replay', ...TO, ...wanted);
    expect([exitCode, err]).toEqual([1, expect.stringContaining('1 of 2 ids are not there')]);
  });

  test('a rebuild of anything but a whole projection', async () => {
    const rebuild = ['replay', '--subject', 'opportunity.found', '--mode', 'rebuild', ...WHY];
    const partial = await loop(...rebuild, '--service', 'client-portal', '--tenant', TENANT);
    expect([partial.exitCode, partial.err]).toEqual([2, expect.stringContaining('reads all events of its subject')]);
    const none = await loop(...rebuild, '--service', 'enrichment');
    expect([none.exitCode, none.err]).toEqual([1, expect.stringContaining('not_a_projection')]);
  });
});

describe('a reprocess', () => {
  test('of listed ids holds what it would send until it is armed with the count that was shown, then sends it once', async () => {
    const file = join(folder, 'ids.txt');
    writeFileSync(file, `${ids[0]}\n${ids[1]}\n`);
    const from = ['--service', 'enrichment', '--file', file];
    const dry = await loop('replay', ...from);
    expect([dry.exitCode, dry.out]).toEqual([0, expect.stringContaining('2 missing and would be handled')]);
    const done = await loop('replay', ...from, '--mode', 'reprocess', '--name', 'again', ...WHY);
    expect([done.exitCode, done.out]).toEqual([
      0,
      expect.stringContaining('2 effects are held: `loop replay arm again`'),
    ]);
    expect((await loop('effects', 'list', '--state', 'held', '--service', 'enrichment')).out).toMatch(
      /announce +post +held/,
    );
    expect((await loop('status')).out).toMatch(/held 2/);
    const shown = await loop('replay', 'arm', 'again');
    expect(shown.out).toMatch(/announce +post +held +2\n.*--expect 2/);
    expect(sent).toBe(8);
    expect((await loop('replay', 'arm', 'again', '--expect', '2')).err).toContain('Say why with --reason');
    expect((await loop('replay', 'arm', 'again', '--expect', '3', ...WHY)).err).toContain('2 effects are held, not 3');
    expect((await loop('replay', 'arm', 'again', '--expect', '2', ...WHY)).out).toBe('2 effects armed\n');
    expect((await loop('replay', 'arm', 'again', '--expect', '2', ...WHY)).out).toBe('0 effects armed\n');
    await settle(() => expect(sent).toBe(10));
    const audited = await system.sql(`SELECT actor, reason FROM enrichment.audit WHERE action = 'arm replay'`);
    expect(audited[0]).toEqual({ actor: 'Iris', reason: 'a bug was mended' });
  });

  test('is disarmed for good', async () => {
    await loop('replay', ...TO, '--mode', 'reprocess', '--ids', ids[2] ?? '', '--name', 'regretted', ...WHY);
    expect((await loop('replay', 'disarm', 'regretted', '--expect', '1', ...WHY)).out).toBe('1 effects cancelled\n');
    expect((await loop('replay', 'arm', 'regretted')).out).toMatch(/cancelled +1\nNothing is held/);
  });
});

describe('a job', () => {
  test('is started, listed, paused, resumed at another rate, and shown with an outcome for each event', async () => {
    await system.sql('DELETE FROM enrichment.inbox WHERE event_id = $1', [ids[4]]);
    await loop('replay', 'start', ...TO, '--mode', 'repair', '--rate', '1', '--name', 'slow', ...WHY);
    expect((await loop('replay', 'list')).out).toMatch(/^slow +enrichment +repair +opportunity.found +running/m);
    expect((await loop('replay', 'pause', 'slow', ...WHY)).out).toBe('slow is paused\n');
    expect((await loop('replay', 'pause', 'slow', ...WHY)).exitCode).toBe(1);
    expect((await loop('replay', 'resume', 'slow', '--rate', '0', ...WHY)).exitCode).toBe(2);
    expect((await loop('replay', 'resume', 'slow', '--rate', '1000', ...WHY)).out).toBe('slow is running\n');
    const show = () =>
      json<{ state: string; outcomes: { eventId: string; outcome: string }[] }>('replay', 'show', 'slow', '--outcomes');
    const shown = await settle(async () => {
      const now = await show();
      expect(now.state).toBe('completed');
      return now;
    });
    expect(shown.outcomes.map((one) => [one.eventId, one.outcome])).toEqual(
      ids.map((id) => [id, id === ids[4] ? 'processed' : 'skipped']),
    );
    const processed = await loop('replay', 'show', 'slow', '--outcomes', '--state', 'processed');
    expect(processed.out).toMatch(new RegExp(`^5 +${ids[4]} +processed$`, 'm'));
    await settle(() => expect(sent).toBe(10));
  });

  test('that is followed and loses its consumer is lined up again where it was', async () => {
    const followed = json<{ state: string; read: number }>('replay', ...TO, '--rate', '2');
    await settle(async () => {
      const [job] = await json<{ state: string; read: number }[]>('replay', 'list', '--service', 'enrichment');
      expect(job).toMatchObject({ state: 'running', read: 2 });
    });
    await system.loseConsumer('DISCOVERY', 'enrichment-replay-1');
    expect(await followed).toMatchObject({ state: 'completed', read: 8 });
  }, 30_000);

  test('is cancelled by its name, and an unknown one is not there', async () => {
    await loop('replay', 'start', ...TO, '--rate', '1', '--name', 'unwanted');
    expect((await loop('replay', 'cancel', 'unwanted', ...WHY)).out).toBe('unwanted is cancelled\n');
    expect((await loop('replay', 'show', 'nothing')).err).toContain('There is no replay nothing');
  });
});

test('a projection is rebuilt by one command', async () => {
  const { exitCode, out } = await loop(
    'replay',
    '--service',
    'client-portal',
    '--subject',
    'opportunity.found',
    '--mode',
    'rebuild',
    ...WHY,
  );
  expect([exitCode, out]).toEqual([
    0,
    expect.stringContaining('rebuild of opportunity.found to client-portal: completed, 8 of 8'),
  ]);
});

test('a rebuild that the stream no longer reaches back far enough for is refused, unless the loss is accepted', async () => {
  await system.eraseMessage('DISCOVERY', 1);
  const rebuild = [
    'replay',
    '--service',
    'client-portal',
    '--subject',
    'opportunity.found',
    '--mode',
    'rebuild',
    ...WHY,
  ];
  const refused = await loop(...rebuild);
  expect([refused.exitCode, refused.err]).toEqual([
    1,
    expect.stringMatching(/begins at sequence 2; up to 1 events[\s\S]*--accept-loss/),
  ]);
  expect((await loop(...rebuild, '--accept-loss')).exitCode).toBe(0);
});

describe('dead letters', () => {
  test('are redriven by their error group, after their count was shown and confirmed', async () => {
    isBroken = true;
    const broken = await Promise.all([0, 1].map(() => lastChance()));
    await settle(async () => {
      const dead = 'SELECT 1 FROM enrichment.dead_letters WHERE event_id = ANY ($1::uuid[])';
      expect(await system.sql(dead, [broken])).toHaveLength(2);
    });
    isBroken = false;
    const groups = await json<{ group: string; count: number; error: string }[]>(
      'dead-letters',
      'groups',
      '--service',
      'enrichment',
    );
    expect(groups).toMatchObject([{ count: 2, error: 'Error: No luck with #' }]);
    const which = ['--service', 'enrichment', '--group', groups[0]?.group ?? ''];
    const shown = await loop('dead-letters', 'redrive', ...which);
    expect(shown.out).toMatch(/^2 dead letters match, 2 can be redriven; .*\nNothing was changed; .*--expect 2/);
    expect((await loop('dead-letters', 'redrive', ...which, '--expect', '3', ...WHY)).err).toContain(
      '2 dead letters match, not 3',
    );
    expect((await loop('dead-letters', 'redrive', ...which, '--expect', '2', '--cap', '1', ...WHY)).err).toContain(
      'cap of 1',
    );
    const done = await loop('dead-letters', 'redrive', ...which, '--expect', '2', '--name', 'mended', ...WHY);
    expect(done.out).toMatch(/^2 dead letters redriven\n`loop replay show mended --outcomes`/);
    await settle(async () =>
      expect((await loop('replay', 'show', 'mended', '--outcomes')).out.match(/processed/g)).toHaveLength(2),
    );
  });

  test('are not acted on without saying which', async () => {
    const nothing = await loop('dead-letters', 'redrive', '--reason', 'why not');
    expect([nothing.exitCode, nothing.err]).toEqual([
      2,
      expect.stringContaining('by ids, or in one service by a filter'),
    ]);
    const all = await loop('dead-letters', 'discard', '--service', 'enrichment', '--expect', '0', ...WHY);
    expect([all.exitCode, all.err]).toEqual([1, expect.stringContaining('Say which: all 0 open dead letters')]);
  });
});

/** Publishes an event whose next failure is its last. */
async function lastChance(): Promise<string> {
  const id = randomUUID();
  await system.sql('INSERT INTO enrichment.attempts (event_id, failed) VALUES ($1, 4)', [id]);
  const data = { ...samplePayload(opportunityFound), opportunityId: randomUUID() };
  return system.publish(opportunityFound, data, TENANT, { id });
}
