import { z } from 'zod';
import { count, id, instant, text } from './fields.ts';
import { acting, defineOpsCommand } from './ops-command.ts';
import { jobName, ratePerSecond, replayProgress } from './replay-progress.ts';

/**
 * Reads the events that `loop` has lined up on the service's replay consumer `slot` of `stream`, up to and including
 * `lastSequence`; `expected` is how many of them are wanted. Only events of `tenantId` and `key` and among `eventIds` are, where
 * these are given. A reprocess lists its ids; a dry run of listed ids is that of a reprocess; a rebuild takes none of the three.
 */
export const opsReplayStart = defineOpsCommand({
  command: 'replay_start',
  input: acting.extend({
    replayId: id,
    name: jobName,
    mode: z.enum(['dry-run', 'repair', 'reprocess', 'rebuild']),
    stream: text(100),
    slot: text(100),
    subject: text(300),
    firstSequence: count,
    lastSequence: count,
    expected: count,
    /** Most events the operator allows. */
    cap: count,
    tenantId: id.nullable(),
    key: text(300).nullable(),
    eventIds: z.array(id).min(1).max(10_000).nullable(),
    ratePerSecond,
  }),
  output: replayProgress,
  refusals: [
    'slot_busy',
    'not_consumed',
    'already_started',
    'name_taken',
    'over_cap',
    'ids_missing',
    'not_a_projection',
    'partial_rebuild',
    'rebuild_running',
  ],
});

const one = z.object({ replayId: id });

/** How far a replay is. */
export const opsReplayStatus = defineOpsCommand({
  command: 'replay_status',
  input: one,
  output: replayProgress,
  refusals: ['not_found'],
});

/** The latest replays, newest first. */
export const opsReplayList = defineOpsCommand({
  command: 'replay_list',
  input: z.object({ limit: z.int().min(1).max(200) }),
  output: z.object({ items: z.array(replayProgress).max(200) }),
  refusals: [],
});

/** What became of each event of a replay, in the order of the stream; of a rebuild only what failed. */
export const opsReplayOutcomes = defineOpsCommand({
  command: 'replay_outcomes',
  input: one.extend({ outcome: text(50).nullable(), limit: z.int().min(1).max(500), cursor: text(300).nullable() }),
  output: z.object({
    items: z
      .array(
        z.object({
          place: text(100),
          eventId: id.nullable(),
          outcome: text(50),
          detail: text(2000).nullable(),
          at: instant.nullable(),
        }),
      )
      .max(500),
    nextCursor: text(300).nullable(),
  }),
  refusals: ['not_found'],
});

/** Stops a replay after the batch in hand until it is resumed. */
export const opsReplayPause = defineOpsCommand({
  command: 'replay_pause',
  input: acting.extend({ replayId: id }),
  output: replayProgress,
  refusals: ['not_found', 'not_running'],
});

/** Goes on with a paused or stalled replay, from `slot` where `loop` has lined up what is left; a redrive needs no slot. */
export const opsReplayResume = defineOpsCommand({
  command: 'replay_resume',
  input: acting.extend({ replayId: id, slot: text(100).nullable(), ratePerSecond: ratePerSecond.nullable() }),
  output: replayProgress,
  refusals: ['not_found', 'not_paused', 'slot_busy'],
});

/** Stops a replay for good after the batch in hand. What it has done by then stays done; a half-built generation goes. */
export const opsReplayCancel = defineOpsCommand({
  command: 'replay_cancel',
  input: acting.extend({ replayId: id }),
  output: replayProgress,
  refusals: ['not_found', 'already_ended'],
});

/** What a reprocess asked for outside, by effect and provider. */
export const opsReplayEffects = defineOpsCommand({
  command: 'replay_effects',
  input: one,
  output: z.object({
    items: z.array(z.object({ effect: text(100), provider: text(100), state: text(50), count })).max(500),
  }),
  refusals: ['not_found'],
});

const decided = acting.extend({
  replayId: id,
  /** Held effects as the operator was shown them; refused when there are more or fewer by now. */
  expected: count,
});

/** Frees the held effects of a reprocess: they are performed, each once. Arming again changes nothing. */
export const opsReplayArm = defineOpsCommand({
  command: 'replay_arm',
  input: decided,
  output: z.object({ changed: count }),
  refusals: ['not_found', 'count_differs', 'still_running'],
});

/** Cancels the held effects of a reprocess for good. */
export const opsReplayDisarm = defineOpsCommand({
  command: 'replay_disarm',
  input: decided,
  output: z.object({ changed: count }),
  refusals: ['not_found', 'count_differs', 'still_running'],
});
