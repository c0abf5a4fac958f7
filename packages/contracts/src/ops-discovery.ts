import { z } from 'zod';
import { postCounts, promptReading, runBudget, runPlan, sourceProgress } from './discovery-run.ts';
import { id, instant, text } from './fields.ts';
import { acting, defineOpsCommand } from './ops-command.ts';

/** What is wished for, beside what acting takes. */
const wish = {
  tenantId: id,
  source: text(200),
  query: text(500).nullable(),
  limit: z.int().min(1).max(1000).nullable(),
  budget: runBudget.optional(),
  /** A sentence that becomes searches by rules; `query` goes before it. */
  prompt: text(500).nullable().default(null),
  /** At most so many opportunities; those that a prompt counts when null. */
  maxFound: z.int().min(1).max(1000).nullable().default(null),
};

/** Says what {@link opsDiscover} would ask of the sources, and what that may cost. Nothing is sent. */
export const opsDiscoverPlan = defineOpsCommand({
  command: 'discover_plan',
  services: ['discovery'],
  input: z.object(wish),
  output: runPlan,
  refusals: ['unknown_source'],
});

/**
 * Runs discovery: over sources (`lines` null; names with commas between them, or `all` that are on) or over raw lines of an import, at
 * most 500 KB a request. The answer comes when the run is over or after 50 s, whichever is sooner.
 */
export const opsDiscover = defineOpsCommand({
  command: 'discover',
  services: ['discovery'],
  timeoutMs: 60_000,
  input: acting.extend({
    ...wish,
    /** False: nothing is drafted for what is found before `loop draft` orders it. */
    autoContract: z.boolean().default(true),
    lines: z.array(z.string().max(100_000)).max(500).nullable(),
  }),
  output: z.object({
    runId: id,
    /** Null while the run goes on without whoever asked. */
    completedAt: instant.nullable(),
    counts: postCounts,
    understood: promptReading.nullable(),
    sources: z.array(sourceProgress).max(50),
  }),
  refusals: ['unknown_source', 'source_off', 'source_unavailable'],
});

/** Name of a schedule within its tenant. */
const scheduleName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,49}$/);

/** Has a run made again and again, beginning now. One of that name is replaced. */
export const opsDiscoverSchedule = defineOpsCommand({
  command: 'discover_schedule',
  services: ['discovery'],
  input: acting.extend({ ...wish, name: scheduleName, everyMinutes: z.int().min(5).max(43_200) }),
  output: z.object({ name: scheduleName, nextDueAt: instant }),
  refusals: ['unknown_source'],
});

/** Ends a schedule; runs under way go on. */
export const opsDiscoverUnschedule = defineOpsCommand({
  command: 'discover_unschedule',
  services: ['discovery'],
  input: acting.extend({ tenantId: id, name: scheduleName }),
  output: z.object({ name: scheduleName }),
  refusals: ['not_found'],
});

/** The schedules of a tenant. */
export const opsDiscoverSchedules = defineOpsCommand({
  command: 'discover_schedules',
  services: ['discovery'],
  input: z.object({ tenantId: id }),
  output: z.object({
    schedules: z
      .array(
        z.object({
          name: scheduleName,
          everyMinutes: z.int(),
          source: text(200),
          query: text(500).nullable(),
          prompt: text(500).nullable(),
          nextDueAt: instant,
          lastRunId: id.nullable(),
        }),
      )
      .max(1_000),
  }),
  refusals: [],
});
