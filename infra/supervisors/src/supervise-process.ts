import { type ChildOptions, spawnGuarded } from './guarded-child.ts';
import { type KeptEvent, type KeptProcess, keepRunning, type RestartPolicy } from './keep-running.ts';

export type SuperviseOptions = Omit<ChildOptions, 'output' | 'stopSignal' | 'env'> & {
  /** The whole environment of each incarnation, asked for when it is started; nothing is inherited. */
  readonly env: () => NodeJS.ProcessEnv;
  /** Stands before each line of output, so that several services can share one terminal. */
  readonly name: string;
  /** Gets each line as `name | text`, the child's own and the supervisor's about it. */
  readonly onLine: (line: string) => void;
  /** Without it the process is not started again when it exits. */
  readonly restart?: RestartPolicy;
  /** Told what befell the process, besides the line about it. */
  readonly onEvent?: (event: KeptEvent) => void;
};

/**
 * Starts a service and looks after it. `stop()` sends SIGTERM, waits `stopTimeoutMs` for the drain, then kills.
 *
 * It cannot outlive us, by two independent means: a guard shell notices our death through a closed pipe and stops it
 * (`death-guard.ts`); and should the guard be killed as well, the next start finds it by the mark in its environment
 * and sweeps it (`sweepOrphans`). Rejects when the command cannot be executed at all.
 */
export async function superviseProcess(options: SuperviseOptions): Promise<KeptProcess> {
  const { name, onLine, onEvent, restart, env, ...child } = options;
  const output = { onLine: (line: string) => onLine(`${name} | ${line}`) };
  return await keepRunning(
    () => spawnGuarded({ ...child, env: env(), output }),
    restart,
    (event) => {
      onLine(`${name} | ${describe(event)}`);
      onEvent?.(event);
    },
  );
}

function describe(event: KeptEvent): string {
  switch (event.type) {
    case 'exited': {
      const how = event.exit.signal === null ? `with code ${event.exit.code}` : `on ${event.exit.signal}`;
      return `exited ${how}${event.restarts ? ', starting again' : ''}`;
    }
    case 'restarted':
      return `started again as process ${event.pid}`;
    case 'restart-failed':
      return `could not be started again: ${String(event.error)}`;
  }
}
