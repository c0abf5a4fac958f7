import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { planChaos, planLines, type RunArguments, replayCommand, USUAL_RUN } from './chaos-plan.ts';
import { runChaos } from './run-chaos.ts';

const USAGE = `pnpm chaos [--kills N] [--seed S] [--instances K] [--clients C] [--outage-scale F] [--plan]

  --kills N          how many kills (20)
  --seed S           what follows from chance; without it another plan each time
  --instances K      processes of each service (1)
  --clients C        clients who walk deals meanwhile (6)
  --outage-scale F   part of their full time that outages take (1)
  --plan             print the plan and do nothing
`;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string' },
    instances: { type: 'string', default: '1' },
    clients: { type: 'string', default: String(USUAL_RUN.clients) },
    'outage-scale': { type: 'string', default: String(USUAL_RUN.outageScale) },
    plan: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
const plan = planChaos({ seed, kills: Number(values.kills), instances: Number(values.instances) });
const how: RunArguments = { clients: Number(values.clients), outageScale: Number(values['outage-scale']) };
const command = replayCommand(plan, how);

if (values.help) process.stdout.write(USAGE);
else if (values.plan) process.stdout.write(`${planLines(plan).join('\n')}\n`);
else process.exitCode = await run();

async function run(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'loop-chaos-'));
  const stateDir = join(folder, '.loop');
  mkdirSync(stateDir);
  const onNotice = (line: string): void =>
    console.log(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${line}`);
  console.log(command);
  try {
    const outcome = await runChaos({ plan, stateDir, ...how, env: process.env, onNotice });
    console.log(JSON.stringify(outcome, undefined, 2));
    if (outcome.violations.length === 0) {
      rmSync(folder, { recursive: true });
      return 0;
    }
  } catch (error) {
    console.error(error);
  }
  console.log(`State and logs: ${stateDir}\nAgain: ${command}`);
  return 1;
}
