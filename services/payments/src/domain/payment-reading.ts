import { z } from 'zod';

const ref = z.string().min(1);
const amountMinor = z.int().min(0);

/** Why a card was declined. `ref` names this one refusal, so that several notices about it are one failure. */
const decline = z.object({ code: z.string().min(1), ref });

const intent = z.object({
  ref,
  status: z.enum(['open', 'held', 'captured', 'expired', 'voided']),
  amountMinor,
  heldMinor: amountMinor,
  capturedMinor: amountMinor,
  /** What of the captured went back to the client. */
  refundedMinor: amountMinor,
  /** Whether the client's bank has taken the money back for the time being. */
  isDisputed: z.boolean(),
  /** ISO 4217, upper case. */
  currency: z.string().length(3),
  captureBefore: z.coerce.date().nullable(),
  decline: decline.nullable(),
});

/**
 * What a payment rail answered when it was asked about a payment. It is read from the rail itself, never taken from a
 * notice; amounts are in minor units. `order` is what we wrote onto the payment when we opened it, null when somebody else
 * made it; `live` is the rail's word on whether the money is real; `readAt` is real time.
 */
export const paymentReading = z.object({
  order: z
    .object({ tenantId: z.guid(), contractId: z.guid(), milestoneId: z.guid(), operationId: z.guid() })
    .nullable(),
  session: z.object({ ref, status: z.enum(['open', 'complete', 'expired']) }).nullable(),
  intent: intent.nullable(),
  live: z.boolean(),
  readAt: z.coerce.date(),
});

/** See {@link paymentReading}. */
export type PaymentReading = z.output<typeof paymentReading>;

/** Why a card was declined, in the rail's own words. */
export type Decline = z.output<typeof decline>;
