import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';

/** Runs the command as `bench.sh` does, once all is built. */
async function bench(...args: readonly string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../dist/bench.js'), ...args]);
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [code, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

test('prints the figures as one JSON array and nothing else, and exits 0 whatever it found', async () => {
  const { code, stdout, stderr } = await bench('runtime', '--only', 'relay', '--quick', '--json');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const figures = JSON.parse(stdout) as Record<string, unknown>[];
  expect(figures).not.toHaveLength(0);
  for (const figure of figures) {
    expect(Object.keys(figure)).toEqual(['name', 'value', 'unit', 'baseline', 'ratio', 'target', 'met']);
    expect(figure['value']).toBeGreaterThan(0);
  }
}, 120_000);

test('a bench that does not exist is refused with the names of those that do', async () => {
  const { code, stdout, stderr } = await bench('no-such-bench', '--json');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/runtime \(relay/);
});
