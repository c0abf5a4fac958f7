import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';

const program = fileURLToPath(new URL('./shutdown-process.js', import.meta.url));
let child: ChildProcess | undefined;

afterEach(() => {
  child?.kill('SIGKILL');
});

interface Running {
  readonly child: ChildProcess;
  /** Resolves once the line is logged. */
  sees(line: string): Promise<void>;
  /** Exit code, and all messages in the order they were logged. */
  ends(): Promise<{ readonly exitCode: number | null; readonly log: string[] }>;
}

function run(misbehaves: string): Running {
  const started = spawn(process.execPath, [program, misbehaves], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  child = started;
  let output = '';
  started.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return {
    child: started,
    sees: async (line) => {
      while (!output.includes(line)) await once(started.stdout ?? started, 'data');
    },
    ends: async () => {
      // `close` never comes once the IPC channel is gone.
      const [[exitCode]] = (await Promise.all([once(started, 'exit'), once(started.stdout ?? started, 'close')])) as [
        [number | null],
        unknown,
      ];
      const log = output.split('\n').filter(Boolean);
      return { exitCode, log: log.map((line) => (JSON.parse(line) as { msg: string }).msg) };
    },
  };
}

describe('a process that is told to end', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('stops its parts, the last started first, on %s', async (signal) => {
    const running = run('never');
    await running.sees('running');
    running.child.kill(signal);
    expect(await running.ends()).toEqual({
      exitCode: 0,
      log: ['running', 'shutting down', 'http closed', 'pool closed', 'stopped'],
    });
  });

  test('ends when its launcher is gone', async () => {
    const running = run('never');
    await running.sees('running');
    running.child.disconnect();
    expect((await running.ends()).exitCode).toBe(0);
  });

  test('ends at once on a second signal', async () => {
    const running = run('dawdles');
    await running.sees('running');
    running.child.kill('SIGTERM');
    await running.sees('shutting down');
    running.child.kill('SIGTERM');
    expect((await running.ends()).exitCode).toBe(1);
  });

  test('does not wait longer than its drain time for a part that hangs, and names it', async () => {
    const running = run('hangs');
    await running.sees('running');
    running.child.kill('SIGTERM');
    const { exitCode, log } = await running.ends();
    expect([exitCode, log.at(-1)]).toEqual([1, 'not stopped in time']);
  });

  test('stops the other parts when one fails, and says so with its exit code', async () => {
    const running = run('fails');
    await running.sees('running');
    running.child.kill('SIGTERM');
    const { exitCode, log } = await running.ends();
    expect(exitCode).toBe(1);
    expect(log).toEqual(expect.arrayContaining(['a part did not stop as it should', 'pool closed']));
  });

  test('ends with 1 on an error nobody caught', async () => {
    const { exitCode, log } = await run('throws').ends();
    expect([exitCode, log.at(-1)]).toEqual([1, 'nobody caught this error']);
  });
});
