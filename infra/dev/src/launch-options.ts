import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORY_ROOT } from './system/service-modules.ts';

/** What the command line says. */
export interface LaunchOptions {
  /** Stop when the loop is through; exit 0 only if a contract was completed. */
  readonly once: boolean;
  readonly stateDir: string;
  /** How many processes of each service share the work. */
  readonly instances: number;
  readonly isHelpWanted: boolean;
}

/** How the launcher is called. */
export const USAGE = `pnpm start [--once] [--state-dir DIR] [--instances K]

Starts everything on this machine, runs a discovery, plays one client through the sandbox, and stays up.

  --once            stop when a contract is completed; exit 0 only then
  --state-dir DIR   keep everything in DIR instead of .loop/
  --instances K     start K processes of each service, which share the work
  --help            show this
`;

/** More would want more connections than the embedded database has. */
const MAX_INSTANCES = 4;

/** Reads the command line. Throws, naming it, on an option that is none or has no sensible value. */
export function readLaunchOptions(args: readonly string[]): LaunchOptions {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      once: { type: 'boolean', default: false },
      'state-dir': { type: 'string', default: join(REPOSITORY_ROOT, '.loop') },
      instances: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  const instances = Number(values.instances);
  if (!Number.isInteger(instances) || instances < 1 || instances > MAX_INSTANCES) {
    throw new Error(`--instances takes a number from 1 to ${MAX_INSTANCES}`);
  }
  return { once: values.once, stateDir: values['state-dir'], instances, isHelpWanted: values.help };
}
