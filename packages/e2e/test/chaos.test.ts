import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { planChaos, type RunArguments, replayCommand, runChaos } from '@loop/e2e';

/** Another number is another run; the command that repeats one stands in the failure. */
const SEED = 20_261_120;
const KILLS = 20;

test('twenty kills lose no event, send no message twice and capture no payment twice', async () => {
  const plan = planChaos({ seed: SEED, kills: KILLS, instances: 1 });
  const how: RunArguments = { clients: 3, outageScale: 0.1 };
  const again = replayCommand(plan, how);
  const folder = mkdtempSync(join(tmpdir(), 'loop-chaos-'));
  const stateDir = join(folder, '.loop');
  mkdirSync(stateDir);
  const notices: string[] = [];
  const env = { PATH: process.env['PATH'], LOOP_LOG_LEVEL: 'warn' };

  const outcome = await runChaos({ plan, stateDir, ...how, env, onNotice: (line) => notices.push(line) }).catch(
    (error: unknown) => {
      throw new Error(`${again} (logs in ${stateDir}):\n${notices.join('\n')}`, { cause: error });
    },
  );

  expect({ again, stateDir, violations: outcome.violations }).toMatchObject({ violations: [] });
  expect(outcome.kills).toBe(KILLS);
  expect(outcome.interrupting).toBeGreaterThanOrEqual(KILLS / 2);
  expect(Object.values(outcome.disasters).reduce((sum, count) => sum + count, 0)).toBe(4);
  expect(outcome.completedDeals).toBeGreaterThanOrEqual(3);
  expect(outcome.captures).toBeGreaterThanOrEqual(outcome.completedDeals);
  rmSync(folder, { recursive: true });
}, 280_000);
