/**
 * Currencies whose number of decimals is not two, as card rails count them. ISO 4217 (list one, amendment 180), with Stripe's
 * special cases (https://docs.stripe.com/currencies#special-cases): ISK and UGX have no minor unit any more, but are still
 * counted in hundredths that must be whole units (5 ISK is 500); MGA is counted in whole units though ISO gives it a
 * non-decimal fifth.
 */
const ZERO = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF';
const THREE = 'BHD IQD JOD KWD LYD OMR TND';

const DIGITS: ReadonlyMap<string, number> = new Map([
  ...ZERO.split(' ').map((currency) => [currency, 0] as const),
  ...THREE.split(' ').map((currency) => [currency, 3] as const),
]);

/** Counted in hundredths of which only whole hundreds exist. */
const WHOLE_UNITS_ONLY: ReadonlySet<string> = new Set(['ISK', 'UGX']);

/** How many decimals a currency's amounts have: 2 USD, 0 JPY, 3 KWD. `currency` is ISO 4217, upper case. */
export function minorDigits(currency: string): number {
  return DIGITS.get(currency) ?? 2;
}

/**
 * Tells why an amount does not exist on a card rail though it counts minor units, or undefined when it does: thousandths are
 * taken in tens only (https://docs.stripe.com/currencies#three-decimal), ISK and UGX in whole units.
 */
export function whyNotRepresentable(amountMinor: number, currency: string): string | undefined {
  if (minorDigits(currency) === 3 && amountMinor % 10 !== 0) {
    return `An amount in ${currency} must end in a zero to be charged to a card.`;
  }
  if (WHOLE_UNITS_ONLY.has(currency) && amountMinor % 100 !== 0) return `An amount in ${currency} has no decimals.`;
  return undefined;
}

/** Minor units as the decimal string of a rail that takes those: `33334`, `USD` → `333.34`; `5000`, `JPY` → `5000`. */
export function formatDecimal(amountMinor: number, currency: string): string {
  const digits = minorDigits(currency);
  const sign = amountMinor < 0 ? '-' : '';
  const units = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const whole = units.slice(0, units.length - digits);
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${units.slice(-digits)}`;
}

/**
 * Minor units of a decimal string, without ever being a fraction: `333.34`, `USD` → `33334`. Fewer decimals than the currency
 * has are filled up, more are taken where they are zeros. Undefined for what is no amount of the currency.
 */
export function parseDecimal(decimal: string, currency: string): number | undefined {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,10}))?$/.exec(decimal);
  if (match === null) return undefined;
  const [, sign = '', whole = '', decimals = ''] = match;
  const digits = minorDigits(currency);
  if (/[^0]/.test(decimals.slice(digits))) return undefined;
  const amountMinor = Number(`${whole}${decimals.slice(0, digits).padEnd(digits, '0')}`);
  if (!Number.isSafeInteger(amountMinor)) return undefined;
  return sign === '' || amountMinor === 0 ? amountMinor : -amountMinor;
}
