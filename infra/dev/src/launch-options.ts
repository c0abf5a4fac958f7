import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { REPOSITORY_ROOT } from './system/service-modules.ts';

/** What the command line says. */
export interface LaunchOptions {
  /** Stop when the loop is through; exit 0 only if a contract was completed. */
  readonly once: boolean;
  readonly stateDir: string;
  readonly isHelpWanted: boolean;
}

/** How the launcher is called. */
export const USAGE = `pnpm start [--once] [--state-dir DIR]

Starts everything on this machine, runs a discovery, plays one client through the sandbox, and stays up.

  --once            stop when a contract is completed; exit 0 only then
  --state-dir DIR   keep everything in DIR instead of .loop/
  --help            show this
`;

/** Reads the command line. Throws, naming it, on an option that is none. */
export function readLaunchOptions(args: readonly string[]): LaunchOptions {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      once: { type: 'boolean', default: false },
      'state-dir': { type: 'string', default: join(REPOSITORY_ROOT, '.loop') },
      help: { type: 'boolean', default: false },
    },
  });
  return { once: values.once, stateDir: values['state-dir'], isHelpWanted: values.help };
}
