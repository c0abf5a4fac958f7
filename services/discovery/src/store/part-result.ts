import type { sourceProgress, sourceResult } from '@loop/contracts';
import type { z } from 'zod';
import type { RunPart } from './run-parts.ts';

/** What became of a source so far, as events tell it. */
export function resultOf(part: RunPart): z.output<typeof sourceResult> {
  const { amount_micros, broken, dropped, dropped_by, ended_because, failures, found, is_incomplete, requests, seen } =
    part;
  return {
    source: part.source,
    ended: ended_because,
    counts: { seen, found, dropped, broken },
    droppedBy: Object.entries(dropped_by)
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => b.count - a.count),
    cost: { requests, amountMicros: amount_micros, currency: 'USD' },
    isIncomplete: is_incomplete,
    failures: [...failures],
  };
}

/** As {@link resultOf}, with the quota that the source told of last. */
export function progressOf(part: RunPart): z.output<typeof sourceProgress> {
  const { quota_remaining: remaining, quota_resets_at: resetsAt } = part;
  const quota = remaining === null || resetsAt === null ? null : { remaining, resetsAt: resetsAt.toISOString() };
  return { ...resultOf(part), quota };
}
