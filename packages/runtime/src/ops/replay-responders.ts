import {
  opsReplayCancel,
  opsReplayList,
  opsReplayOutcomes,
  opsReplayPause,
  opsReplayResume,
  opsReplayStart,
  opsReplayStatus,
} from '@loop/contracts';
import type { z } from 'zod';
import { type Responder, respond } from '../bus/responder.ts';
import { transaction } from '../db/session.ts';
import { listOutcomes } from '../replay/outcomes.ts';
import { listLetters } from '../replay/redrive.ts';
import { cancelJob, type JobRow, latestJobs, loadJob, openJob, pauseJob, resumeJob } from '../replay/replay-rows.ts';
import { audit } from './audit.ts';
import type { BuiltIn } from './built-in.ts';
import { progressOf } from './replay-progress.ts';

type StartInput = z.output<ReturnType<typeof opsReplayStart.request>['input']>;

const REFUSALS = {
  slot_busy: 'Another replay runs in this slot; take another or wait for it',
  already_started: 'A replay of this id was started before',
  name_taken: 'A replay of this name was started before; choose another',
  not_consumed: 'This service does not consume the subject',
  ids_missing: 'A reprocess lists the ids of its events',
  not_a_projection: 'No table of this service is marked as a projection of the subject, or its handler is not',
  partial_rebuild: 'A rebuild reads all events of its subject: take the other filters away',
  rebuild_running: 'This service is rebuilding a projection; wait for that one, or cancel it',
  not_found: 'There is no such replay',
} as const;

const NOT_FOUND = { refused: 'not_found', detail: REFUSALS.not_found } as const;

/** Answers the commands that start, show, pause, resume and cancel replays; the last three hold for redrives too. */
export function replayResponders(builtIn: BuiltIn): readonly Responder[] {
  return [
    start(builtIn),
    status(builtIn),
    list(builtIn),
    outcomes(builtIn),
    pause(builtIn),
    resume(builtIn),
    cancel(builtIn),
  ];
}

function problemOf(input: StartInput, { replays }: BuiltIn): keyof typeof REFUSALS | undefined {
  const handler = replays.handlerOf(input.subject);
  const isPartial = input.tenantId !== null || input.key !== null || input.eventIds !== null;
  if (handler === undefined) return 'not_consumed';
  if (input.mode === 'reprocess' && input.eventIds === null) return 'ids_missing';
  if (input.mode === 'rebuild' && !handler.projection) return 'not_a_projection';
  if (input.mode === 'rebuild' && isPartial) return 'partial_rebuild';
  return undefined;
}

function start(builtIn: BuiltIn): Responder {
  const { core, definition, replays } = builtIn;
  return respond(opsReplayStart.request(definition.name), async ({ input }) => {
    const problem = problemOf(input, builtIn);
    if (problem !== undefined) return { refused: problem, detail: REFUSALS[problem] };
    if (input.expected > input.cap) {
      return {
        refused: 'over_cap',
        detail: `The replay matches ${input.expected} events, more than its cap of ${input.cap}`,
      };
    }
    const job = await transaction(core.runtimePool, async (session) => {
      const { replayId, mode, subject, expected, cap, tenantId, key, name } = input;
      const opened = await openJob(session, jobOf(input));
      if (typeof opened === 'string') return opened;
      if (mode === 'rebuild') {
        const [made] = await session.sql<{ tables: number }>('SELECT rebuild_begin($1) AS tables', [subject]);
        if (made?.tables === 0) throw new NotAProjection();
      }
      audit(session, input, 'replay', { replayId, name, mode, subject, expected, cap, tenantId, key });
      return opened;
    }).catch((error: unknown) => {
      if (error instanceof NotAProjection) return 'not_a_projection' as const;
      throw error;
    });
    if (typeof job === 'string') return { refused: job, detail: REFUSALS[job] };
    replays.run(job);
    return { ok: await progressOf(core.runtimePool, job) };
  });
}

/** Thrown so that the job is rolled back with it. */
class NotAProjection extends Error {}

function jobOf(input: StartInput) {
  return {
    id: input.replayId,
    name: input.name,
    mode: input.mode,
    stream: input.stream,
    slot: input.slot,
    subject: input.subject,
    first_sequence: input.firstSequence,
    last_sequence: input.lastSequence,
    expected: input.expected,
    only_tenant: input.tenantId,
    only_key: input.key,
    only_events: input.eventIds,
    rate_per_second: input.ratePerSecond,
    actor: input.actor,
    reason: input.reason,
  };
}

function status({ core, definition }: BuiltIn): Responder {
  return respond(opsReplayStatus.request(definition.name), async ({ input }) => {
    const job = await loadJob(core.runtimePool, input.replayId);
    return job === undefined ? NOT_FOUND : { ok: await progressOf(core.runtimePool, job) };
  });
}

function list({ core, definition }: BuiltIn): Responder {
  return respond(opsReplayList.request(definition.name), async ({ input }) => {
    const jobs = await latestJobs(core.runtimePool, input.limit);
    return { ok: { items: await Promise.all(jobs.map((job) => progressOf(core.runtimePool, job))) } };
  });
}

function outcomes({ core, definition }: BuiltIn): Responder {
  return respond(opsReplayOutcomes.request(definition.name), async ({ input }) => {
    const job = await loadJob(core.runtimePool, input.replayId);
    if (job === undefined) return NOT_FOUND;
    const listed = job.mode === 'redrive' ? listLetters : listOutcomes;
    const rows = await listed(core.runtimePool, job.id, { ...input, limit: input.limit + 1 });
    const page = rows.slice(0, input.limit);
    return {
      ok: {
        items: page.map((row) => ({
          place: row.place,
          eventId: row.event_id,
          outcome: row.outcome,
          detail: row.detail,
          at: row.at?.toISOString() ?? null,
        })),
        nextCursor: rows.length > input.limit ? (page.at(-1)?.place ?? null) : null,
      },
    };
  });
}

function pause({ core, definition }: BuiltIn): Responder {
  return respond(opsReplayPause.request(definition.name), async ({ input }) => {
    const paused = await transaction(core.runtimePool, async (session) => {
      audit(session, input, 'pause replay', { replayId: input.replayId });
      return pauseJob(session, input.replayId);
    });
    const job = await loadJob(core.runtimePool, input.replayId);
    if (job === undefined) return NOT_FOUND;
    if (!paused) return { refused: 'not_running', detail: `The replay is ${job.state}` };
    return { ok: await progressOf(core.runtimePool, job) };
  });
}

function resume({ core, definition, replays }: BuiltIn): Responder {
  return respond(opsReplayResume.request(definition.name), async ({ input }) => {
    const before = await loadJob(core.runtimePool, input.replayId);
    if (before === undefined) return NOT_FOUND;
    const job: JobRow | 'not_paused' | 'slot_busy' = await transaction(core.runtimePool, async (session) => {
      const { replayId, slot, ratePerSecond } = input;
      audit(session, input, 'resume replay', { replayId, slot, ratePerSecond });
      return resumeJob(session, replayId, slot, ratePerSecond);
    });
    if (job === 'slot_busy') return { refused: job, detail: REFUSALS.slot_busy };
    if (job === 'not_paused')
      return { refused: job, detail: `The replay is ${before.state}, neither paused nor stalled` };
    replays.run(job);
    return { ok: await progressOf(core.runtimePool, job) };
  });
}

function cancel({ core, definition }: BuiltIn): Responder {
  return respond(opsReplayCancel.request(definition.name), async ({ input }) => {
    const cancelled = await transaction(core.runtimePool, async (session) => {
      audit(session, input, 'cancel replay', { replayId: input.replayId });
      return cancelJob(session, input.replayId);
    });
    const job = await loadJob(core.runtimePool, input.replayId);
    if (job === undefined) return NOT_FOUND;
    if (!cancelled) return { refused: 'already_ended', detail: `The replay is ${job.state}` };
    return { ok: await progressOf(core.runtimePool, job) };
  });
}
