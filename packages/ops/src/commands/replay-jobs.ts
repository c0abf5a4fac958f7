import {
  opsReplayArm,
  opsReplayCancel,
  opsReplayDisarm,
  opsReplayEffects,
  opsReplayList,
  opsReplayOutcomes,
  opsReplayPause,
  type ServiceName,
} from '@loop/contracts';
import type { Command } from 'commander';
import type { z } from 'zod';
import { CommandError, EXIT } from '../command-error.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { ask, askEach, granted, type Session, servicesNamed } from '../session.ts';
import { textTable } from '../text-table.ts';
import { type Progress, releaseSlots, resumeReplay, summaryOf } from './replay-progress.ts';

const REMEDY = 'See `loop replay list`';
const SHOWN_ONLY = 'shown only';
const LISTED = 200;
const PAGE = 500;

interface JobOptions extends ActingOptions {
  readonly service?: string;
  readonly rate?: string;
  readonly expect?: string;
  readonly outcomes?: true;
  readonly state?: string;
  readonly json?: true;
}

interface Found {
  readonly service: ServiceName;
  readonly job: Progress;
}

async function allJobs(session: Session, service: string | undefined): Promise<Found[]> {
  const answers = await askEach(session, opsReplayList, servicesNamed(service), { limit: LISTED });
  return answers.flatMap((answer) => {
    if ('ok' in answer) return answer.ok.items.map((job) => ({ service: answer.service, job }));
    session.terminal.err(`loop: ${'unreachable' in answer ? answer.unreachable : answer.detail}\n`);
    return [];
  });
}

/** The job of a name or id, wherever it runs. */
async function findJob(session: Session, nameOrId: string, service: string | undefined): Promise<Found> {
  const found = (await allJobs(session, service)).filter(
    ({ job }) => job.name === nameOrId || job.replayId === nameOrId,
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const message = found.length === 0 ? `There is no replay ${nameOrId}` : `Several services have a replay ${nameOrId}`;
  throw new CommandError(message, { remedy: found.length === 0 ? REMEDY : 'Say which with --service' });
}

function print({ terminal }: Session, options: JobOptions, document: unknown, text: string): void {
  terminal.out(options.json ? `${JSON.stringify(document, null, 2)}\n` : text);
}

async function list(session: Session, options: JobOptions): Promise<number> {
  const jobs = await allJobs(session, options.service);
  jobs.sort((a, b) => Date.parse(String(b.job.startedAt)) - Date.parse(String(a.job.startedAt)));
  const rows = jobs.map(({ service, job }) => [
    job.name,
    service,
    job.mode,
    job.subject ?? '-',
    job.state,
    `${job.read}/${job.total}`,
    String(job.effects['held'] ?? 0),
    job.actor,
    String(job.startedAt),
    job.reason,
  ]);
  const heading = ['NAME', 'SERVICE', 'MODE', 'SUBJECT', 'STATE', 'READ', 'HELD EFFECTS', 'ACTOR', 'STARTED', 'REASON'];
  const documents = jobs.map(({ service, job }) => ({ service, ...job }));
  print(session, options, documents, `${rows.length === 0 ? 'No replays' : textTable([heading, ...rows])}\n`);
  return EXIT.done;
}

type Outcome = z.output<ReturnType<typeof opsReplayOutcomes.request>['output']>['items'][number];

async function outcomesOf(session: Session, { service, job }: Found, outcome: string | undefined): Promise<Outcome[]> {
  const items: Outcome[] = [];
  let cursor: string | null = null;
  do {
    const input = { replayId: job.replayId, outcome: outcome ?? null, limit: PAGE, cursor };
    const page: z.output<ReturnType<typeof opsReplayOutcomes.request>['output']> = granted(
      await ask(session, opsReplayOutcomes, service, input),
      REMEDY,
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

async function show(session: Session, nameOrId: string, options: JobOptions): Promise<number> {
  const found = await findJob(session, nameOrId, options.service);
  const outcomes = options.outcomes ? await outcomesOf(session, found, options.state) : [];
  const rows = outcomes.map((item) => [item.place, item.eventId ?? '-', item.outcome, item.detail ?? '']);
  const table = rows.length === 0 ? '' : `${textTable([['PLACE', 'EVENT', 'OUTCOME', 'DETAIL'], ...rows])}\n`;
  const document = { service: found.service, ...found.job, ...(options.outcomes ? { outcomes } : {}) };
  print(session, options, document, summaryOf(found.service, found.job) + table);
  return EXIT.done;
}

type Act = (session: Session, found: Found, options: JobOptions) => Promise<Progress>;

const pause: Act = async (session, { service, job }, { actor, reason }) =>
  granted(await ask(session, opsReplayPause, service, { replayId: job.replayId, actor, reason }), REMEDY);

const cancel: Act = async (session, { service, job }, { actor, reason }) => {
  const ended = granted(
    await ask(session, opsReplayCancel, service, { replayId: job.replayId, actor, reason }),
    REMEDY,
  );
  await releaseSlots(session, service, ended);
  return ended;
};

const resume: Act = (session, { service, job }, { actor, reason, rate }) => {
  const ratePerSecond = rate === undefined ? null : Number(rate);
  if (ratePerSecond !== null && (!Number.isInteger(ratePerSecond) || ratePerSecond < 1 || ratePerSecond > 100_000)) {
    const remedy = 'Give events a second, 1 to 100000';
    throw new CommandError(`"${rate}" is no rate`, { remedy, exitCode: EXIT.usage });
  }
  return resumeReplay(session, service, job, { actor, reason, ratePerSecond });
};

function acts(act: Act) {
  return async (session: Session, nameOrId: string, options: JobOptions): Promise<number> => {
    const found = await findJob(session, nameOrId, options.service);
    const job = await act(session, found, options);
    print(session, options, { service: found.service, ...job }, `${job.name} is ${job.state}\n`);
    return EXIT.done;
  };
}

/** Shows what a reprocess holds, by effect and provider; frees or cancels it when the operator has said how many that is. */
function decides(verb: 'arm' | 'disarm') {
  return async (session: Session, nameOrId: string, options: JobOptions): Promise<number> => {
    const { service, job } = await findJob(session, nameOrId, options.service);
    const { replayId, name } = job;
    const { items } = granted(await ask(session, opsReplayEffects, service, { replayId }), REMEDY);
    const held = items.filter((item) => item.state === 'held').reduce((sum, item) => sum + item.count, 0);
    const rows = items.map((item) => [item.effect, item.provider, item.state, String(item.count)]);
    const table =
      rows.length === 0
        ? 'It asked for nothing outside'
        : textTable([['EFFECT', 'PROVIDER', 'STATE', 'COUNT'], ...rows]);
    if (options.expect === undefined) {
      const next =
        held === 0
          ? 'Nothing is held'
          : `Nothing was changed; confirm with \`loop replay ${verb} ${name} --expect ${held} --reason …\``;
      print(session, options, { service, name, held, effects: items }, `${table}\n${next}\n`);
      return EXIT.done;
    }
    if (options.reason === SHOWN_ONLY) {
      throw new CommandError(`To ${verb} changes things`, { remedy: 'Say why with --reason', exitCode: EXIT.usage });
    }
    const input = { replayId, actor: options.actor, reason: options.reason, expected: Number(options.expect) };
    const command = verb === 'arm' ? opsReplayArm : opsReplayDisarm;
    const { changed } = granted(await ask(session, command, service, input), `See \`loop replay ${verb} ${name}\``);
    print(
      session,
      options,
      { service, name, changed },
      `${changed} effects ${verb === 'arm' ? 'armed' : 'cancelled'}\n`,
    );
    return EXIT.done;
  };
}

/** `loop replay list|show|pause|resume|cancel|arm|disarm`; redrives of dead letters are among the jobs. */
export function addReplayJobs(program: Program, parent: Command): void {
  const hang = (
    command: Command,
    work: (session: Session, nameOrId: string, options: JobOptions) => Promise<number>,
  ): Command =>
    command
      .option('--service <name>', 'the service that has it')
      .action(async (nameOrId: string, options: JobOptions) =>
        runIn(program, (session) => work(session, nameOrId, options)),
      );
  newCommand(parent, 'list', 'replays and redrives, newest first')
    .option('--service <name>', 'only of this service')
    .action(async (options: JobOptions) => runIn(program, (session) => list(session, options)));
  hang(newCommand(parent, 'show <job>', 'how far a replay is, and what became of its events'), show)
    .option('--outcomes', 'event by event')
    .option('--state <outcome>', 'only processed, skipped, held, invalid, unknown, failed or never_handled');
  hang(acting(newCommand(parent, 'pause <job>', 'stop after the batch in hand, until it is resumed')), acts(pause));
  hang(acting(newCommand(parent, 'resume <job>', 'go on with a paused or stalled replay')), acts(resume)).option(
    '--rate <n>',
    'from now on at most this many events a second',
  );
  hang(acting(newCommand(parent, 'cancel <job>', 'stop for good; what is done stays done')), acts(cancel));
  const expected = '--expect <n>';
  hang(
    acting(newCommand(parent, 'arm <job>', 'show what a reprocess holds, and perform it when confirmed'), SHOWN_ONLY),
    decides('arm'),
  ).option(expected, 'confirms: as many effects as were shown');
  hang(
    acting(newCommand(parent, 'disarm <job>', 'show what a reprocess holds, and cancel it when confirmed'), SHOWN_ONLY),
    decides('disarm'),
  ).option(expected, 'confirms: as many effects as were shown');
}
