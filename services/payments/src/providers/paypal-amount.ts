import { z } from 'zod';
import { formatDecimal, parseDecimal } from '../domain/minor-units.ts';

/** Currencies PayPal is paid in. https://developer.paypal.com/reference/currency-codes/ */
const TAKEN: ReadonlySet<string> = new Set(
  'AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(' '),
);

/** Counted in hundredths everywhere, and taken by PayPal in whole units only. */
const WHOLE_UNITS: ReadonlySet<string> = new Set(['HUF', 'TWD']);

/** An amount in minor units; currency ISO 4217, upper case. */
export interface Minor {
  readonly amountMinor: number;
  readonly currency: string;
}

/** An amount as PayPal writes it, read into minor units; amounts that are none are refused by the schema. */
export const paypalMoney = z
  .object({ currency_code: z.string().regex(/^[A-Z]{3}$/), value: z.string().max(32) })
  .transform(({ currency_code: currency, value }, context): Minor => {
    const amountMinor = parseDecimal(value, currency);
    if (amountMinor !== undefined) return { amountMinor, currency };
    context.addIssue('is no amount of its currency');
    return z.NEVER;
  });

/** The amount for PayPal, as a decimal string; undefined for one that PayPal cannot be asked for. */
export function toPayPalMoney({ amountMinor, currency }: Minor): { currency_code: string; value: string } | undefined {
  if (!TAKEN.has(currency)) return undefined;
  if (!WHOLE_UNITS.has(currency)) return { currency_code: currency, value: formatDecimal(amountMinor, currency) };
  return amountMinor % 100 === 0 ? { currency_code: currency, value: String(amountMinor / 100) } : undefined;
}
