import { z } from 'zod';
import { postCounts, runBudget, sourceProgress } from './discovery-run.ts';
import { id, instant, text } from './fields.ts';
import { acting, defineOpsCommand } from './ops-command.ts';

/**
 * Runs discovery: over sources (`lines` null; names with commas between them, or `all` that are on) or over raw lines of an import, at
 * most 500 KB a request. The answer comes when the run is over or after 50 s, whichever is sooner.
 */
export const opsDiscover = defineOpsCommand({
  command: 'discover',
  services: ['discovery'],
  timeoutMs: 60_000,
  input: acting.extend({
    tenantId: id,
    source: text(200),
    query: text(500).nullable(),
    limit: z.int().min(1).max(1000).nullable(),
    lines: z.array(z.string().max(100_000)).max(500).nullable(),
    budget: runBudget.optional(),
  }),
  output: z.object({
    runId: id,
    /** Null while the run goes on without whoever asked. */
    completedAt: instant.nullable(),
    counts: postCounts,
    sources: z.array(sourceProgress).max(50),
  }),
  refusals: ['unknown_source', 'source_off', 'source_unavailable'],
});
