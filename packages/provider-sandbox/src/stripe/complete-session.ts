import type Stripe from 'stripe';
import { convertMinor } from './book-balance.ts';
import type { CardOnFile } from './stripe-tables.ts';
import type { StripeWorld } from './stripe-world.ts';

/** What adaptive pricing shows a payer from abroad; null when it is off, or nobody is from abroad. */
export function presentmentOf(
  world: StripeWorld,
  session: Stripe.Checkout.Session,
): Stripe.Checkout.Session.PresentmentDetails | null {
  const { payerCurrency: payer } = world.settings();
  const { amount_total: total, currency } = session;
  if (payer === null || total === null || currency === null || payer.currency === currency) return null;
  if (session.mode !== 'payment' || !session.adaptive_pricing?.enabled) return null;
  const presentment_amount = convertMinor(total, currency, payer.currency, payer.rate);
  return { presentment_amount, presentment_currency: payer.currency };
}

/** Ends a session with what was typed about the payer. Its page leads back to the shop from now on. */
export function completeSession(
  world: StripeWorld,
  sessionId: string,
  card: CardOnFile,
  paymentStatus: Stripe.Checkout.Session.PaymentStatus,
  customer: string | null,
): void {
  const stored = world.tables.sessions.get(sessionId);
  if (!stored) throw new Error('The session being completed is gone');
  const presentment = presentmentOf(world, stored.session);
  const session: Stripe.Checkout.Session = {
    ...stored.session,
    status: 'complete',
    payment_status: paymentStatus,
    customer,
    ...(presentment === null ? {} : { presentment_details: presentment }),
    customer_details: {
      address: { city: null, country: 'US', line1: null, line2: null, postal_code: null, state: null },
      business_name: null,
      email: card.email,
      individual_name: null,
      name: card.holder,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
  };
  world.tables.sessions.put(session.id, { ...stored, session });
  world.emit('checkout.session.completed', session);
}
