import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  EVENTS,
  opsReplayCancel,
  opsReplayStart,
  opsReplayStatus,
  type ReplayStart,
  type ServiceName,
} from '@loop/contracts';
import type { LinedUp } from '@loop/runtime';
import type { z } from 'zod';
import { CommandError, EXIT } from '../command-error.ts';
import { readMoment } from '../moment.ts';
import { type ActingOptions, acting, newCommand, type Program, runIn } from '../new-command.ts';
import { progressBar } from '../progress-bar.ts';
import { ask, granted, type Session, servicesNamed } from '../session.ts';

const POLL_INTERVAL_MS = 200;

type Progress = z.output<ReturnType<typeof opsReplayStatus.request>['output']>;

interface ReplayOptions extends ActingOptions {
  readonly service: string;
  readonly subject: string;
  readonly since?: string;
  readonly mode: string;
  readonly rate: string;
  readonly tenant?: string;
  readonly key?: string;
  readonly json?: true;
}

/** What the options come to. */
interface Plan {
  readonly replayId: string;
  readonly service: ServiceName;
  readonly subject: string;
  readonly mode: 'dry-run' | 'repair';
  readonly start: ReplayStart;
  readonly ratePerSecond: number;
}

const DRY_RUN_REASON = 'dry run, changes nothing';

function planOf(options: ReplayOptions): Plan {
  const [service] = servicesNamed(options.service);
  const consumed = EVENTS.filter((event) => service !== undefined && event.consumers.includes(service));
  if (service === undefined || !consumed.some((event) => event.subject === options.subject)) {
    const names = consumed.map((event) => event.subject).join(', ');
    throw new CommandError(`${options.service} consumes no ${options.subject}`, {
      remedy: `Name one of ${names}`,
      exitCode: EXIT.usage,
    });
  }
  const { mode } = options;
  if (mode !== 'dry-run' && mode !== 'repair') {
    throw new CommandError(`"${mode}" is no mode`, { remedy: 'Choose dry-run or repair', exitCode: EXIT.usage });
  }
  if (mode === 'repair' && options.reason === DRY_RUN_REASON) {
    throw new CommandError('A repair changes things', { remedy: 'Say why with --reason', exitCode: EXIT.usage });
  }
  const ratePerSecond = Number(options.rate);
  if (!Number.isInteger(ratePerSecond) || ratePerSecond < 1 || ratePerSecond > 100_000) {
    throw new CommandError(`"${options.rate}" is no rate`, {
      remedy: 'Give events a second, 1 to 100000',
      exitCode: EXIT.usage,
    });
  }
  const start: ReplayStart =
    options.since === undefined ? { sequence: 1 } : { since: readMoment(options.since, new Date()).toISOString() };
  return { replayId: randomUUID(), service, subject: options.subject, mode, start, ratePerSecond };
}

async function isRunning(session: Session, service: ServiceName, replayId: string): Promise<boolean> {
  const answer = await ask(session, opsReplayStatus, service, { replayId });
  return 'ok' in answer && answer.ok.state === 'running';
}

async function begin(session: Session, plan: Plan, lined: LinedUp, options: ReplayOptions): Promise<Progress> {
  const { actor, reason, tenant = null, key = null } = options;
  const { replayId, mode, subject, ratePerSecond } = plan;
  const input = { actor, reason, replayId, mode, subject, tenantId: tenant, key, ratePerSecond, ...lined };
  return granted(
    await ask(session, opsReplayStart, plan.service, input),
    'See `loop status` and the log of the service',
  );
}

/** Follows a replay to its end; Ctrl-C cancels it and waits for that. */
async function follow(session: Session, plan: Plan, first: Progress, acting: ActingOptions): Promise<Progress> {
  const { service, replayId } = plan;
  const bar = progressBar(session.terminal);
  let progress = first;
  let cancelled = false;
  while (progress.state === 'running') {
    bar.show(progress.read, progress.total, `${plan.mode} ${plan.subject}`);
    if (session.terminal.signal.aborted && !cancelled) {
      cancelled = true;
      await ask(session, opsReplayCancel, service, {
        replayId,
        actor: acting.actor,
        reason: 'cancelled by the operator',
      });
    }
    await wait(POLL_INTERVAL_MS);
    progress = granted(await ask(session, opsReplayStatus, service, { replayId }), 'See the log of the service');
  }
  bar.show(progress.read, progress.total, progress.state);
  bar.end();
  return progress;
}

function summary(plan: Plan, progress: Progress): string {
  const { read, total, alreadyHandled, handled, held, invalid, unknown, failed, state, errors } = progress;
  const verb = plan.mode === 'dry-run' ? 'would be handled' : 'handled';
  const counts = [
    `${alreadyHandled} already handled`,
    `${handled} missing and ${verb}`,
    `${held} held`,
    `${invalid} invalid`,
    `${unknown} unknown`,
    `${failed} failed`,
  ];
  const lines = [
    `${plan.mode} of ${plan.subject} to ${plan.service}: ${state}, ${read} of ${total} events read`,
    `  ${counts.join(', ')}`,
    ...errors.map((error) => `  ${error}`),
  ];
  if (plan.mode === 'dry-run' && handled > 0)
    lines.push('  Nothing was changed; --mode repair handles what is missing');
  return `${lines.join('\n')}\n`;
}

async function replay(session: Session, options: ReplayOptions): Promise<number> {
  const plan = planOf(options);
  const { service } = plan;
  const lined = await session.operator.replaySlots.lineUp({
    ...plan,
    isRunning: (replayId) => isRunning(session, service, replayId),
  });
  if (lined === undefined) {
    throw new CommandError(`Four replays of ${service} are running`, {
      remedy: 'Wait for one to end, or cancel it with Ctrl-C',
    });
  }
  try {
    const progress = await follow(session, plan, await begin(session, plan, lined, options), options);
    session.terminal.out(options.json ? `${JSON.stringify(progress, null, 2)}\n` : summary(plan, progress));
    const clean = progress.state === 'completed' && progress.failed + progress.invalid + progress.unknown === 0;
    return clean ? EXIT.done : EXIT.refused;
  } finally {
    await session.operator.replaySlots.release(lined.stream, lined.slot);
  }
}

/** `loop replay`: hands a service its events again; a dry run unless it is told to repair. */
export function addReplay(program: Program): void {
  const command = newCommand(
    program.root,
    'replay',
    'hand a service its events again; a dry run unless told to repair',
  );
  acting(command, DRY_RUN_REASON)
    .requiredOption('--service <name>', 'the service that reads them again')
    .requiredOption('--subject <subject>', 'the event')
    .option('--since <time>', 'not before this: ISO 8601, or 90s, 30m, 2h, 7d ago; all when absent')
    .option('--mode <mode>', 'dry-run (counts, changes nothing) or repair (handles what is missing)', 'dry-run')
    .option('--rate <n>', 'at most this many events a second', '500')
    .option('--tenant <id>', 'only of this tenant')
    .option('--key <id>', 'only about this aggregate')
    .action(async (options: ReplayOptions) => runIn(program, (session) => replay(session, options)));
}
