import {
  opsDeadLettersDiscard,
  opsDeadLettersList,
  opsDeadLettersRedrive,
  opsDeadLettersShow,
  type ServiceName,
} from '@loop/contracts';
import type { z } from 'zod';
import { CommandError, EXIT } from '../command-error.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { ask, askEach, granted, type Session, servicesNamed } from '../session.ts';
import { textTable } from '../text-table.ts';

const PAGE = 500;
const LIST_REMEDY = 'List dead letters with `loop dead-letters list`';

type DeadLetter = z.output<ReturnType<typeof opsDeadLettersList.request>['output']>['items'][number];

interface ListOptions {
  readonly service?: string;
  readonly subject?: string;
  readonly why?: string;
  readonly status?: DeadLetter['status'];
  readonly tenant?: string;
  readonly limit: string;
  readonly json?: true;
}

interface Placed extends DeadLetter {
  readonly service: ServiceName;
}

async function listOf(session: Session, service: ServiceName, options: ListOptions, limit: number): Promise<Placed[]> {
  const items: Placed[] = [];
  let cursor: string | null = null;
  while (items.length < limit) {
    const page: z.output<ReturnType<typeof opsDeadLettersList.request>['output']> = granted(
      await ask(session, opsDeadLettersList, service, {
        tenantId: options.tenant ?? null,
        limit: Math.min(PAGE, limit - items.length),
        cursor,
        subject: options.subject ?? null,
        reason: options.why ?? null,
        status: options.status ?? null,
      }),
      'See the log of the service',
    );
    items.push(...page.items.map((item) => ({ ...item, service })));
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  return items;
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new CommandError(`"${text}" is no limit`, { remedy: 'Give a whole number above 0', exitCode: EXIT.usage });
}

function rowOf(item: Placed): string[] {
  const { deadLetterId, service, subject, reason, attempts, status, failedAt, error } = item;
  return [deadLetterId, service, subject, reason, String(attempts), status, String(failedAt), error.slice(0, 80)];
}

/**
 * Works through the services, the named one or all, one after another. One that does not answer is named and left out, unless it
 * was the one asked for. Resolves to whether any was left out.
 */
async function forEach(
  session: Session,
  named: string | undefined,
  work: (service: ServiceName) => Promise<void>,
): Promise<boolean> {
  let away = false;
  for (const service of servicesNamed(named)) {
    try {
      await work(service);
    } catch (error) {
      const unreachable = error instanceof CommandError && error.exitCode === EXIT.unreachable;
      if (!unreachable || named !== undefined) throw error;
      away = true;
      session.terminal.err(`loop: ${error.message}\n`);
    }
  }
  return away;
}

async function list(session: Session, options: ListOptions): Promise<number> {
  const limit = limitOf(options.limit);
  const all: Placed[] = [];
  const away = await forEach(session, options.service, async (service) => {
    all.push(...(await listOf(session, service, options, limit)));
  });
  const heading = ['ID', 'SERVICE', 'SUBJECT', 'REASON', 'ATTEMPTS', 'STATUS', 'FAILED', 'ERROR'];
  const table = all.length === 0 ? 'No dead letters' : textTable([heading, ...all.map(rowOf)]);
  session.terminal.out(`${options.json ? JSON.stringify(all, null, 2) : table}\n`);
  return away ? EXIT.unreachable : EXIT.done;
}

async function show(session: Session, deadLetterId: string, service: string | undefined): Promise<number> {
  const answers = await askEach(session, opsDeadLettersShow, servicesNamed(service), { deadLetterId });
  const found = answers.find((answer) => 'ok' in answer);
  if (found === undefined)
    throw new CommandError(`No service has the dead letter ${deadLetterId}`, { remedy: LIST_REMEDY });
  session.terminal.out(`${JSON.stringify({ service: found.service, ...('ok' in found ? found.ok : {}) }, null, 2)}\n`);
  return EXIT.done;
}

interface ChosenOptions extends ActingOptions {
  readonly service?: string;
  readonly json?: true;
}

type Verb = 'redriven' | 'discarded';

/** Hands the chosen ids to every service asked; each counts its own. */
async function act(session: Session, verb: Verb, deadLetterIds: string[], options: ChosenOptions): Promise<number> {
  const input = { actor: options.actor, reason: options.reason, deadLetterIds };
  const counts: Partial<Record<ServiceName, number>> = {};
  await forEach(session, options.service, async (service) => {
    counts[service] =
      verb === 'redriven'
        ? granted(await ask(session, opsDeadLettersRedrive, service, input), LIST_REMEDY).redriven
        : granted(await ask(session, opsDeadLettersDiscard, service, input), LIST_REMEDY).discarded;
  });
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const text = `${total} of ${deadLetterIds.length} dead letters ${verb}`;
  session.terminal.out(`${options.json ? JSON.stringify({ [verb]: total, byService: counts }) : text}\n`);
  return total === deadLetterIds.length ? EXIT.done : EXIT.refused;
}

/** `loop dead-letters list|show|redrive|discard`. */
export function addDeadLetters(program: Program): void {
  const parent = program.root.command('dead-letters').description('events that could not be handled');
  newCommand(parent, 'list', 'dead letters, newest first')
    .option('--service <name>', 'only of this service')
    .option('--subject <subject>', 'only of this event')
    .option('--why <reason>', 'only with this reason')
    .option('--status <status>', 'open, redriven or discarded; open when absent')
    .option('--tenant <id>', 'only of this tenant')
    .option('--limit <n>', 'at most this many of each service', '100')
    .action(async (options: ListOptions) => runIn(program, (session) => list(session, options)));
  newCommand(parent, 'show <id>', 'one dead letter with payload and history')
    .option('--service <name>', 'the service that has it')
    .action(async (id: string, { service }: { service?: string }) =>
      runIn(program, (session) => show(session, id, service)),
    );
  const verbs = [
    { name: 'redrive', verb: 'redriven', summary: 'hand dead letters to their handlers again' },
    { name: 'discard', verb: 'discarded', summary: 'close dead letters for good' },
  ] as const;
  for (const { name, verb, summary } of verbs) {
    acting(newCommand(parent, `${name} <ids...>`, summary))
      .option('--service <name>', 'the service that has them')
      .action(async (ids: string[], options: ChosenOptions) =>
        runIn(program, (session) => act(session, verb, ids, options)),
      );
  }
}
