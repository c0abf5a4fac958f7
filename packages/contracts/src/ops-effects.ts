import { z } from 'zod';
import { count, id, instant, text } from './fields.ts';
import { acting, defineOpsCommand, paged } from './ops-command.ts';

/** Effects, newest first, without the text of what they send: in one state, at one provider, of one loop, or all (null). */
export const opsEffectsList = defineOpsCommand({
  command: 'effects_list',
  input: paged.extend({
    state: text(50).nullable(),
    provider: text(100).nullable(),
    correlationId: id.nullable().default(null),
  }),
  output: z.object({
    items: z
      .array(
        z.object({
          effectId: id,
          tenantId: id,
          kind: text(100),
          provider: text(100).nullable(),
          state: text(50),
          attempts: count,
          dueAt: instant,
          correlationId: id,
          causationId: id,
          createdAt: instant,
          endedAt: instant.nullable(),
          detail: text(500).nullable(),
        }),
      )
      .max(500),
    nextCursor: text(300).nullable(),
  }),
  refusals: [],
});

/**
 * Ends an `unknown` effect by what a person found out at the provider: it was done, or it was not and shall not be. It is
 * never performed again. `result` is what the provider gave it, as far as what follows needs it (a message's id).
 */
export const opsEffectsResolve = defineOpsCommand({
  command: 'effects_resolve',
  input: acting.extend({
    effectId: id,
    outcome: z.enum(['done', 'refused']),
    result: z.record(text(100), z.union([z.string().max(500), z.number(), z.boolean(), z.null()])),
  }),
  output: z.object({ effectId: id, outcome: z.enum(['done', 'refused']) }),
  refusals: ['not_found', 'not_unknown'],
});
