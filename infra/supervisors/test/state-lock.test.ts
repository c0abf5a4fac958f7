import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { lockStateDir } from '@loop/supervisors';
import { removeScratch, scratchDir } from './scratch.ts';

let stateDir: string;

beforeEach(() => {
  stateDir = scratchDir();
});

afterEach(() => removeScratch(stateDir));

/** Another process that holds the lock of `stateDir`. */
async function holdLock() {
  const program = `import { lockStateDir } from ${JSON.stringify(import.meta.resolve('@loop/supervisors'))};
    console.log((await lockStateDir(${JSON.stringify(stateDir)})).outcome); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = (await once(holder.stdout, 'data')) as [Buffer];
  expect(printed.toString().trim()).toBe('acquired');
  return holder;
}

test('a second start is told which process runs and how to end it', async () => {
  const holder = await holdLock();
  const second = await lockStateDir(stateDir);
  expect(second).toMatchObject({ outcome: 'held', pid: holder.pid });
  expect(second.outcome === 'held' && second.message).toContain(`Stop it with "kill ${holder.pid}"`);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
});

test('the lock of a killed process is free at once', async () => {
  const holder = await holdLock();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const lock = await lockStateDir(stateDir);
  expect(lock.outcome).toBe('acquired');
  if (lock.outcome === 'acquired') await lock.release();
});

test('a released lock can be taken again, and different directories do not disturb each other', async () => {
  const first = await lockStateDir(stateDir);
  const elsewhere = await lockStateDir(`${stateDir}/elsewhere`);
  expect(elsewhere.outcome).toBe('acquired');
  if (first.outcome === 'acquired') await first.release();
  const again = await lockStateDir(stateDir);
  expect(again.outcome).toBe('acquired');
  if (again.outcome === 'acquired') await again.release();
  if (elsewhere.outcome === 'acquired') await elsewhere.release();
});
