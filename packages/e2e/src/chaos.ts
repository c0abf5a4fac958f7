import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { planChaos, replayCommand } from './chaos-plan.ts';
import { runChaos } from './run-chaos.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string' },
    clients: { type: 'string', default: '6' },
  },
});
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const plan = planChaos(seed, Number(values.kills));
const stateDir = mkdtempSync(join(tmpdir(), 'loop-chaos-'));
const onNotice = (line: string): void => console.log(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${line}`);

console.log(replayCommand(plan));
try {
  const outcome = await runChaos({ plan, stateDir, env: process.env, clients: Number(values.clients), onNotice });
  console.log(JSON.stringify(outcome, undefined, 2));
  process.exitCode = outcome.violations.length === 0 ? 0 : 1;
  if (process.exitCode === 0) rmSync(stateDir, { recursive: true });
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
if (process.exitCode !== 0) console.log(`State and logs: ${stateDir}\nAgain: ${replayCommand(plan)}`);
