import { z } from 'zod';

/**
 * What an operator of the sandbox may change about Stripe. A key that is left out keeps its value; settings survive a
 * restart.
 */
export const stripeSettings = z.strictObject({
  /**
   * Requests a second (real time) an API key may make before it is answered 429; null for as many as come. Stripe itself
   * allows 25 in a sandbox and 100 in live mode. https://docs.stripe.com/rate-limits
   */
  requestsPerSecond: z.int().min(1).max(100_000).nullable(),
  /**
   * Virtual seconds between a capture and its balance transaction; 0 books at once. Until then the charge's
   * `balance_transaction` is null, and `charge.updated` follows.
   * https://docs.stripe.com/payments/payment-intents/asynchronous-capture
   */
  balanceDelaySeconds: z
    .int()
    .min(0)
    .max(30 * 86_400),
  /** What becomes of refunds to ordinary cards. */
  refunds: z.enum(['succeed', 'pend', 'lack_funds']),
  /** Whether each virtual day ends with a payout of what is available. */
  payouts: z.enum(['daily', 'off']),
  /**
   * The one currency the account settles in, and how many of its major units a major unit of another is worth; null settles
   * each currency in itself.
   */
  settlement: z
    .strictObject({
      currency: z.string().regex(/^[a-z]{3}$/),
      rates: z.record(z.string().regex(/^[a-z]{3}$/), z.number().gt(0)),
    })
    .nullable(),
  /** Where payers come from: with adaptive pricing on, Checkout shows and takes this currency. */
  payerCurrency: z.strictObject({ currency: z.string().regex(/^[a-z]{3}$/), rate: z.number().gt(0) }).nullable(),
});

/** See {@link stripeSettings}. */
export type StripeSettings = z.output<typeof stripeSettings>;

/** How the sandbox begins. */
export const defaultStripeSettings: StripeSettings = {
  requestsPerSecond: null,
  balanceDelaySeconds: 0,
  refunds: 'succeed',
  payouts: 'daily',
  settlement: null,
  payerCurrency: null,
};
