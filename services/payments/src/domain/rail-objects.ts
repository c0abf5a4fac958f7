import type { RailName } from './payment-reading.ts';

/** What each rail calls its hosted page and its payment; on PayPal one order is both. */
const OBJECTS = {
  stripe: { session: 'checkout.session', payment: 'payment_intent' },
  paypal: { session: 'order', payment: 'order' },
} as const satisfies Record<RailName, Record<'session' | 'payment', string>>;

/** The rail's word for a kind of object, to read it by. */
export function objectTypeOf(rail: RailName, kind: 'session' | 'payment'): string {
  return OBJECTS[rail][kind];
}
