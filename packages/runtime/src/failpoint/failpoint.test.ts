import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { armFailpoint, isFailpoint } from './failpoint.ts';

const MODULE = new URL('./failpoint.js', import.meta.url).href;

/** A process that comes to two places three times each, and says so. */
function walk(armed: string): { readonly said: string; readonly signal: string | null } {
  const script = `
    import { writeSync } from 'node:fs';
    import { armFailpoint, failpoint } from ${JSON.stringify(MODULE)};
    if (${JSON.stringify(armed)} !== '') armFailpoint(${JSON.stringify(armed)});
    for (let round = 1; round <= 3; round += 1) {
      writeSync(1, 'a');
      failpoint('outbox.committed');
      writeSync(1, 'b');
      failpoint('outbox.published');
    }`;
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return { said: stdout, signal };
}

test('a process dies where it is told to, at the time it is told, and goes on everywhere else', () => {
  expect(walk('')).toEqual({ said: 'ababab', signal: null });
  expect(walk('inbox.committed:1')).toEqual({ said: 'ababab', signal: null });
  expect(walk('outbox.committed:2')).toEqual({ said: 'aba', signal: 'SIGKILL' });
  expect(walk('outbox.published:2')).toEqual({ said: 'abab', signal: 'SIGKILL' });
});

test('only a place that exists and a number of times is a failpoint', () => {
  expect(isFailpoint('effect.called:12')).toBe(true);
  for (const text of ['effect.called', 'effect.called:0', 'effect.caled:1', 'effect.called:1:1', '']) {
    expect(isFailpoint(text)).toBe(false);
  }
  expect(() => armFailpoint('effect.caled:1')).toThrow('no failpoint');
});
