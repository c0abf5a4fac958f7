import { z } from 'zod';
import { code, count, externalId, id, instant, reasons, score, text } from './fields.ts';
import { judged } from './judged-post.ts';
import { defineOpsCommand } from './ops-command.ts';

/** What became of one post. Never its words, its author or its address: those are in the events about it. */
const judgedPost = z.object({
  opportunityId: id,
  platform: code,
  externalId,
  found: z.boolean(),
  /** Null for what was found. */
  dropReason: text(100).nullable(),
  /** Why it was dropped, in a sentence. */
  detail: text(500).nullable(),
  duplicateOf: id.nullable(),
  /** Null for what was dropped, and what was found before scores were kept. */
  score: score.nullable(),
  reasons,
  judged: judged.nullable(),
  runId: id,
  seenAt: instant,
  forgottenAt: instant.nullable(),
});

/**
 * Posts as they were judged: those that were found, the best first (a platform's own with its author, then the score), or those that
 * were dropped, the newest first.
 */
export const opsOpportunitiesList = defineOpsCommand({
  command: 'opportunities_list',
  services: ['discovery'],
  input: z.object({
    tenantId: id,
    limit: z.int().min(1).max(500),
    /** The last post of the page before. */
    cursor: id.nullable(),
    verdict: z.enum(['found', 'dropped']),
    /** Only those that were dropped for this. */
    dropReason: text(100).nullable(),
    runId: id.nullable(),
  }),
  output: z.object({ items: z.array(judgedPost).max(500), nextCursor: id.nullable() }),
  refusals: [],
});

/** One post as it was judged, with the posts that were dropped because they repeat it: how many, and the newest hundred. */
export const opsOpportunitiesShow = defineOpsCommand({
  command: 'opportunities_show',
  services: ['discovery'],
  input: z.object({ tenantId: id, opportunityId: id }),
  output: judgedPost.extend({ duplicateCount: count, duplicates: z.array(judgedPost).max(100) }),
  refusals: ['not_found'],
});
