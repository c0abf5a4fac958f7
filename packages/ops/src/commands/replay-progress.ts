import { setTimeout as wait } from 'node:timers/promises';
import {
  EVENTS,
  opsReplayCancel,
  opsReplayPause,
  opsReplayResume,
  opsReplayStatus,
  type ReplayStart,
  type ServiceName,
} from '@loop/contracts';
import type { LinedUp } from '@loop/runtime';
import type { z } from 'zod';
import { CommandError, EXIT } from '../command-error.ts';
import { progressBar } from '../progress-bar.ts';
import { ask, granted, type Session } from '../session.ts';

const POLL_INTERVAL_MS = 200;

/** How long a service may be away before its replay is left to itself. */
const PATIENCE_MS = 60_000;

/** A replay and how far it is, as its service tells. */
export type Progress = z.output<ReturnType<typeof opsReplayStatus.request>['output']>;

interface LineUp {
  readonly replayId: string;
  readonly service: ServiceName;
  readonly subject: string;
  readonly start: ReplayStart;
}

async function isRunning(session: Session, service: ServiceName, replayId: string): Promise<boolean> {
  const answer = await ask(session, opsReplayStatus, service, { replayId });
  return 'ok' in answer && answer.ok.state === 'running';
}

/** Makes the consumer a replay reads, in a free slot. Throws when all four are taken. */
export async function lineUp(session: Session, wish: LineUp): Promise<LinedUp> {
  const { service } = wish;
  const lined = await session.operator.replaySlots.lineUp({
    ...wish,
    isRunning: async (replayId) => replayId !== wish.replayId && isRunning(session, service, replayId),
  });
  if (lined !== undefined) return lined;
  throw new CommandError(`Four replays of ${service} are running`, {
    remedy: 'Wait for one to end, pause or cancel one',
  });
}

/** Lets a paused or stalled job go on, from a consumer lined up anew behind what is done. */
export async function resumeReplay(
  session: Session,
  service: ServiceName,
  job: Progress,
  by: { readonly actor: string; readonly reason: string; readonly ratePerSecond: number | null },
): Promise<Progress> {
  const { replayId, subject, doneThrough, mode } = job;
  const needsSlot = mode !== 'redrive' && subject !== null && (job.state === 'paused' || job.state === 'stalled');
  const lined = needsSlot
    ? await lineUp(session, { replayId, service, subject, start: { sequence: doneThrough + 1 } })
    : undefined;
  const input = { ...by, replayId, slot: lined?.slot ?? null };
  return granted(await ask(session, opsReplayResume, service, input), 'See `loop replay show`');
}

/** How the replay is; undefined while the service does not answer: its job goes on when it is back. */
async function look(session: Session, service: ServiceName, replayId: string): Promise<Progress | undefined> {
  try {
    return granted(await ask(session, opsReplayStatus, service, { replayId }), 'See the log of the service');
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === EXIT.unreachable) return undefined;
    throw error;
  }
}

/** Ctrl-C ends a dry run, and pauses what changes things: it can be resumed, or cancelled. */
async function interrupt(
  session: Session,
  service: ServiceName,
  { replayId, mode }: Progress,
  actor: string,
): Promise<void> {
  const command = mode === 'dry-run' ? opsReplayCancel : opsReplayPause;
  await ask(session, command, service, { replayId, actor, reason: 'interrupted by the operator' });
}

/**
 * Follows a replay until it has ended or is paused, and takes its consumer away. One that loses its consumer is lined up again
 * where it was. Throws when the service stays away for a minute.
 */
export async function followReplay(
  session: Session,
  service: ServiceName,
  first: Progress,
  actor: string,
): Promise<Progress> {
  const bar = progressBar(session.terminal);
  let progress = first;
  let interrupted = false;
  let seenAtMs = Date.now();
  while (progress.state === 'running' || progress.state === 'stalled') {
    if (session.terminal.signal.aborted && !interrupted) {
      interrupted = true;
      await interrupt(session, service, progress, actor);
    }
    await wait(POLL_INTERVAL_MS);
    const now = await look(session, service, progress.replayId);
    if (now !== undefined) {
      progress = now;
      seenAtMs = Date.now();
    } else if (Date.now() - seenAtMs > PATIENCE_MS) {
      const remedy = `It goes on by itself when the service is back: see \`loop replay show ${progress.name}\``;
      throw new CommandError(`${service} does not answer any more`, { remedy, exitCode: EXIT.unreachable });
    }
    bar.show(progress.read, progress.total, now === undefined ? 'waiting for the service' : progress.state);
    if (now?.state === 'stalled') {
      const by = { actor, reason: 'lined up again by who follows it', ratePerSecond: null };
      progress = await resumeReplay(session, service, now, by);
    }
  }
  bar.end();
  if (progress.state !== 'paused') await releaseSlots(session, service, progress);
  return progress;
}

/** Removes the consumer that was made for a replay, whichever slot it is in. */
export async function releaseSlots(
  session: Session,
  service: ServiceName,
  { replayId, subject }: Pick<Progress, 'replayId' | 'subject'>,
): Promise<void> {
  const event = EVENTS.find((candidate) => candidate.subject === subject);
  if (event !== undefined) await session.operator.replaySlots.releaseAll(service, event.publisher, replayId);
}

/** Whether a replay came to its end without anything a person must look at. */
export function isClean({ state, failed, invalid, unknown }: Progress): boolean {
  return state === 'completed' && failed + invalid + unknown === 0;
}

function followUps({ mode, state, name, handled, effects, failed }: Progress): string[] {
  const lines: string[] = [];
  if (mode === 'dry-run' && handled > 0) {
    lines.push(
      'Nothing was changed; --mode repair handles what is missing, --mode reprocess handles listed events again',
    );
  }
  if ((effects['held'] ?? 0) > 0) {
    lines.push(
      `${effects['held']} effects are held: \`loop replay arm ${name}\` shows and frees them, \`loop replay disarm ${name}\` cancels them`,
    );
  }
  if (state === 'paused' || state === 'stalled')
    lines.push(`\`loop replay resume ${name}\` goes on, \`loop replay cancel ${name}\` ends it`);
  if (failed > 0 && mode !== 'dry-run')
    lines.push(`\`loop replay show ${name} --outcomes --state failed\` lists what failed`);
  return lines;
}

/** A replay in words. */
export function summaryOf(service: ServiceName, progress: Progress): string {
  const { mode, subject, read, total, alreadyHandled, handled, held, invalid, unknown, failed, neverHandled, state } =
    progress;
  const verb = mode === 'dry-run' ? 'would be handled' : 'handled';
  const what =
    progress.effects['held'] === undefined && mode !== 'reprocess' && mode !== 'rebuild' ? 'missing and ' : '';
  const counts = [
    `${alreadyHandled} already handled`,
    `${handled} ${what}${verb}`,
    `${held} held`,
    `${invalid} invalid`,
    `${unknown} unknown`,
    `${failed} failed`,
    ...(neverHandled > 0 ? [`${neverHandled} never handled before`] : []),
  ];
  const lines = [
    `${mode} of ${subject ?? 'dead letters'} to ${service}: ${state}, ${read} of ${total} events read`,
    ...(progress.stateReason === null ? [] : [`  ${progress.stateReason}`]),
    `  ${counts.join(', ')}`,
    ...progress.errors.map((error) => `  ${error}`),
    ...followUps(progress).map((line) => `  ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}
