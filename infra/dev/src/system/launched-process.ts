import type { Environment } from '@loop/runtime';
import { type ChildExit, type RestartPolicy, superviseProcess } from '@loop/supervisors';
import type { ProcessLog } from './process-log.ts';

/** A process of the system, as tests and the launcher handle it. */
export interface LaunchedProcess {
  /** Of the present incarnation. */
  readonly pid: number;
  /** SIGKILL, as a crash would be; it is brought back. */
  kill9(): void;
  /** Asks it to end in order; it is brought back. */
  askToEnd(): void;
  /** Gives its next incarnation, and that one only, further settings. */
  equipNext(settings: Environment): void;
  /** How its earlier incarnations ended, oldest first. */
  readonly exits: readonly ChildExit[];
}

/** How one process is started. */
export interface Launch {
  readonly name: string;
  readonly stateDir: string;
  /** Compiled entry point, run with this very Node. */
  readonly main: string;
  readonly env: Environment;
  readonly restart?: RestartPolicy | undefined;
  readonly log: ProcessLog;
  /** Told each time it ends unasked, with how often that has happened since it was last ready. */
  readonly onCrash: (crashes: number) => void;
}

/** Until a crashed service is tried again: at first at once, then ever slower. */
const RESTART = { minDelayMs: 200, maxDelayMs: 10_000 } as const;

/** Longer than a service drains. */
const STOP_TIMEOUT_MS = 27_000;

/** Half of V8's default for each half of the young generation: a service idles on 20 MB less and is no slower. */
const YOUNG_GENERATION_MB = 8;

/** Starts a process that is brought back when it dies and ends with us, whatever becomes of us. */
export async function launchProcess(launch: Launch): Promise<LaunchedProcess & { readonly stop: () => Promise<void> }> {
  let crashes = 0;
  let further: Environment = {};
  const kept = await superviseProcess({
    name: launch.name,
    stateDir: launch.stateDir,
    command: process.execPath,
    args: ['--enable-source-maps', `--max-semi-space-size=${YOUNG_GENERATION_MB}`, launch.main],
    env: () => {
      const env = { ...launch.env, ...further };
      further = {};
      return env;
    },
    restart: launch.restart ?? RESTART,
    stopTimeoutMs: STOP_TIMEOUT_MS,
    onLine: (line) => launch.log.write(line.slice(launch.name.length + ' | '.length)),
    onEvent: ({ type }) => {
      if (type === 'exited') launch.onCrash(++crashes);
    },
  });
  const equipNext = (settings: Environment): void => {
    further = settings;
  };
  return Object.assign(kept, { equipNext });
}
