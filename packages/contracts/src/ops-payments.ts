import { z } from 'zod';
import { amountMinor, currency, id } from './fields.ts';
import { acting, defineOpsCommand } from './ops-command.ts';

/** `asked`: the provider has not answered yet; the operation goes on by itself. `refused`: it said no, nothing was moved. */
const operationOutcome = z.object({
  operationId: id,
  amountMinor,
  currency,
  outcome: z.enum(['done', 'refused', 'asked']),
});

const onMilestone = acting.extend({ tenantId: id, milestoneId: id });

/** Gives captured money back: an amount, or all that is left (null). One refund of a milestone is under way at a time. */
export const opsPaymentsRefund = defineOpsCommand({
  command: 'payments_refund',
  services: ['payments'],
  timeoutMs: 20_000,
  input: onMilestone.extend({ amountMinor: amountMinor.nullable() }),
  output: operationOutcome,
  refusals: ['not_found', 'payments_not_configured', 'not_captured', 'over_captured', 'disputed', 'under_way'],
});

/** Releases a hold: nothing is taken, and the milestone is unfunded again. */
export const opsPaymentsVoid = defineOpsCommand({
  command: 'payments_void',
  services: ['payments'],
  timeoutMs: 20_000,
  input: onMilestone,
  output: operationOutcome,
  refusals: ['not_found', 'payments_not_configured', 'not_held', 'under_way'],
});

/** Lowers what an approval captures, as was agreed with the client; it is never raised, and the contract stays as it was signed. */
export const opsPaymentsReduce = defineOpsCommand({
  command: 'payments_reduce',
  services: ['payments'],
  input: onMilestone.extend({ amountMinor: amountMinor.min(1) }),
  output: z.object({ milestoneId: id, amountMinor, contractMinor: amountMinor, currency }),
  refusals: ['not_found', 'already_captured', 'not_lower', 'under_way'],
});
