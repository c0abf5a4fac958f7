import { z } from 'zod';

/** A captured charge, named by itself or by its PaymentIntent. */
const payment = z.string().regex(/^(?:ch|pi)_/, 'must be a charge or a payment intent');

/** `POST /_sandbox/stripe/disputes`. */
export const disputeBody = z.strictObject({
  payment,
  kind: z.enum(['inquiry', 'dispute']).default('dispute'),
  reason: z.string().min(1).default('fraudulent'),
  amountMinor: z.int().min(1).optional(),
});

/** `POST /_sandbox/stripe/disputes/{id}`. */
export const disputeStepBody = z.union([
  z.strictObject({
    to: z.enum(['escalated', 'answered', 'won', 'lost', 'inquiry_closed', 'prevented', 'appealed']),
  }),
  z.strictObject({ to: z.literal('status'), status: z.string().min(1) }),
]);

/** `POST /_sandbox/stripe/refunds/{id}`. */
export const refundEndBody = z.strictObject({ end: z.enum(['succeeded', 'failed', 'canceled']) });

/** `POST /_sandbox/stripe/fraud-warnings`. */
export const fraudWarningBody = z.strictObject({ payment, fraudType: z.string().min(1).default('misc') });

/** `POST /_sandbox/stripe/payouts`. */
export const payoutBody = z.strictObject({
  outcome: z.enum(['paid', 'failed', 'in_transit']).default('paid'),
  includesPending: z.boolean().default(false),
});

/** `POST /_sandbox/stripe/payouts/{id}`. */
export const payoutEndBody = z.strictObject({ outcome: z.enum(['paid', 'failed']) });
