import { z } from 'zod';
import { count, id, instant, text } from './fields.ts';
import { acting, defineOpsCommand, paged } from './ops-command.ts';

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

const chosen = acting.extend({ deadLetterIds: z.array(id).min(1).max(500) });

/** Hands dead letters to their handlers again. One that is not open is left as it is and not counted. */
export const opsDeadLettersRedrive = defineOpsCommand({
  command: 'dead_letters_redrive',
  input: chosen,
  output: z.object({ redriven: count }),
  refusals: [],
});

/** Closes dead letters for good; the rows stay, with who and why. One that is not open is left as it is. */
export const opsDeadLettersDiscard = defineOpsCommand({
  command: 'dead_letters_discard',
  input: chosen,
  output: z.object({ discarded: count }),
  refusals: [],
});
