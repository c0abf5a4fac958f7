import type { Effect } from '@loop/runtime';
import { z } from 'zod';
import type { RailName } from '../domain/payment-reading.ts';

const moneyOrder = z.object({
  contractId: z.guid(),
  milestoneId: z.guid(),
  operationId: z.guid(),
  amountMinor: z.int().min(1),
  currency: z.string().length(3),
});

/** Whose money an act moves, and how much. */
export type MoneyOrder = z.output<typeof moneyOrder>;

/** What opening a hosted page is decided with. */
export const openSessionIntent = moneyOrder.extend({
  purpose: z.enum(['hold', 'save_card', 'prepaid']).default('hold'),
  customerRef: z.string().nullable().default(null),
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

/** What a hold without the client is decided with. */
export const placeHoldIntent = moneyOrder.extend({
  title: z.string(),
  purpose: z.enum(['hold', 'prepaid']),
  from: z.union([z.object({ customerRef: z.string(), cardRef: z.string() }), z.object({ sessionRef: z.string() })]),
});

/** What an act on a payment that exists is decided with: a capture, the release of a hold. */
export const paymentIntent = moneyOrder.extend({ paymentRef: z.string() });

/** What a refund is decided with. */
export const refundIntent = paymentIntent.extend({ reason: z.string() });

/** What the renewal of a hold is decided with; `captureBefore` is the end it had. */
export const reauthorizeIntent = paymentIntent.extend({ captureBefore: z.coerce.date().nullable() });

/** The acts on money of one rail. They follow from one another, so each is given them all. */
export interface RailEffects {
  readonly openSession: Effect<typeof openSessionIntent>;
  readonly readPayment: Effect<typeof readPaymentIntent>;
  readonly placeHold: Effect<typeof placeHoldIntent>;
  readonly capture: Effect<typeof paymentIntent>;
  readonly voidHold: Effect<typeof paymentIntent>;
  readonly refund: Effect<typeof refundIntent>;
  readonly reauthorize: Effect<typeof reauthorizeIntent>;
}

/** The acts on money, by rail. */
export type MoneyEffects = Readonly<Record<RailName, RailEffects>>;

/** Name of an effect of a rail; Stripe's came first and bear none. */
export function effectName(rail: RailName, act: string): string {
  return rail === 'stripe' ? act : `${rail}_${act}`;
}
