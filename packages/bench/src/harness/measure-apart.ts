import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.ts';

/**
 * Measures one part in a process of its own, which has seen no other part's code or garbage. What it prints goes to our
 * standard error. Rejects when it ends without figures.
 */
export function measureApart(bench: string, part: string, isQuick: boolean): Promise<readonly Figure[]> {
  const child = fork(join(import.meta.dirname, 'measure-part.js'), [bench, part, isQuick ? 'quick' : 'full'], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 2, 'inherit', 'ipc'],
    // Without it the testkit would put the broker's store into memory.
    env: { ...process.env, TMPDIR: process.env['TMPDIR'] ?? tmpdir() },
  });
  return new Promise((resolve, reject) => {
    let figures: readonly Figure[] | undefined;
    child.on('message', (message) => {
      figures = message as readonly Figure[];
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0 && figures !== undefined) resolve(figures);
      else reject(new Error(`${bench} ${part} could not be measured: it ended with ${signal ?? code}`));
    });
  });
}
