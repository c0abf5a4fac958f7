import type { Effect } from '@loop/runtime';
import { z } from 'zod';
import type { Mode } from '../domain/payment.ts';
import type { RailName } from '../domain/payment-reading.ts';
import type { readPaymentIntent } from './money-effects.ts';

/** What one page of a provider's list is read with. `page` counts from 1. */
export const matchPageIntent = z.object({
  runId: z.guid(),
  list: z.enum(['balance', 'payouts', 'events']),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  cursor: z.string().nullable(),
  page: z.int().min(1),
});

/** See {@link matchPageIntent}. */
export type MatchPage = z.output<typeof matchPageIntent>;

/** What reconciliation does outside, of one rail: it lists, and has payments read. */
export interface MatchEffects {
  readonly matchPage: Effect<typeof matchPageIntent>;
  readonly readPayment: Effect<typeof readPaymentIntent>;
}

/** Whose lists are walked through. */
export interface MatchContext {
  readonly rail: RailName;
  readonly mode: Mode;
  readonly effects: MatchEffects;
}
