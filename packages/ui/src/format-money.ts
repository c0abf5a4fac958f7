const formats = new Map<string, { readonly format: Intl.NumberFormat; readonly digits: number }>();

function formatOf(currency: string) {
  const known = formats.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  const made = { format, digits: format.resolvedOptions().maximumFractionDigits ?? 2 };
  formats.set(currency, made);
  return made;
}

/**
 * `120000`, `USD` → `$1,200.00`; `5000`, `JPY` → `¥5,000`. For reading only: the number of decimals is CLDR's, and an
 * amount shown is never read back.
 */
export function formatMoney(amountMinor: number, currency: string): string {
  const { format, digits } = formatOf(currency);
  return format.format(amountMinor / 10 ** digits);
}
