import { opsEffectsList, opsEffectsResolve } from '@loop/contracts';
import { CommandError, EXIT } from '../command-error.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { ask, askEach, granted, type Session, servicesNamed } from '../session.ts';
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

interface ResolveOptions extends ActingOptions {
  readonly service: string;
  readonly outcome: string;
  readonly result: string;
  readonly json?: true;
}

async function resolve(session: Session, effectId: string, options: ResolveOptions): Promise<number> {
  const { actor, outcome, reason } = options;
  const [service] = servicesNamed(options.service);
  if (service === undefined || (outcome !== 'done' && outcome !== 'refused')) {
    const remedy = 'Give --outcome done (it happened) or --outcome refused (it did not, and shall not)';
    throw new CommandError(`"${outcome}" is no outcome`, { remedy, exitCode: EXIT.usage });
  }
  const input = { actor, reason, effectId, outcome, result: parseResult(options.result) } as const;
  const answer = granted(await ask(session, opsEffectsResolve, service, input), 'See `loop effects --state unknown`');
  session.terminal.out(`${options.json ? JSON.stringify(answer) : `Effect ${effectId} ended as ${outcome}`}\n`);
  return EXIT.done;
}

function parseResult(text: string): Record<string, string> {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch (error) {
    const remedy = `Give what the provider named it, such as --result '{"providerMessageId":"…"}'`;
    throw new CommandError('--result is no JSON', { remedy, exitCode: EXIT.usage, cause: error });
  }
}

/** `loop effects list|resolve`: outward acts, what became of them, and the end of those nobody else can find out. */
export function addEffects(program: Program): void {
  const parent = program.root.command('effects').description('outward acts and what became of them');
  acting(newCommand(parent, 'resolve <id>', 'end an unknown effect by what you found out at the provider'))
    .requiredOption('--service <name>', 'the service that has it')
    .requiredOption('--outcome <outcome>', 'done, or refused')
    .option('--result <json>', 'what the provider gave it, where what follows needs it', '{}')
    .action(async (id: string, options: ResolveOptions) => runIn(program, (session) => resolve(session, id, options)));
  newCommand(parent, 'list', 'outward acts, newest first')
    .option('--service <name>', 'only of this service')
    .option('--state <state>', 'only in this state: ready, done, refused, unknown, …')
    .option('--provider <name>', 'only at this provider')
    .option('--tenant <id>', 'only of this tenant')
    .option('--limit <n>', 'at most this many of each service', '100')
    .action(async (options: EffectsOptions) => runIn(program, (session) => list(session, options)));
}
