/** Currencies PayPal takes without decimals. https://developer.paypal.com/reference/currency-codes/ */
const wholeUnits: ReadonlySet<string> = new Set(['HUF', 'JPY', 'TWD']);

/** Currencies a PayPal account can be paid in. */
const supported: ReadonlySet<string> = new Set(
  'AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(' '),
);

/** An amount on the wire: `{"currency_code":"USD","value":"600.00"}`. */
export interface PayPalMoney {
  readonly currency_code: string;
  readonly value: string;
}

/** An amount in the smallest unit PayPal has of its currency. */
export interface Amount {
  readonly amountMinor: number;
  readonly currency: string;
}

/** PayPal's word for what is wrong with an amount. */
export type MoneyIssue =
  | 'INVALID_CURRENCY_CODE'
  | 'INVALID_PARAMETER_SYNTAX'
  | 'DECIMAL_PRECISION'
  | 'DECIMALS_NOT_SUPPORTED'
  | 'CANNOT_BE_ZERO_OR_NEGATIVE';

const digitsOf = (currency: string): number => (wholeUnits.has(currency) ? 0 : 2);

/** Reads a positive amount, or names what is wrong with it in PayPal's words. */
export function readMoney(money: PayPalMoney): Amount | { readonly issue: MoneyIssue } {
  const { currency_code: currency, value } = money;
  if (!supported.has(currency)) return { issue: 'INVALID_CURRENCY_CODE' };
  const match = /^(-?)(\d{0,20})(?:\.(\d+))?$/.exec(value);
  if (!match || value === '' || value === '-') return { issue: 'INVALID_PARAMETER_SYNTAX' };
  const [, sign, whole = '', decimals = ''] = match;
  const digits = digitsOf(currency);
  if (decimals.length > digits) return { issue: digits === 0 ? 'DECIMALS_NOT_SUPPORTED' : 'DECIMAL_PRECISION' };
  const amountMinor = Number(`${whole}${decimals.padEnd(digits, '0')}`);
  if (sign === '-' || amountMinor === 0) return { issue: 'CANNOT_BE_ZERO_OR_NEGATIVE' };
  return Number.isSafeInteger(amountMinor) ? { amountMinor, currency } : { issue: 'INVALID_PARAMETER_SYNTAX' };
}

/** The amount as a decimal string; negative amounts keep their sign. */
export function writeMoney({ amountMinor, currency }: Amount): PayPalMoney {
  const digits = digitsOf(currency);
  const sign = amountMinor < 0 ? '-' : '';
  const figures = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const value = digits === 0 ? figures : `${figures.slice(0, -digits)}.${figures.slice(-digits)}`;
  return { currency_code: currency, value: sign + value };
}

/** What a received payment costs: 3.49 % and a fixed part. */
export function feeOf({ amountMinor, currency }: Amount): number {
  const fixedMinor = digitsOf(currency) === 0 ? 40 : 49;
  return Math.min(amountMinor, Math.round((amountMinor * 349) / 10_000) + fixedMinor);
}

/** The most PayPal lets one capture of an authorization: 115 %, and in dollars 75.00 more than was authorized at most. */
export function captureLimit({ amountMinor, currency }: Amount): number {
  const percent = Math.floor((amountMinor * 115) / 100);
  return currency === 'USD' ? Math.min(percent, amountMinor + 7_500) : percent;
}
