import { join } from 'node:path';
import { SERVICES } from '@loop/contracts';
import { armFailpoint, isFailpoint, provisionDatabase } from '@loop/runtime';
import { CommandError, EXIT } from '../command-error.ts';
import { findConnection } from '../connection.ts';
import { newCommand, type Program, runIn } from '../new-command.ts';
import { textTable } from '../text-table.ts';

/** Where the services' folders stand, seen from the compiled command. */
const SERVICES_FOLDER = join(import.meta.dirname, '../../../../services');

interface ProvisionOptions {
  readonly replicas: string;
  readonly json?: true;
}

function replicasOf(text: string): number {
  const replicas = Number(text);
  if ([1, 3, 5].includes(replicas)) return replicas;
  throw new CommandError(`"${text}" is no number of replicas`, { remedy: 'Give 1, 3 or 5', exitCode: EXIT.usage });
}

/** Lets this very process die in the middle, for chaos tests. Throws outside sandbox mode, and on a place that is none. */
function armForChaos(text: string | undefined, mode: string | undefined): void {
  if (!text) return;
  if (mode !== 'sandbox' || !isFailpoint(text)) {
    const problem = isFailpoint(text) ? 'is set for a system that is not known to be a sandbox' : 'is no failpoint';
    throw new CommandError(`LOOP_FAILPOINT ${problem}`, { remedy: 'Unset it', exitCode: EXIT.usage });
  }
  armFailpoint(text);
}

/** `loop provision`: brings database and broker to what the services need. A second run changes nothing. */
export function addProvision(program: Program): void {
  newCommand(program.root, 'provision', 'make schemas, roles, tables, streams and consumers, or bring them up to date')
    .option('--replicas <n>', 'copies of each stream: 1 on one machine, 3 in a cluster', '1')
    .action(async (options: ProvisionOptions) => {
      const replicas = replicasOf(options.replicas);
      const { databaseUrl, databasePasswords, mode } = findConnection(program.terminal);
      armForChaos(program.terminal.env['LOOP_FAILPOINT'], mode);
      await runIn(program, async ({ operator, terminal }) => {
        const services = SERVICES.map((name) => {
          const passwords = databasePasswords[name];
          if (passwords === undefined) {
            const remedy = 'Put databasePasswords.<service>.app and .runtime into .loop/connection.json';
            throw new CommandError(`Nobody says the passwords of the roles of ${name}`, {
              remedy,
              exitCode: EXIT.usage,
            });
          }
          return { name, migrations: join(SERVICES_FOLDER, name, 'src/migrations'), passwords };
        });
        const { applied } = await provisionDatabase(databaseUrl, services);
        await operator.provisionBroker({ replicas });
        const table =
          applied.length === 0 ? 'No migration was missing' : textTable([['APPLIED'], ...applied.map((m) => [m])]);
        terminal.out(
          `${options.json ? JSON.stringify({ applied }) : `${table}\nStreams and consumers are in place`}\n`,
        );
        return EXIT.done;
      });
    });
}
