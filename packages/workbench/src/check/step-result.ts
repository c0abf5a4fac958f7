/** What became of one step of `pnpm check`. */
export interface StepResult {
  readonly name: string;
  readonly outcome: 'passed' | 'unchanged' | 'failed' | 'not run';
  readonly seconds: number;
  /** What a failed step said. */
  readonly log: string;
}

interface SummarizedTask {
  readonly task: string;
  readonly cache: { readonly status: string };
  readonly execution?: { readonly startTime: number; readonly endTime: number; readonly exitCode: number | null };
}

/** What turbo leaves of one run (https://turborepo.dev/docs/reference/run). */
export interface TurboReport {
  /** What `--json --output-logs=errors-only` printed: one object a line. */
  readonly output: string;
  /** The file that `--summarize` wrote. */
  readonly summary: string;
}

/** Reads steps in the order asked for. `unchanged`: nothing a step reads has changed since it passed. */
export function readSteps({ output, summary }: TurboReport, names: readonly string[]): StepResult[] {
  const { tasks } = JSON.parse(summary) as { tasks: readonly SummarizedTask[] };
  const lines = readTurboOutput(output);
  return names.map((name) => {
    const task = tasks.find((each) => each.task === `check:${name}`);
    const said = lines.filter(({ source }) => source === `//#check:${name}`).map(({ text }) => text);
    return { name, outcome: outcomeOf(task), seconds: secondsOf(task), log: withoutPreamble(said) };
  });
}

/** The lines turbo printed, its own (source `turbo`) and those of the tasks; anything else it printed is left out. */
export function readTurboOutput(output: string): readonly { readonly source: string; readonly text: string }[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { source: string; text: string });
}

/** Drops the lines in which turbo and pnpm repeat the command and its end. */
function withoutPreamble(lines: readonly string[]): string {
  return lines.filter((line) => !/^> |^cache miss|ELIFECYCLE/.test(line)).join('\n');
}

function outcomeOf(task: SummarizedTask | undefined): StepResult['outcome'] {
  if (task?.cache.status === 'HIT') return 'unchanged';
  if (task?.execution === undefined) return 'not run';
  return task.execution.exitCode === 0 ? 'passed' : 'failed';
}

function secondsOf(task: SummarizedTask | undefined): number {
  return task?.execution === undefined ? 0 : (task.execution.endTime - task.execution.startTime) / 1000;
}
