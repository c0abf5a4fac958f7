import { randomUUID } from 'node:crypto';
import {
  opsDeadLettersCount,
  opsDeadLettersDiscard,
  opsDeadLettersGroups,
  opsDeadLettersRedrive,
  type ServiceName,
} from '@loop/contracts';
import type { Command } from 'commander';
import { CommandError, EXIT } from '../command-error.ts';
import { readMoment } from '../moment.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { ask, granted, type Session } from '../session.ts';
import { textTable } from '../text-table.ts';
import { forEachService } from './each-service.ts';
import { followReplay } from './replay-progress.ts';

const REMEDY = 'See `loop dead-letters groups`';
const SHOWN_ONLY = 'shown only';

interface FilterOptions {
  readonly service?: string;
  readonly subject?: string;
  readonly why?: string;
  readonly group?: string;
  readonly since?: string;
  readonly until?: string;
  readonly tenant?: string;
  readonly json?: true;
}

interface ActOptions extends FilterOptions, ActingOptions {
  readonly expect?: string;
  readonly cap: string;
  readonly rate?: string;
  readonly name?: string;
}

function filterOf(options: FilterOptions, ids: readonly string[]) {
  const now = new Date();
  const moment = (text: string | undefined) => (text === undefined ? null : readMoment(text, now).toISOString());
  return {
    deadLetterIds: ids.length === 0 ? null : [...ids],
    subject: options.subject ?? null,
    reason: options.why ?? null,
    group: options.group ?? null,
    since: moment(options.since),
    until: moment(options.until),
    tenantId: options.tenant ?? null,
  };
}

async function groups(session: Session, options: FilterOptions): Promise<number> {
  const all: Record<string, unknown>[] = [];
  const rows: string[][] = [];
  const away = await forEachService(session, options.service, async (service) => {
    const { items } = granted(await ask(session, opsDeadLettersGroups, service, filterOf(options, [])), REMEDY);
    for (const item of items) {
      all.push({ service, ...item });
      const { group, subject, reason, count, newestAt, sampleId, error } = item;
      rows.push([group, service, String(count), subject, reason, String(newestAt), sampleId, error.slice(0, 80)]);
    }
  });
  const heading = ['GROUP', 'SERVICE', 'COUNT', 'SUBJECT', 'REASON', 'NEWEST', 'SAMPLE', 'ERROR'];
  const table = rows.length === 0 ? 'No dead letters' : textTable([heading, ...rows]);
  session.terminal.out(`${options.json ? JSON.stringify(all, null, 2) : table}\n`);
  return away ? EXIT.unreachable : EXIT.done;
}

type Verb = 'redrive' | 'discard';
type Filter = ReturnType<typeof filterOf>;

function numberOf(text: string, what: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new CommandError(`"${text}" is no ${what}`, { remedy: 'Give a whole number', exitCode: EXIT.usage });
}

/** Letters of one service that the verb can act on. */
async function count(session: Session, verb: Verb, service: ServiceName, filter: Filter) {
  const found = granted(await ask(session, opsDeadLettersCount, service, filter), REMEDY);
  return { ...found, count: verb === 'redrive' ? found.redrivable : found.matching };
}

interface Chosen {
  readonly actor: string;
  readonly reason: string;
  readonly filter: Filter;
  readonly expected: number;
  readonly cap: number;
}

/** Does it in one service; resolves to how many letters, and the job where it is one. */
async function actOn(session: Session, verb: Verb, service: ServiceName, chosen: Chosen, options: ActOptions) {
  if (verb === 'discard') {
    const { discarded } = granted(await ask(session, opsDeadLettersDiscard, service, chosen), REMEDY);
    return { count: discarded };
  }
  const replayId = randomUUID();
  const name = options.name ?? `redrive-${replayId.slice(0, 8)}`;
  const ratePerSecond = numberOf(options.rate ?? '200', 'rate');
  const begun = granted(
    await ask(session, opsDeadLettersRedrive, service, { ...chosen, replayId, name, ratePerSecond }),
    REMEDY,
  );
  const ended = await followReplay(session, service, begun, options.actor);
  return { count: ended.state === 'completed' ? ended.total : ended.read, job: ended.name };
}

/** Listed ids are their own confirmation: they are handed to every service asked, each acts on its own. */
async function actOnListed(session: Session, verb: Verb, ids: readonly string[], options: ActOptions): Promise<number> {
  const filter = filterOf(options, ids);
  const byService: Partial<Record<ServiceName, number>> = {};
  const jobs: string[] = [];
  await forEachService(session, options.service, async (service) => {
    const { count: expected } = await count(session, verb, service, filter);
    byService[service] = 0;
    if (expected === 0) return;
    const { actor, reason } = options;
    const done = await actOn(session, verb, service, { actor, reason, filter, expected, cap: ids.length }, options);
    byService[service] = done.count;
    if (done.job !== undefined) jobs.push(done.job);
  });
  const total = Object.values(byService).reduce((sum, one) => sum + one, 0);
  const participle = verb === 'redrive' ? 'redriven' : 'discarded';
  const text = `${total} of ${ids.length} dead letters ${participle}${told(jobs)}`;
  session.terminal.out(`${options.json ? JSON.stringify({ [participle]: total, byService, jobs }) : text}\n`);
  return total === ids.length ? EXIT.done : EXIT.refused;
}

function told(jobs: readonly string[]): string {
  return jobs.map((name) => `\n\`loop replay show ${name} --outcomes\` tells what became of them`).join('');
}

/** A filter is counted first and acted on when the operator has said the count. */
async function actOnMatching(session: Session, verb: Verb, options: ActOptions): Promise<number> {
  const { service: named, actor, reason, expect } = options;
  if (named === undefined) {
    throw new CommandError('Dead letters are chosen by ids, or in one service by a filter', {
      remedy: 'Give ids, or --service and --group, --subject, --why, --since, --until or --tenant',
      exitCode: EXIT.usage,
    });
  }
  const filter = filterOf(options, []);
  await forEachService(session, named, async (service) => {
    if (expect === undefined) {
      const found = await count(session, verb, service, filter);
      const next = `confirm with the same, --expect ${found.count} and --reason`;
      const text = `${found.matching} dead letters match, ${found.redrivable} can be redriven; for example ${found.sampleIds.join(', ') || 'none'}`;
      session.terminal.out(
        options.json ? `${JSON.stringify(found, null, 2)}\n` : `${text}\nNothing was changed; ${next}\n`,
      );
      return;
    }
    if (reason === SHOWN_ONLY) {
      throw new CommandError(`To ${verb} changes things`, { remedy: 'Say why with --reason', exitCode: EXIT.usage });
    }
    const chosen = { actor, reason, filter, expected: numberOf(expect, 'count'), cap: numberOf(options.cap, 'cap') };
    const done = await actOn(session, verb, service, chosen, options);
    const text = `${done.count} dead letters ${verb === 'redrive' ? 'redriven' : 'discarded'}${told(done.job === undefined ? [] : [done.job])}`;
    session.terminal.out(`${options.json ? JSON.stringify({ service, ...done }) : text}\n`);
  });
  return EXIT.done;
}

async function act(session: Session, verb: Verb, ids: readonly string[], options: ActOptions): Promise<number> {
  if (ids.length === 0) return actOnMatching(session, verb, options);
  if (options.reason === SHOWN_ONLY) {
    throw new CommandError(`To ${verb} changes things`, { remedy: 'Say why with --reason', exitCode: EXIT.usage });
  }
  return actOnListed(session, verb, ids, options);
}

function withFilter(command: Command): Command {
  return command
    .option('--service <name>', 'the service that has them')
    .option('--subject <subject>', 'only of this event')
    .option('--why <reason>', 'only with this reason')
    .option('--group <id>', 'only of this error group')
    .option('--since <time>', 'dead not before this: ISO 8601, or 90s, 30m, 2h, 7d ago')
    .option('--until <time>', 'dead before this')
    .option('--tenant <id>', 'only of this tenant');
}

/** `loop dead-letters groups|redrive|discard`. */
export function addDeadLetterActs(program: Program, parent: Command): void {
  withFilter(newCommand(parent, 'groups', 'open dead letters by what went wrong')).action(
    async (options: FilterOptions) => runIn(program, (session) => groups(session, options)),
  );
  const verbs = [
    { verb: 'redrive', summary: 'hand dead letters to their handlers again: listed ones, or all that match' },
    { verb: 'discard', summary: 'close dead letters for good: listed ones, or all that match' },
  ] as const;
  for (const { verb, summary } of verbs) {
    const command = withFilter(acting(newCommand(parent, `${verb} [ids...]`, summary), SHOWN_ONLY))
      .option('--expect <n>', 'confirms a filter: as many as were shown')
      .option('--cap <n>', 'refused when more match', '10000')
      .action(async (ids: string[], options: ActOptions) =>
        runIn(program, (session) => act(session, verb, ids, options)),
      );
    if (verb === 'redrive') {
      command
        .option('--rate <n>', 'at most this many a second', '200')
        .option('--name <name>', 'what the job is called');
    }
  }
}
