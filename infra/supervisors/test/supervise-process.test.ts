import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type KeptProcess, startNats, startPostgres, superviseProcess, sweepOrphans } from '@loop/supervisors';
import { alive, eventually, processesWith, removeScratch, scratchDir } from './scratch.ts';

let stateDir: string;
let lines: string[];
const running: KeptProcess[] = [];

beforeEach(() => {
  stateDir = scratchDir();
  lines = [];
});

afterEach(async () => {
  for (const kept of running.splice(0)) await kept.stop();
  removeScratch(stateDir);
});

async function supervise(
  program: string,
  options: Partial<Parameters<typeof superviseProcess>[0]> = {},
): Promise<KeptProcess> {
  const kept = await superviseProcess({
    name: 'service',
    stateDir,
    command: process.execPath,
    args: ['-e', program],
    env: () => ({}),
    stopTimeoutMs: 5_000,
    onLine: (line) => lines.push(line),
    ...options,
  });
  running.push(kept);
  return kept;
}

type HeldServers = {
  readonly holder: number;
  readonly postgres: number;
  readonly nats: number;
  readonly service: number;
};

/** Another process that supervises one of each below `stateDir`. */
async function holdServers(): Promise<HeldServers> {
  for (const dir of ['postgres', 'nats', 'service']) mkdirSync(join(stateDir, dir), { recursive: true });
  const holder = spawn(process.execPath, [fileURLToPath(new URL('./hold-servers.js', import.meta.url)), stateDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: holder.stdout }), 'line')) as [string];
  return { holder: holder.pid ?? 0, ...(JSON.parse(line) as Omit<HeldServers, 'holder'>) };
}

test('puts the name of the service before each line of its output', async () => {
  const kept = await supervise('console.log("ready"); console.error("careful")');
  await kept.ended;
  await eventually('both lines arrived', () => lines.length === 3);
  expect(lines).toContain('service | ready');
  expect(lines).toContain('service | careful');
  expect(lines).toContain('service | exited with code 0');
});

test('starts a crashed service again, more slowly each time', async () => {
  const startedAt = performance.now();
  await supervise('process.exit(3)', { restart: { minDelayMs: 50, maxDelayMs: 60_000 } });
  await eventually('it was started a third time', () => lines.filter((line) => line.includes('again as')).length >= 2);
  expect(performance.now() - startedAt).toBeGreaterThan(150);
});

test('lets a service finish its work when stopped, and does not start it again', async () => {
  const kept = await supervise(
    'process.on("SIGTERM", () => setTimeout(() => { console.log("drained"); process.exit(0); }, 100)); console.log("up"); setInterval(() => {}, 1000)',
    { restart: { minDelayMs: 10, maxDelayMs: 100 } },
  );
  await eventually('it is up', () => lines.includes('service | up'));
  await kept.stop();
  await eventually('its last line arrived', () => lines.includes('service | drained'));
  expect(alive(kept.pid)).toBe(false);
});

test('kills a service that will not end, with every process it started', async () => {
  const kept = await supervise(
    'process.on("SIGTERM", () => {}); const c = require("child_process").spawn("sleep", ["1000"]); console.log(c.pid); setInterval(() => {}, 1000)',
    { stopTimeoutMs: 200 },
  );
  await eventually('its child runs', () => lines.length === 1);
  const grandchild = Number(lines[0]?.split(' | ')[1]);
  await kept.stop();
  expect(alive(kept.pid)).toBe(false);
  await eventually('its child is gone', () => !alive(grandchild));
});

test('a command that does not exist is the caller’s failure', async () => {
  await expect(supervise('', { command: '/nonexistent/program' })).rejects.toThrow('ENOENT');
});

test('database, broker and service end with a supervisor that was killed', async () => {
  const held = await holdServers();
  process.kill(held.holder, 'SIGKILL');
  await eventually('all three are gone', () => ![held.postgres, held.nats, held.service].some(alive));
});

test('what outlived a killed supervisor and its guards is found and stopped at the next start', async () => {
  const held = await holdServers();
  const pids = [held.postgres, held.nats, held.service];
  for (const pid of pids) {
    for (const guard of processesWith('death-guard', ` ${pid} `)) process.kill(guard, 'SIGKILL');
  }
  process.kill(held.holder, 'SIGKILL');
  await eventually('the supervisor is gone', () => !alive(held.holder));
  expect(pids.every(alive)).toBe(true);

  const postgres = await startPostgres({ stateDir: join(stateDir, 'postgres') });
  const nats = await startNats({ stateDir: join(stateDir, 'nats'), configText: '' });
  expect(await sweepOrphans(join(stateDir, 'service'))).toEqual([held.service]);
  expect(pids.some(alive)).toBe(false);
  await postgres.stop();
  await nats.stop();
});
