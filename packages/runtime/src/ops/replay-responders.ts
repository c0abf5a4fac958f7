import { opsReplayCancel, opsReplayStart, opsReplayStatus } from '@loop/contracts';
import { type Responder, respond } from '../bus/responder.ts';
import { transaction } from '../db/session.ts';
import { type JobRow, loadJob } from '../replay/replay-rows.ts';
import { emptyTally } from '../replay/tally.ts';
import { audit } from './audit.ts';
import type { BuiltIn } from './built-in.ts';

function progressOf(job: JobRow) {
  return {
    replayId: job.id,
    mode: job.mode,
    state: job.state,
    total: job.expected,
    ...emptyTally(),
    ...job.tally,
    startedAt: job.started_at.toISOString(),
    endedAt: job.ended_at?.toISOString() ?? null,
  };
}

const REFUSALS = {
  slot_busy: 'Another replay runs in this slot; take another or wait for it',
  already_started: 'A replay of this id was started before',
  not_consumed: 'This service does not consume the subject',
} as const;

/** Answers `replay_start`, `replay_status` and `replay_cancel`. */
export function replayResponders({ core, definition, replays }: BuiltIn): readonly Responder[] {
  return [
    respond(opsReplayStart.request(definition.name), async ({ input }) => {
      const job = await replays.open({ ...input, id: input.replayId });
      if (typeof job === 'string') return { refused: job, detail: REFUSALS[job] };
      const { mode, subject, expected, tenantId, key, replayId } = input;
      await transaction(core.runtimePool, async (session) =>
        audit(session, input, 'replay', { replayId, mode, subject, expected, tenantId, key }),
      );
      return { ok: progressOf(job) };
    }),
    respond(opsReplayStatus.request(definition.name), async ({ input }) => {
      const job = await loadJob(core.runtimePool, input.replayId);
      return job ? { ok: progressOf(job) } : { refused: 'not_found', detail: 'There is no such replay' };
    }),
    respond(opsReplayCancel.request(definition.name), async ({ input }) => {
      const job = await loadJob(core.runtimePool, input.replayId);
      if (job === undefined) return { refused: 'not_found', detail: 'There is no such replay' };
      if (job.state !== 'running') return { refused: 'already_ended', detail: 'The replay has ended' };
      await transaction(core.runtimePool, async (session) =>
        audit(session, input, 'cancel replay', { replayId: input.replayId }),
      );
      await replays.cancel(input.replayId);
      return { ok: progressOf(job) };
    }),
  ];
}
