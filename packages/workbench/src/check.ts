import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isGreen, renderTable } from './check/result-table.ts';
import { readSteps, readTurboOutput, type StepResult } from './check/step-result.ts';
import { repositoryRoot } from './repository-root.ts';

const names = ['format', 'lint', 'types', 'imports', 'tidy', 'golden', 'unit'];

const startedMs = performance.now();
const steps = runSteps();
const totalSeconds = (performance.now() - startedMs) / 1000;

for (const { name, log } of steps.filter(({ outcome }) => outcome === 'failed')) {
  console.log(`\n── ${name} ──\n${log}`);
}
console.log(`\n${renderTable(steps, totalSeconds)}`);
process.exitCode = isGreen(steps) ? 0 : 1;

/** Runs every step through turbo, side by side, whatever fails; ends the process when turbo itself cannot run. */
function runSteps(): StepResult[] {
  const tasks = names.map((name) => `check:${name}`);
  const flags = ['--continue=always', '--output-logs=errors-only', '--summarize', '--json'];
  const { stdout, stderr } = spawnSync(join(repositoryRoot, 'node_modules/.bin/turbo'), ['run', ...tasks, ...flags], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  });
  const own = readTurboOutput(stdout).filter(({ source }) => source === 'turbo');
  const summaryFile = own.map(({ text }) => /^Summary:\s+(.*)$/.exec(text.trim())?.[1]).find(Boolean);
  if (summaryFile === undefined) {
    console.error(
      `${own.map(({ text }) => text).join('\n')}\n${stderr}\nturbo needs pnpm: start this as \`pnpm check\``,
    );
    process.exit(1);
  }
  const summary = readFileSync(summaryFile, 'utf8');
  rmSync(summaryFile);
  return readSteps({ output: stdout, summary }, names);
}
