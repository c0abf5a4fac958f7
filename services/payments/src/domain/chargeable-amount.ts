import { whyNotRepresentable } from './minor-units.ts';

/** Largest amount a card rail takes: eight digits. https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const LARGEST_MINOR = 99_999_999;

/**
 * Tells why an amount cannot be charged to a card, or undefined when it can. `amountMinor` counts the currency's own minor
 * units: cents of USD, whole JPY (which has none), thousandths of KWD.
 */
export function whyNotChargeable(amountMinor: number, currency: string): string | undefined {
  if (!Number.isInteger(amountMinor) || amountMinor <= 0) return 'The amount is not a positive number of minor units.';
  if (amountMinor > LARGEST_MINOR) return 'The amount is larger than a card payment can be.';
  return whyNotRepresentable(amountMinor, currency);
}
