import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { planChaos, replayCommand, runChaos } from '@loop/e2e';

/** Another number is another run; the command that repeats one stands in the failure. */
const SEED = 20_261_120;

test('twenty kills lose no event, send no message twice and capture no payment twice', async () => {
  const plan = planChaos(SEED, 20);
  const stateDir = mkdtempSync(join(tmpdir(), 'loop-chaos-'));
  const notices: string[] = [];

  const outcome = await runChaos({
    ...{ plan, stateDir, clients: 3, onNotice: (line) => notices.push(line) },
    env: { PATH: process.env['PATH'], LOOP_LOG_LEVEL: 'warn' },
  }).catch((error: unknown) => {
    throw new Error(`${replayCommand(plan)} (logs in ${stateDir}):\n${notices.join('\n')}`, { cause: error });
  });

  expect({ again: replayCommand(plan), violations: outcome.violations }).toMatchObject({ violations: [] });
  expect(outcome.kills).toBe(20);
  expect(outcome.completedDeals).toBeGreaterThanOrEqual(3);
  expect(outcome.captures).toBeGreaterThanOrEqual(outcome.completedDeals);
  rmSync(stateDir, { recursive: true });
}, 280_000);
