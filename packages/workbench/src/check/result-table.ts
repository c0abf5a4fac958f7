import type { StepResult } from './step-result.ts';

/** The steps as a table of step, seconds and result, with the time of the whole below: steps run side by side. */
export function renderTable(steps: readonly StepResult[], totalSeconds: number): string {
  const rows = steps.map(({ name, seconds, outcome }) => [name, seconds.toFixed(1), outcome] as const);
  const all = [
    ['step', 'seconds', 'result'] as const,
    ...rows,
    ['all', totalSeconds.toFixed(1), verdict(steps)] as const,
  ];
  return all.map(([name, seconds, result]) => `${name.padEnd(10)}${seconds.padStart(8)}  ${result}`).join('\n');
}

/** Whether a commit with these results may be made. */
export function isGreen(steps: readonly StepResult[]): boolean {
  return steps.every(({ outcome }) => outcome === 'passed' || outcome === 'unchanged');
}

function verdict(steps: readonly StepResult[]): string {
  return isGreen(steps) ? 'passed' : 'failed';
}
