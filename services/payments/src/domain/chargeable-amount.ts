/**
 * Currencies whose smallest unit is a thousandth; card rails take them only in tenths of it, so the last digit must be 0.
 * https://docs.stripe.com/currencies#three-decimal
 */
const THREE_DECIMALS: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** Largest amount a card rail takes: eight digits. https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const LARGEST_MINOR = 99_999_999;

/**
 * Tells why an amount cannot be charged to a card, or undefined when it can. `amountMinor` counts the currency's own minor
 * units: cents of USD, whole JPY (which has none), thousandths of KWD.
 */
export function whyNotChargeable(amountMinor: number, currency: string): string | undefined {
  if (!Number.isInteger(amountMinor) || amountMinor <= 0) return 'The amount is not a positive number of minor units.';
  if (amountMinor > LARGEST_MINOR) return 'The amount is larger than a card payment can be.';
  if (THREE_DECIMALS.has(currency) && amountMinor % 10 !== 0) {
    return `An amount in ${currency} must end in a zero to be charged to a card.`;
  }
  return undefined;
}
