import { opsEffectsList } from '@loop/contracts';
import { CommandError, EXIT } from '../command-error.ts';
import { newCommand, type Program, runIn } from '../new-command.ts';
import { askEach, type Session, servicesNamed } from '../session.ts';
import { textTable } from '../text-table.ts';

interface EffectsOptions {
  readonly service?: string;
  readonly state?: string;
  readonly provider?: string;
  readonly tenant?: string;
  readonly limit: string;
  readonly json?: true;
}

async function list(session: Session, options: EffectsOptions): Promise<number> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) {
    throw new CommandError(`"${options.limit}" is no limit`, {
      remedy: 'Give a whole number from 1 to 500',
      exitCode: EXIT.usage,
    });
  }
  const answers = await askEach(session, opsEffectsList, servicesNamed(options.service), {
    tenantId: options.tenant ?? null,
    limit,
    cursor: null,
    state: options.state ?? null,
    provider: options.provider ?? null,
  });
  const items = answers.flatMap((answer) =>
    'ok' in answer ? answer.ok.items.map((item) => ({ service: answer.service, ...item })) : [],
  );
  const rows = items.map((item) => [
    item.effectId,
    item.service,
    item.kind,
    item.provider ?? '-',
    item.state,
    String(item.attempts),
    String(item.dueAt),
    item.detail ?? '',
  ]);
  const heading = ['ID', 'SERVICE', 'KIND', 'PROVIDER', 'STATE', 'ATTEMPTS', 'DUE', 'DETAIL'];
  const table = rows.length === 0 ? 'No effects' : textTable([heading, ...rows]);
  session.terminal.out(`${options.json ? JSON.stringify(items, null, 2) : table}\n`);
  for (const answer of answers) {
    if (!('ok' in answer)) session.terminal.err(`${answer.service} did not answer\n`);
  }
  return answers.every((answer) => 'ok' in answer) ? EXIT.done : EXIT.unreachable;
}

/** `loop effects`: outward acts and what became of them. */
export function addEffects(program: Program): void {
  newCommand(program.root, 'effects', 'outward acts and what became of them, newest first')
    .option('--service <name>', 'only of this service')
    .option('--state <state>', 'only in this state: ready, done, refused, unknown, …')
    .option('--provider <name>', 'only at this provider')
    .option('--tenant <id>', 'only of this tenant')
    .option('--limit <n>', 'at most this many of each service', '100')
    .action(async (options: EffectsOptions) => runIn(program, (session) => list(session, options)));
}
