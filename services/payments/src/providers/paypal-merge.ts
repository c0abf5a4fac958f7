import type { PayPalAuthorization, PayPalCapture, PayPalOrder, PayPalRefund } from './paypal-objects.ts';

type Payments = PayPalOrder['purchase_units'][0]['payments'];

/** The order with what an act on it answered: both are PayPal's words, and a third call could only lose them. */
function withPayments(order: PayPalOrder, change: (payments: Payments) => Partial<Payments>): PayPalOrder {
  const [unit] = order.purchase_units;
  return { ...order, purchase_units: [{ ...unit, payments: { ...unit.payments, ...change(unit.payments) } }] };
}

const replacing = <T extends { readonly id: string }>(all: readonly T[], one: T): T[] => [
  ...all.filter(({ id }) => id !== one.id),
  one,
];

/** The order with an authorization as it is now. */
export const withHold = (order: PayPalOrder, held: PayPalAuthorization): PayPalOrder =>
  withPayments(order, ({ authorizations }) => ({ authorizations: replacing(authorizations, held) }));

/** The order with a capture as it is now. */
export const withCapture = (order: PayPalOrder, taken: PayPalCapture): PayPalOrder =>
  withPayments(order, ({ captures }) => ({ captures: replacing(captures, taken) }));

/** The order with a refund as it is now. */
export const withRefund = (order: PayPalOrder, given: PayPalRefund): PayPalOrder =>
  withPayments(order, ({ refunds }) => ({ refunds: replacing(refunds, given) }));
