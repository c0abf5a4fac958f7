import { z } from 'zod';
import { id, instant, text } from './fields.ts';
import { acting, defineOpsCommand } from './ops-command.ts';

/** A tenant's word, newest first: whether authors of Reddit and X may be matched with what stands elsewhere, and on what basis. */
const decisions = z.array(
  z.object({
    isOn: z.boolean(),
    /** Null where it was turned off. */
    basis: text(500).nullable(),
    actor: text(200),
    reason: text(500),
    decidedAt: instant,
  }),
);

/**
 * Decides whether a tenant's authors of Reddit and X may be matched with identities off those platforms; off until decided. Turning it on
 * takes the legal basis, and the tenant's confirmation of it.
 */
export const opsMatchingDecide = defineOpsCommand({
  command: 'matching_decide',
  services: ['enrichment'],
  input: acting.extend({ tenantId: id, isOn: z.boolean(), basis: text(500).nullable(), isConfirmed: z.boolean() }),
  output: z.object({ decisions: decisions.max(50) }),
  refusals: ['basis_not_confirmed'],
});

/** What a tenant decided about matching, newest first; nothing means that it is off. */
export const opsMatchingShow = defineOpsCommand({
  command: 'matching_show',
  services: ['enrichment'],
  input: z.object({ tenantId: id }),
  output: z.object({ decisions: decisions.max(50) }),
  refusals: [],
});
