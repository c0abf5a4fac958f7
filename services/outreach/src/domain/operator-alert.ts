import { z } from 'zod';

/** What the operator is to be told. Holds no personal data, as payments promises of its summaries. */
export const operatorAlert = z.object({
  alertId: z.guid(),
  severity: z.enum(['warning', 'critical']),
  code: z.string(),
  summary: z.string(),
  milestoneId: z.guid().nullable(),
  contractId: z.guid().nullable(),
  mode: z.enum(['sandbox', 'test', 'live']),
});

/** See {@link operatorAlert}. */
export type OperatorAlert = z.output<typeof operatorAlert>;
