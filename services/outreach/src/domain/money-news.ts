import { z } from 'zod';

/** What happened to a milestone's money that its client should hear of although they are not on its page. */
export const moneyNews = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('card_saved') }),
  z.object({ kind: z.literal('hold_ending'), captureBefore: z.iso.datetime() }),
  /** A payment without the client there did not come about, or their plan does not work: only they can go on. */
  z.object({ kind: z.literal('needs_client'), reason: z.string() }),
  z.object({ kind: z.literal('amount_reduced'), contractMinor: z.int().min(0) }),
  z.object({ kind: z.literal('refunded') }),
  z.object({ kind: z.literal('refund_failed') }),
]);

/** See {@link moneyNews}. */
export type MoneyNews = z.output<typeof moneyNews>;
