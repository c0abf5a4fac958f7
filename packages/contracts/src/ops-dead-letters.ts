import { z } from 'zod';
import { count, id, instant, text } from './fields.ts';
import { acting, defineOpsCommand, paged } from './ops-command.ts';
import { jobName, ratePerSecond, replayProgress } from './replay-progress.ts';

const deadLetter = z.object({
  deadLetterId: id,
  tenantId: id.nullable(),
  eventId: text(300),
  subject: text(300),
  handler: text(200).nullable(),
  reason: text(100),
  error: text(2000),
  attempts: count,
  status: z.enum(['open', 'redriven', 'discarded']),
  failedAt: instant,
});

/** Dead letters, newest first, open ones unless `status` says otherwise. */
export const opsDeadLettersList = defineOpsCommand({
  command: 'dead_letters_list',
  input: paged.extend({
    subject: text(300).nullable(),
    reason: text(100).nullable(),
    status: z.enum(['open', 'redriven', 'discarded']).nullable(),
  }),
  output: z.object({ items: z.array(deadLetter).max(500), nextCursor: text(300).nullable() }),
  refusals: [],
});

/** One dead letter with headers, the body as received, and every attempt. The body may hold personal data. */
export const opsDeadLettersShow = defineOpsCommand({
  command: 'dead_letters_show',
  input: z.object({ deadLetterId: id }),
  output: deadLetter.extend({
    headers: z.record(z.string(), z.string()),
    body: z.string(),
    history: z.array(z.object({ at: instant, what: text(100), by: text(200), detail: text(2000) })).max(200),
  }),
  refusals: ['not_found'],
});

/** Which open dead letters: all that every given part matches; null parts match everything. */
const deadLetterFilter = z.object({
  deadLetterIds: z.array(id).min(1).max(10_000).nullable(),
  subject: text(300).nullable(),
  reason: text(100).nullable(),
  /** Id of an error group. */
  group: text(100).nullable(),
  since: instant.nullable(),
  until: instant.nullable(),
  tenantId: id.nullable(),
});

/** Open dead letters by what went wrong, the largest group first: errors alike but for numbers and ids are one group. */
export const opsDeadLettersGroups = defineOpsCommand({
  command: 'dead_letters_groups',
  input: deadLetterFilter,
  output: z.object({
    items: z
      .array(
        z.object({
          group: text(100),
          subject: text(300),
          reason: text(100),
          error: text(2000),
          count,
          oldestAt: instant,
          newestAt: instant,
          sampleId: id,
        }),
      )
      .max(200),
  }),
  refusals: [],
});

/**
 * How many open dead letters a filter matches, and how many of these can be handed back: their headers could be read, and they are
 * not parked until a newer version of the service runs.
 */
export const opsDeadLettersCount = defineOpsCommand({
  command: 'dead_letters_count',
  input: deadLetterFilter,
  output: z.object({ matching: count, redrivable: count, sampleIds: z.array(id).max(5) }),
  refusals: [],
});

const chosen = acting.extend({
  filter: deadLetterFilter,
  /** What the operator was shown; refused when there are more or fewer by now. */
  expected: count,
  /** Most letters the operator allows. */
  cap: count,
});

/**
 * Hands the matching dead letters to their handlers in this service again, as a job that is paused, resumed and cancelled like
 * a replay. Letters that become dead again are open again. `expected` counts those that can be redriven.
 */
export const opsDeadLettersRedrive = defineOpsCommand({
  command: 'dead_letters_redrive',
  input: chosen.extend({
    replayId: id,
    name: jobName,
    ratePerSecond,
  }),
  output: replayProgress,
  refusals: ['no_filter', 'count_differs', 'over_cap', 'already_started', 'name_taken'],
});

/** Closes the matching dead letters for good; the rows stay, with who and why. */
export const opsDeadLettersDiscard = defineOpsCommand({
  command: 'dead_letters_discard',
  input: chosen,
  output: z.object({ discarded: count }),
  refusals: ['no_filter', 'count_differs', 'over_cap'],
});
