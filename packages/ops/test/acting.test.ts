import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { opportunityFound, opsDiscover, SERVICES } from '@loop/contracts';
import { on, respond } from '@loop/runtime';
import { samplePayload, settle, TestSystem } from '@loop/testkit';
import { operatorEnv, type Ran, runLoopIn, takingAll } from './run-loop-in.ts';

const TENANT = '00000000-0000-4000-8000-000000000001';
const folder = mkdtempSync(join(tmpdir(), 'loop-ops-'));
let system: TestSystem;
let env: Record<string, string>;
const handling: () => void = () => undefined;
const imported: { source: string; lines: string[] | null; reason: string; budget?: object | undefined }[] = [];
const unpaid = {
  ended: 'exhausted' as const,
  droppedBy: [],
  cost: { requests: 0, amountMicros: 0, currency: 'USD' },
  isIncomplete: false,
  failures: [],
  quota: null,
};
const loop = (...args: string[]): Promise<Ran> => runLoopIn(env, args, { folder });

beforeAll(async () => {
  system = await TestSystem.open();
  env = operatorEnv(system);
  await system.start(takingAll('enrichment', { handlers: [on(opportunityFound, async () => handling())] }));
  const answer = respond(opsDiscover.request('discovery'), async ({ input }) => {
    imported.push(input);
    const seen = input.lines?.length ?? 0;
    const counts = { seen, found: seen, dropped: 0, broken: 0 };
    const answered = { runId: randomUUID(), completedAt: new Date().toISOString(), counts };
    return { ok: { ...answered, understood: null, sources: [{ ...unpaid, source: input.source, counts }] } };
  });
  await system.start(takingAll('discovery', { responders: [answer] }));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await system.close();
});

const publish = () =>
  system.publish(opportunityFound, { ...samplePayload(opportunityFound), opportunityId: randomUUID() }, TENANT);
const handled = (id: string) => system.sql('SELECT 1 FROM enrichment.inbox WHERE event_id = $1', [id]);
const audits = (what: string) =>
  system.sql<{ actor: string; reason: string }>('SELECT actor, reason FROM enrichment.audit WHERE action = $1', [what]);

describe('dead letters', () => {
  async function deadLetter(): Promise<string> {
    const id = randomUUID();
    const broken = { ...samplePayload(opportunityFound), opportunityId: 'not an id' };
    await system.publish(opportunityFound, broken, TENANT, { id });
    return settle(async () => {
      const listed = await loop('dead-letters', 'list', '--service', 'enrichment', '--json');
      const letters = JSON.parse(listed.out) as { eventId: string; deadLetterId: string }[];
      const letter = letters.find(({ eventId }) => eventId === id);
      if (letter === undefined) throw new Error('not dead yet');
      return letter.deadLetterId;
    });
  }

  test('are listed over all services, naming those that are away, and shown with their payload', async () => {
    const id = await deadLetter();
    const listed = await loop('dead-letters', 'list');
    expect(listed.out).toMatch(new RegExp(`^${id}  enrichment  opportunity.found  invalid`, 'm'));
    expect([listed.exitCode, listed.err]).toEqual([3, expect.stringContaining('payments does not answer')]);
    const shown = await loop('dead-letters', 'show', id);
    expect(JSON.parse(shown.out)).toMatchObject({ service: 'enrichment', body: expect.stringContaining('not an id') });
  });

  test('are discarded with actor and reason, once', async () => {
    const id = await deadLetter();
    const discard = ['dead-letters', 'discard', id, '--service', 'enrichment', '--actor', 'Iris', '--reason', 'no use'];
    const first = await loop(...discard);
    expect([first.exitCode, first.out]).toEqual([0, '1 of 1 dead letters discarded\n']);
    expect(await audits('discard dead letters')).toContainEqual({ actor: 'Iris', reason: 'no use' });
    expect((await loop(...discard)).exitCode).toBe(1);
  });

  test('are not redriven without a reason', async () => {
    const { exitCode, err } = await loop('dead-letters', 'redrive', randomUUID());
    expect([exitCode, err]).toEqual([2, expect.stringContaining('--reason')]);
  });

  test('one that no service has is refused', async () => {
    expect((await loop('dead-letters', 'show', randomUUID())).exitCode).toBe(1);
  });
});

describe('replay', () => {
  /** An event that the inbox has forgotten, as after a restored backup. */
  async function forgotten(): Promise<string> {
    const id = await publish();
    await settle(async () => expect(await handled(id)).toHaveLength(1));
    await system.sql('DELETE FROM enrichment.inbox WHERE event_id = $1', [id]);
    return id;
  }

  test('is a dry run by itself: it counts what is missing and changes nothing', async () => {
    const id = await forgotten();
    const { exitCode, out, err } = await loop('replay', '--service', 'enrichment', '--subject', 'opportunity.found');
    expect(out).toMatch(/^dry-run of opportunity.found to enrichment: completed, (\d+) of \1 events read\n/);
    expect(out).toMatch(/, 1 missing and would be handled, /);
    expect(out).toMatch(/--mode repair/);
    expect(err).toMatch(/\[#+\] \d+\/\d+ completed/);
    expect(exitCode).toBe(1);
    expect(await handled(id)).toHaveLength(0);
    const repair = [
      'replay',
      '--service',
      'enrichment',
      '--subject',
      'opportunity.found',
      '--mode',
      'repair',
      '--json',
    ];
    const repaired = await loop(...repair, '--reason', 'backup restored', '--actor', 'Iris');
    expect(JSON.parse(repaired.out)).toMatchObject({ state: 'completed', handled: 1 });
    expect(await handled(id)).toHaveLength(1);
    expect(await audits('replay')).toContainEqual({ actor: 'Iris', reason: 'backup restored' });
  });

  test('reads only what was stored since then', async () => {
    const since = new Date().toISOString();
    await publish();
    const args = ['replay', '--service', 'enrichment', '--subject', 'opportunity.found', '--since', since, '--json'];
    expect(JSON.parse((await loop(...args)).out)).toMatchObject({ total: 1, read: 1 });
  });

  test('leaves its slot free', async () => {
    for (let run = 0; run < 5; run++) {
      const args = ['replay', '--service', 'enrichment', '--subject', 'opportunity.found', '--since', '0s', '--json'];
      expect(JSON.parse((await loop(...args)).out)).toMatchObject({ state: 'completed' });
    }
  });

  test.each([
    [['--subject', 'contract.presented'], 'enrichment consumes no contract.presented'],
    [['--subject', 'opportunity.found', '--mode', 'again'], 'Choose dry-run, repair, reprocess, rebuild'],
    [['--subject', 'opportunity.found', '--mode', 'reprocess', '--reason', 'a bug'], 'Give --ids'],
    [['--subject', 'opportunity.found', '--mode', 'repair'], 'Say why with --reason'],
    [['--subject', 'opportunity.found', '--rate', '0'], 'events a second'],
    [['--subject', 'opportunity.found', '--since', 'yesterday'], 'how long ago'],
  ])('%j is wrongly called', async (args, message) => {
    const { exitCode, err } = await loop('replay', '--service', 'enrichment', ...args);
    expect([exitCode, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('pause and resume', () => {
  test('stop and free the effects of a provider, telling what changed', async () => {
    const args = ['--service', 'enrichment', '--provider', 'stripe', '--reason', 'odd charges'];
    expect((await loop('pause', ...args)).out).toMatch(/^enrichment +paused$/m);
    expect((await loop('pause', ...args)).out).toMatch(/^enrichment +paused +unchanged$/m);
    expect((await loop('status')).out).toMatch(/^enrichment: .* paused by /m);
    expect((await loop('resume', ...args)).out).toMatch(/^enrichment +running$/m);
  });

  test('of all services fail while one is away', async () => {
    expect((await loop('pause', '--reason', 'odd charges')).exitCode).toBe(3);
    await loop('resume', '--reason', 'all is well');
  });
});

describe('discover', () => {
  test('imports a file in requests the service can take', async () => {
    const file = join(folder, 'posts.jsonl');
    const lines = Array.from({ length: 501 }, (_, index) =>
      JSON.stringify({ platform: 'file', id: index, text: 'a post' }),
    );
    writeFileSync(file, `${lines.join('\n')}\n\n{"platform":\n`);
    const { err, exitCode, out } = await loop('discover', '--import', file);
    expect([exitCode, out]).toEqual([0, '502 posts seen: 501 found, 0 dropped, 1 broken\n']);
    expect(err).toContain(`${file}:503: is no JSON\n`);
    expect(imported.map((one) => one.lines?.length)).toEqual([500, 1]);
    expect(imported[0]).toMatchObject({ source: 'import', reason: 'asked for at the command line' });
  });

  test('a dry run of a file says what could be taken up, and sends nothing', async () => {
    const file = join(folder, 'dry.jsonl');
    writeFileSync(file, '{"platform":"file","id":1,"text":"a post"}\n{"platform":\n');
    const before = imported.length;
    const { exitCode, out } = await loop('discover', '--import', file, '--dry-run');
    expect([exitCode, out]).toEqual([0, '1 posts could be taken up, 1 not; nothing was sent\n']);
    expect(imported).toHaveLength(before);
  });

  test('says of each source what it came to and what it cost', async () => {
    const { out } = await loop('discover', '--source', 'x', '--max-usd', '0.50');
    expect(out).toMatch(/^source +seen +found +dropped +broken +requests +cost +quota +ended$/m);
    expect(out).toMatch(/^x +0 +0 +0 +0 +0 +\$0\.000 +– +exhausted$/m);
    expect(imported.at(-1)).toMatchObject({ source: 'x', budget: { amountMicros: 500_000, requests: null } });
    expect((await loop('discover', '--max-usd', 'much')).exitCode).toBe(2);
  });

  test('a file that is not there is wrongly called', async () => {
    expect((await loop('discover', '--import', join(folder, 'none'))).exitCode).toBe(2);
  });
});

describe('provision', () => {
  test('a second run finds everything in place', async () => {
    const { password } = new URL(system.configOf('discovery').LOOP_DATABASE_APP_URL);
    const databasePasswords = Object.fromEntries(SERVICES.map((name) => [name, { app: password, runtime: password }]));
    mkdirSync(join(folder, '.loop'));
    const connection = { natsUrl: env['LOOP_NATS_URL'], databaseUrl: env['LOOP_DATABASE_URL'], databasePasswords };
    writeFileSync(join(folder, '.loop/connection.json'), JSON.stringify(connection));
    const { exitCode, out } = await loop('provision', '--json');
    expect([exitCode, JSON.parse(out)]).toEqual([0, { applied: [] }]);
  });
});
