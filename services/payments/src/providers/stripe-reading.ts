import type Stripe from 'stripe';
import { z } from 'zod';
import { blankReading, type PaymentRead, type PaymentReading } from '../domain/payment-reading.ts';
import type { CheckoutSession } from './payment-rail.ts';

/** What we write onto every session and intent we make; anything else came from somebody else. */
const orderMetadata = z.object({ tenant: z.uuid(), contract: z.uuid(), milestone: z.uuid(), operation: z.uuid() });

/** The intent's statuses that say something is settled; all others are still on their way. */
const INTENT_STATUS: Partial<Record<Stripe.PaymentIntent.Status, PaymentRead['status']>> = {
  requires_action: 'requires_action',
  requires_capture: 'held',
  succeeded: 'captured',
};

const sessionStatus = z.enum(['open', 'complete', 'expired']);

/** The checkout session in our words. Throws when its status is none we know: it is no hosted page of ours. */
export function checkoutSessionOf({ id, status, url, expires_at }: Stripe.Checkout.Session): CheckoutSession {
  return { ref: id, status: sessionStatus.parse(status), url, expiresAt: fromSeconds(expires_at) };
}

/** The payment as a session, with its intent expanded, tells it. */
export function readingOfSession(session: Stripe.Checkout.Session): PaymentReading {
  const intent = typeof session.payment_intent === 'string' ? null : session.payment_intent;
  const status = sessionStatus.safeParse(session.status);
  return {
    ...blankReading('stripe', session.livemode, new Date()),
    order: orderOf(session.metadata),
    session: status.success ? { ref: session.id, purpose: 'hold', status: status.data } : null,
    ...(intent === null ? {} : movementsOf(intent)),
  };
}

/** The payment as an intent, with its latest charge expanded, tells it. */
export function readingOfIntent(intent: Stripe.PaymentIntent): PaymentReading {
  return {
    ...blankReading('stripe', intent.livemode, new Date()),
    order: orderOf(intent.metadata),
    ...movementsOf(intent),
  };
}

/** The payment as a charge, with its intent expanded, tells it. A charge without one was made by other software. */
export function readingOfCharge({ livemode, payment_intent: intent }: Stripe.Charge): PaymentReading {
  if (intent !== null && typeof intent !== 'string') return readingOfIntent(intent);
  return blankReading('stripe', livemode, new Date());
}

function orderOf(metadata: Stripe.Metadata | null): PaymentReading['order'] {
  const parsed = orderMetadata.safeParse(metadata);
  if (!parsed.success) return null;
  const { tenant, contract, milestone, operation } = parsed.data;
  return { tenantId: tenant, contractId: contract, milestoneId: milestone, operationId: operation };
}

function movementsOf(intent: Stripe.PaymentIntent): Pick<PaymentReading, 'payment' | 'refunds' | 'disputes'> {
  const charge = typeof intent.latest_charge === 'string' ? null : intent.latest_charge;
  const amountMinor = charge?.amount_refunded ?? 0;
  const refund = { ref: `${charge?.id}:refunded`, status: 'succeeded', amountMinor, operationId: null } as const;
  const dispute = { ref: `${charge?.id}:disputed`, status: 'disputed', providerStatus: 'disputed' } as const;
  const isGivenBack = amountMinor > 0 && intent.status === 'succeeded';
  return {
    payment: paymentOf(intent, charge),
    refunds: isGivenBack ? [{ ...refund, reason: 'unspecified' }] : [],
    disputes: charge?.disputed
      ? [{ ...dispute, amountMinor: charge.amount, reason: 'unspecified', respondBy: null }]
      : [],
  };
}

function paymentOf(intent: Stripe.PaymentIntent, charge: Stripe.Charge | null): PaymentRead {
  const captureBefore = charge?.payment_method_details?.card?.capture_before;
  return {
    ref: intent.id,
    status: statusOf(intent),
    amountMinor: intent.amount,
    heldMinor: intent.amount_capturable,
    capturedMinor: intent.amount_received,
    currency: intent.currency.toUpperCase(),
    captureBefore: captureBefore === undefined ? null : fromSeconds(captureBefore),
    renewableFrom: null,
    decline: declineOf(intent),
  };
}

/** A hold that ran out is cancelled by Stripe itself, with the reason `automatic`. */
function statusOf({ status, cancellation_reason }: Stripe.PaymentIntent): PaymentRead['status'] {
  if (status === 'canceled') return cancellation_reason === 'automatic' ? 'expired' : 'voided';
  return INTENT_STATUS[status] ?? 'open';
}

function declineOf({ id, status, last_payment_error: error }: Stripe.PaymentIntent): PaymentRead['decline'] {
  if (status !== 'requires_payment_method' || error === null) return null;
  const code = (error.decline_code ?? error.code ?? 'card_declined').toLowerCase();
  return {
    code: /^[a-z0-9][a-z0-9_.-]{0,99}$/.test(code) ? code : 'card_declined',
    ref: error.charge ?? `${id}:${code}`,
  };
}

function fromSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}
