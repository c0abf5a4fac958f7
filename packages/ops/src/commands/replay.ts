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

/** How long a service may be away before its replay is left to itself. */
const PATIENCE_MS = 60_000;

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

/** How the replay is; undefined while the service does not answer: its job goes on when it is back. */
async function look(session: Session, { service, replayId }: Plan): Promise<Progress | undefined> {
  try {
    return granted(await ask(session, opsReplayStatus, service, { replayId }), 'See the log of the service');
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === EXIT.unreachable) return undefined;
    throw error;
  }
}

async function cancel(session: Session, { service, replayId }: Plan, actor: string): Promise<void> {
  await ask(session, opsReplayCancel, service, { replayId, actor, reason: 'cancelled by the operator' });
}

/** Follows a replay to its end; Ctrl-C cancels it and waits for that. Throws when the service stays away for a minute. */
async function follow(session: Session, plan: Plan, first: Progress, actor: string): Promise<Progress> {
  const bar = progressBar(session.terminal);
  let progress = first;
  let cancelled = false;
  let seenAtMs = Date.now();
  while (progress.state === 'running') {
    if (session.terminal.signal.aborted && !cancelled) {
      cancelled = true;
      await cancel(session, plan, actor);
    }
    await wait(POLL_INTERVAL_MS);
    const now = await look(session, plan);
    if (now !== undefined) {
      progress = now;
      seenAtMs = Date.now();
    } else if (Date.now() - seenAtMs > PATIENCE_MS) {
      const remedy = `Start it again; replay ${plan.replayId} goes on by itself`;
      throw new CommandError(`${plan.service} does not answer any more`, { remedy, exitCode: EXIT.unreachable });
    }
    bar.show(progress.read, progress.total, now === undefined ? 'waiting for the service' : progress.state);
  }
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
  const begun = await begin(session, plan, lined, options).catch(async (error: unknown) => {
    await session.operator.replaySlots.release(lined.stream, lined.slot);
    throw error;
  });
  const progress = await follow(session, plan, begun, options.actor);
  await session.operator.replaySlots.release(lined.stream, lined.slot);
  session.terminal.out(options.json ? `${JSON.stringify(progress, null, 2)}\n` : summary(plan, progress));
  const clean = progress.state === 'completed' && progress.failed + progress.invalid + progress.unknown === 0;
  return clean ? EXIT.done : EXIT.refused;
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
