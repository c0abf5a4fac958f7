import { z } from 'zod';
import { count, id, instant, text } from './fields.ts';
import { acting, defineOpsCommand } from './ops-command.ts';

const replayMode = z.enum(['dry-run', 'repair']);

const progress = z.object({
  replayId: id,
  mode: replayMode,
  state: z.enum(['running', 'completed', 'cancelled', 'failed']),
  total: count,
  read: count,
  /** Already in the inbox: nothing to do. */
  alreadyHandled: count,
  /** Missing: would be handled (dry-run), or has been (repair). */
  handled: count,
  held: count,
  invalid: count,
  unknown: count,
  failed: count,
  /** The first failures, one sentence each, without payload. */
  errors: z.array(text(500)).max(20),
  startedAt: instant,
  endedAt: instant.nullable(),
});

/**
 * Reads the events that `loop` has lined up on the service's replay consumer `slot` of `stream`, up to and including
 * `lastSequence`; `expected` is how many that are. Only events of `tenantId` and `key` count where these are given.
 */
export const opsReplayStart = defineOpsCommand({
  command: 'replay_start',
  input: acting.extend({
    replayId: id,
    mode: replayMode,
    stream: text(100),
    slot: text(100),
    subject: text(300),
    lastSequence: count,
    expected: count,
    tenantId: id.nullable(),
    key: text(300).nullable(),
    ratePerSecond: z.int().min(1).max(100_000),
  }),
  output: progress,
  refusals: ['slot_busy', 'not_consumed', 'already_started'],
});

/** How far a replay is. */
export const opsReplayStatus = defineOpsCommand({
  command: 'replay_status',
  input: z.object({ replayId: id }),
  output: progress,
  refusals: ['not_found'],
});

/** Stops a replay after the batch in hand. What a repair has done by then stays done. */
export const opsReplayCancel = defineOpsCommand({
  command: 'replay_cancel',
  input: acting.extend({ replayId: id }),
  output: progress,
  refusals: ['not_found', 'already_ended'],
});
