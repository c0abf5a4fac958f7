import type { Effect } from '@loop/runtime';
import { z } from 'zod';

const amount = z.object({ amountMinor: z.int().min(1), currency: z.string().length(3) });

/** What opening a hosted page is decided with. */
export const openSessionIntent = amount.extend({
  contractId: z.guid(),
  milestoneId: z.guid(),
  operationId: z.guid(),
  title: z.string(),
  successUrl: z.url(),
  cancelUrl: z.url(),
});

/** What a reading is decided with. `providerEventId` is null when no notice of the provider led to it. */
export const readPaymentIntent = z.object({
  objectType: z.string(),
  objectRef: z.string(),
  providerEventId: z.string().nullable(),
});

/** What a capture is decided with. */
export const captureIntent = amount.extend({
  milestoneId: z.guid(),
  operationId: z.guid(),
  contractId: z.guid(),
  paymentRef: z.string(),
});

/** The acts on money. They follow from one another, so each is given them all. */
export interface MoneyEffects {
  readonly openSession: Effect<typeof openSessionIntent>;
  readonly readPayment: Effect<typeof readPaymentIntent>;
  readonly capture: Effect<typeof captureIntent>;
}
