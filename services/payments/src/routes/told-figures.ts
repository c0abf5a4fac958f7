import { z } from 'zod';

const mode = z.enum(['sandbox', 'test', 'live']);
const currency = z.string().regex(/^[A-Z]{3}$/);
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);

/** A figure that never stands without its kind, mode and evidence. */
export const toldFigure = z.object({
  kind: z.enum(['contracted', 'held', 'earned']),
  basis: z.enum(['projected', 'actual']).describe('projected: signed for, in nobody’s hands'),
  mode,
  currency,
  amountMinor: z.int(),
  amount: decimal,
  evidenceCount: z.int().min(0),
  countsAsRevenue: z.boolean().describe('Only earned money of live mode'),
});

/** How far figures may be believed. */
export const toldBasis = z.object({
  frozen: z.boolean().describe('The ledger and the provider disagree: figures end at lastReconciledAt'),
  lastReconciledAt: z.iso.datetime().nullable(),
  unexplainedLines: z.int().min(0),
});

/** An amount without a kind: what a provider charged or kept. */
export const toldAmount = z.object({ mode, currency, amountMinor: z.int() });

/** A figure of the old statistics. */
export const historicFigure = z.object({
  value: z.union([z.int().min(0), decimal]),
  basis: z.enum(['projected', 'actual']),
  evidence_count: z.int().min(0),
});

/** A total in a currency that is not US dollars; nothing is converted. */
export const historicOther = historicFigure.extend({ name: z.enum(['total_value', 'total_released']), currency });
