import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { opsDeliver } from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { CommandError, EXIT } from '../command-error.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { ask, granted } from '../session.ts';

interface DeliverOptions extends ActingOptions {
  readonly contract: string;
  readonly milestone: string;
  readonly title: string;
  readonly file: readonly string[];
  readonly tenant: string;
  readonly json?: true;
}

interface Artifact {
  readonly name: string;
  readonly url: null;
  readonly sha256: string;
}

function artifactOf(path: string): Artifact {
  try {
    return { name: basename(path), url: null, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
  } catch (error) {
    throw new CommandError(`${path} cannot be read`, {
      remedy: 'Name files that exist',
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}

/** `loop deliver`: submits files as the delivery of a funded milestone; the client is asked to approve it. */
export function addDeliver(program: Program): void {
  acting(newCommand(program.root, 'deliver', 'submit files as the delivery of a funded milestone'))
    .requiredOption('--contract <id>', 'the contract')
    .requiredOption('--milestone <id>', 'its milestone')
    .requiredOption('--title <text>', 'what is delivered')
    .requiredOption('--file <path...>', 'the files; name and SHA-256 are recorded')
    .option('--tenant <id>', 'whose', DEFAULT_TENANT_ID)
    .action(async ({ json, file, contract, milestone, title, tenant, actor, reason }: DeliverOptions) =>
      runIn(program, async (session) => {
        const answer = await ask(session, opsDeliver, 'client-portal', {
          tenantId: tenant,
          contractId: contract,
          milestoneId: milestone,
          title,
          artifacts: file.map(artifactOf),
          actor,
          reason,
        });
        const delivery = granted(answer, 'See what happened to the contract with `loop trace <contract>`');
        const text = `delivery ${delivery.deliveryId}, version ${delivery.version}`;
        session.terminal.out(`${json ? JSON.stringify(delivery) : text}\n`);
        return EXIT.done;
      }),
    );
}
