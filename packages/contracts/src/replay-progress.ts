import { z } from 'zod';
import { count, id, instant, text } from './fields.ts';

const state = z.enum(['running', 'paused', 'stalled', 'completed', 'cancelled', 'failed']);

/** Events a second. */
export const ratePerSecond = z.int().min(1).max(100_000);

/** What operators call the job; unique within its service. */
export const jobName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/);

/** A replay, or a redrive of dead letters, and how far it is. The counts add up to `read`. */
export const replayProgress = z.object({
  replayId: id,
  name: text(100),
  mode: z.enum(['dry-run', 'repair', 'reprocess', 'rebuild', 'redrive']),
  subject: text(300).nullable(),
  state,
  /** Why it stalled or failed; null otherwise. */
  stateReason: text(500).nullable(),
  /** Events, or dead letters, it is about, as counted when it began. */
  total: count,
  read: count,
  /** Done already: nothing to do. */
  alreadyHandled: count,
  /** Handled by this job, or by a dry run as if. */
  handled: count,
  held: count,
  invalid: count,
  unknown: count,
  failed: count,
  /** Never handled before, and so not handled again: a repair does that. */
  neverHandled: count,
  /** Between the first and the last, and not what was asked for; not among `read`. */
  notWanted: count,
  /** The first failures, one sentence each, without payload. */
  errors: z.array(text(500)).max(20),
  /** What the job asked for outside, by state: `held` until it is armed. */
  effects: z.record(text(50), count),
  stream: text(100).nullable(),
  /** Stream sequence to go on after when its consumer is gone, and the last one it is about. */
  doneThrough: count,
  lastSequence: count.nullable(),
  ratePerSecond,
  actor: text(200),
  reason: text(500),
  startedAt: instant,
  endedAt: instant.nullable(),
});
