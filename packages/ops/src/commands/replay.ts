import { randomUUID } from 'node:crypto';
import { opsReplayStart } from '@loop/contracts';
import type { Command } from 'commander';
import { EXIT } from '../command-error.ts';
import { eventLine } from '../event-line.ts';
import { acting, newCommand, type Program, runIn } from '../new-command.ts';
import { ask, granted, type Session } from '../session.ts';
import { addReplayJobs } from './replay-jobs.ts';
import { DRY_RUN_REASON, type Plan, planReplay, type ReplayOptions } from './replay-plan.ts';
import { followReplay, isClean, lineUp, type Progress, releaseSlots, summaryOf } from './replay-progress.ts';

function planText(plan: Plan): string {
  const { mode, subject, service, expected, cap, stream, firstSequence, lastSequence, ratePerSecond } = plan;
  const place = expected === 0 ? '' : `, ${stream} ${firstSequence} to ${lastSequence}`;
  const seconds = Math.ceil(expected / ratePerSecond);
  const lines = [
    `${mode} of ${subject} to ${service}: ${expected} events (cap ${cap})${place}`,
    `  at ${ratePerSecond} events a second at most: ${seconds} s or more`,
    ...plan.sample.map((event) => `  ${eventLine(event)}`),
  ];
  return `${lines.join('\n')}\n`;
}

async function plan(session: Session, options: ReplayOptions): Promise<number> {
  const planned = await planReplay(session, options);
  const { sample: _sample, ...rest } = planned;
  session.terminal.out(options.json ? `${JSON.stringify(rest, null, 2)}\n` : planText(planned));
  return EXIT.done;
}

async function begin(session: Session, planned: Plan, options: ReplayOptions): Promise<Progress> {
  const { service, subject, sample: _sample, stream: _stream, eventIds, ...wanted } = planned;
  const replayId = randomUUID();
  const name = options.name ?? `${planned.mode}-${replayId.slice(0, 8)}`;
  const start = { sequence: planned.firstSequence };
  const lined = await lineUp(session, { replayId, service, subject, start });
  const { actor, reason } = options;
  const input = {
    actor,
    reason,
    replayId,
    name,
    subject,
    eventIds: eventIds === null ? null : [...eventIds],
    ...wanted,
    ...lined,
  };
  try {
    return granted(
      await ask(session, opsReplayStart, service, input),
      'See `loop replay list` and the log of the service',
    );
  } catch (error) {
    await releaseSlots(session, service, { replayId, subject });
    throw error;
  }
}

async function start(session: Session, options: ReplayOptions): Promise<number> {
  const planned = await planReplay(session, options);
  const progress = await begin(session, planned, options);
  const { name } = progress;
  const text = `${planText(planned)}started as ${name}; see \`loop replay show ${name}\`\n`;
  session.terminal.out(options.json ? `${JSON.stringify(progress, null, 2)}\n` : text);
  return EXIT.done;
}

async function replay(session: Session, options: ReplayOptions): Promise<number> {
  const planned = await planReplay(session, options);
  const progress = await followReplay(session, planned.service, await begin(session, planned, options), options.actor);
  session.terminal.out(options.json ? `${JSON.stringify(progress, null, 2)}\n` : summaryOf(planned.service, progress));
  return isClean(progress) ? EXIT.done : EXIT.refused;
}

function withFilters(command: Command): Command {
  return acting(command, DRY_RUN_REASON)
    .option('--service <name>', 'the service that reads them again')
    .option('--subject <subject>', 'the event; listed ids may leave it out')
    .option(
      '--mode <mode>',
      'dry-run, repair (what is missing), reprocess (listed ids again), rebuild (a projection)',
      'dry-run',
    )
    .option('--since <time>', 'stored not before this: ISO 8601, or 90s, 30m, 2h, 7d ago')
    .option('--until <time>', 'stored before this')
    .option('--from-sequence <n>', 'from this stream sequence on')
    .option('--to-sequence <n>', 'up to this stream sequence')
    .option('--tenant <id>', 'only of this tenant')
    .option('--key <id>', 'only about this aggregate')
    .option('--ids <ids...>', 'only these events, for a reprocess or its dry run')
    .option('--file <path>', 'the same, one id a line')
    .option('--rate <n>', 'at most this many events a second', '500')
    .option('--cap <n>', 'refused when more events match', '10000')
    .option('--accept-loss', 'rebuild although the stream does not reach back to its beginning')
    .option('--name <name>', 'what the job is called');
}

/** `loop replay`: hands a service its events again, a dry run unless told otherwise; and what its jobs are managed by. */
export function addReplay(program: Program): void {
  const summary = 'hand a service its events again and follow it to the end; a dry run unless told otherwise';
  const parent = withFilters(newCommand(program.root, 'replay', summary))
    .enablePositionalOptions()
    .action(async (options: ReplayOptions) => runIn(program, (session) => replay(session, options)));
  withFilters(newCommand(parent, 'plan', 'count exactly what a replay would read, and start nothing')).action(
    async (options: ReplayOptions) => runIn(program, (session) => plan(session, options)),
  );
  withFilters(newCommand(parent, 'start', 'start a replay and leave it to itself')).action(
    async (options: ReplayOptions) => runIn(program, (session) => start(session, options)),
  );
  addReplayJobs(program, parent);
}
