import { opsDeadLettersList, opsDeadLettersShow, type ServiceName } from '@loop/contracts';
import type { z } from 'zod';
import { CommandError, EXIT } from '../command-error.ts';
import { newCommand, type Program, runIn } from '../new-command.ts';
import { ask, askEach, granted, type Session, servicesNamed } from '../session.ts';
import { textTable } from '../text-table.ts';
import { addDeadLetterActs } from './dead-letter-acts.ts';
import { forEachService } from './each-service.ts';

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

async function list(session: Session, options: ListOptions): Promise<number> {
  const limit = limitOf(options.limit);
  const all: Placed[] = [];
  const away = await forEachService(session, options.service, async (service) => {
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

/** `loop dead-letters list|show|groups|redrive|discard`. */
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
  addDeadLetterActs(program, parent);
}
