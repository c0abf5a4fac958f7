import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { postLetter } from './post-letter.ts';
import { TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

const program = fileURLToPath(new URL('./effect-process.js', import.meta.url));

let system: TestSystem;
let provider: Server;
let url: string;
let service: TestService;
const posted: string[] = [];
/** Answers a letter when it likes. */
let answered: () => Promise<void>;

beforeAll(async () => {
  system = await TestSystem.open({ migrations: { discovery: TOY_MIGRATIONS } });
  provider = createServer(async (request, response) => {
    posted.push(await text(request));
    await answered();
    response.end();
  });
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
  url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/`;
  // Decides and performs nothing: its letters are the killed process's.
  service = await system.start(toyService('discovery'));
});

afterAll(async () => {
  provider.closeAllConnections();
  provider.close();
  await system.close();
});

beforeEach(async () => {
  posted.length = 0;
  await system.sql('TRUNCATE discovery.effects');
});

const schedule = (letters: readonly string[]): Promise<unknown> =>
  service.edge.decide(TENANT, { cause: randomUUID() }, (decision) =>
    Promise.all(letters.map((letter) => decision.act(postLetter(url), { letter }, { key: letter }))),
  );
const lettersIn = async (state: string): Promise<string[]> =>
  (
    await system.sql<{ letter: string }>(
      `SELECT intent->>'letter' AS letter FROM discovery.effects WHERE state = $1 ORDER BY 1`,
      [state],
    )
  ).map((row) => row.letter);
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `letter ${index}`);

function startProcess(): ChildProcess {
  const settings = JSON.stringify(system.configOf('discovery'));
  return spawn(process.execPath, [program, settings, url], { stdio: 'inherit' });
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** The dead process's leases end now instead of in 25 s. */
const endLeases = () => system.sql(`UPDATE discovery.effects SET lease_until = now() WHERE state = 'claimed'`);

async function finishElsewhere(total: number): Promise<void> {
  const successor = await system.start(toyService('discovery', [], { effects: [postLetter(url)] }));
  await settle(async () => expect((await lettersIn('done')).length + (await lettersIn('unknown')).length).toBe(total), {
    timeoutMs: 30_000,
  });
  await successor.stop();
}

test('a process killed in the middle of its calls leaves exactly those unknown; another does the rest, each once', async () => {
  const letters = numbered(400);
  const never = new Promise<void>(() => undefined);
  answered = () => never;
  await schedule(letters);
  const child = startProcess();
  await settle(() => expect(posted).toHaveLength(128), { timeoutMs: 20_000 });
  await kill(child);
  const underWay = posted.toSorted();
  expect(await lettersIn('claimed')).toEqual(underWay);
  expect(await lettersIn('ready')).toHaveLength(272);
  answered = async () => undefined;
  await endLeases();
  await finishElsewhere(400);
  expect(await lettersIn('unknown')).toEqual(underWay);
  expect(posted.toSorted()).toEqual(letters.toSorted());
}, 60_000);

test('a process killed at full speed has nothing done twice, and leaves unknown no more than it had in hand', async () => {
  const letters = numbered(3_000);
  answered = async () => undefined;
  await schedule(letters);
  const child = startProcess();
  await settle(() => expect(posted.length).toBeGreaterThan(700), { timeoutMs: 20_000 });
  await kill(child);
  await endLeases();
  await finishElsewhere(3_000);
  expect(new Set(posted).size).toBe(posted.length);
  const unknown = await lettersIn('unknown');
  expect(unknown.length).toBeLessThan(700);
  const reached = new Set(posted);
  expect((await lettersIn('done')).filter((letter) => !reached.has(letter))).toEqual([]);
  // Claimed and not called yet: one claim's worth at most.
  expect(unknown.filter((letter) => !reached.has(letter)).length).toBeLessThanOrEqual(128);
}, 60_000);
