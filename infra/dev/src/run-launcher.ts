import { readLaunchOptions, USAGE } from './launch-options.ts';
import { providerLines } from './provider-states.ts';
import { type RunClock, runLoopOnce } from './run-loop-once.ts';
import { type RunningSystem, startSystem } from './system/start-system.ts';
import type { Console } from './terminal/console.ts';

/** What the launcher is run with: everything it may touch of its process. */
export interface LauncherProcess {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly console: Console;
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** `performance.now()` at the start of the process is 0. */
  readonly startedMs: number;
}

/**
 * Starts everything, lets the loop turn once, and stays up until `signal` aborts or, with `--once`, stops at once.
 * Resolves to the exit code. Rejects, with everything stopped, when the start fails.
 */
export async function runLauncher({ args, env, console, signal, startedMs }: LauncherProcess): Promise<number> {
  const options = readLaunchOptions(args);
  if (options.isHelpWanted) {
    console.say(USAGE.trimEnd());
    return 0;
  }
  console.say(`Starting in ${options.stateDir}`);
  const system = await startSystem({
    stateDir: options.stateDir,
    env,
    instances: options.instances,
    onNotice: (line) => console.say(`  ${line}`),
  });
  try {
    const clock: RunClock = { startedMs, readyMs: performance.now() };
    const seconds = ((clock.readyMs - startedMs) / 1000).toFixed(1);
    console.say(`Ready after ${seconds} s, in ${system.mode} mode`);
    for (const line of await providerLines(system)) console.say(line);
    if (signal.aborted) return 1;
    const aborted = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
    const report = await Promise.race([runLoopOnce(system, console, clock), aborted]);
    if (report !== undefined) console.say(farewell(system, report.urls.clientRoom, report.correlationId));
    if (options.once) return report?.completedContractId == null ? 1 : 0;
    console.say('Running. Ctrl-C stops everything.');
    await aborted;
    return 0;
  } finally {
    console.settle();
    console.say('Stopping');
    await system.stop();
  }
}

function farewell(system: RunningSystem, clientRoom: string | null, correlationId: string | null): string {
  const lines = [
    `Portal:  ${clientRoom ?? system.portalUrl}`,
    ...(system.sandbox === undefined ? [] : [`Mailbox: ${system.sandbox.mailboxUrl}`]),
    ...(correlationId === null ? [] : [`Trace:   pnpm loop trace ${correlationId}`]),
  ];
  return `\n${lines.join('\n')}\n`;
}
