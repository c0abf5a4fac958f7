/** What a post offers to pay for the whole of the work. */
export interface Budget {
  /** ISO 4217 in upper case. */
  readonly currency: string;
  /** Whole major units; the upper end of a range. */
  readonly amount: number;
  /** As it stands in the post. */
  readonly quoted: string;
}

const SYMBOLS: Readonly<Record<string, string>> = {
  $: 'USD',
  us$: 'USD',
  usd: 'USD',
  '€': 'EUR',
  eur: 'EUR',
  '£': 'GBP',
  gbp: 'GBP',
};

const AMOUNT = String.raw`\d{1,3}(?:[,.]\d{3})+|\d+(?:\.\d{1,2})?`;
/** An amount before its currency (`3,000 USD`) is put behind it first, so that one pattern reads both. */
const AMOUNT_FIRST = new RegExp(String.raw`(?<![\d.,$€£])(${AMOUNT})(k?)\s?(usd|eur|gbp|€|£)(?![\d\w])`, 'gi');

const MONEY = new RegExp(
  String.raw`(us\$|[$€£]|\b(?:usd|eur|gbp)\s?)\s?(${AMOUNT})\s?(k)?(?:\s?(?:-|–|—|to)\s?(?:us\$|[$€£])?\s?(${AMOUNT})\s?(k)?)?(\s?(?:usd|eur|gbp)\b)?`,
  'gi',
);

/** What follows a figure that is a rate, a salary or somebody's turnover, and so no budget. */
const NOT_A_TOTAL =
  /^\s*(\/|per |an? |p\.?\s?)?\s*(h\b|hr|hour|day\b|week|month|mo\b|year|yr|annum|\bpa\b|k\/|m\b|mm\b|million|arr\b|mrr\b|salary|base\b|revenue|in funding)/i;
const CUE = /\b(budget|pay(ing)?|offer(ing)?|bounty|fixed|reward|up to|around|about|total|price)\b[^.\n]{0,24}$/i;

function amountOf(digits: string, thousands: boolean): number {
  return Number(digits.replaceAll(/[,.](?=\d{3}(\D|$))/g, '')) * (thousands ? 1000 : 1);
}

/**
 * Finds the offered total: the first figure announced as one ("budget", "bounty", …), else the first plain figure.
 * Hourly rates, salaries and turnover are no totals. Returns null where none is stated.
 */
export function readBudget(post: string): Budget | null {
  const text = post.replaceAll(AMOUNT_FIRST, '$3 $1$2');
  let first: Budget | null = null;
  for (const match of text.matchAll(MONEY)) {
    const [whole, symbol = '', low = '', lowK, high, highK, after] = match;
    if (NOT_A_TOTAL.test(text.slice(match.index + whole.length))) continue;
    const currency = SYMBOLS[(after ?? symbol).trim().toLowerCase()] ?? 'USD';
    const thousands = (highK ?? lowK) !== undefined;
    const amount = amountOf(high ?? low, thousands);
    const budget = { currency, amount, quoted: whole.trim() };
    if (CUE.test(text.slice(Math.max(0, match.index - 40), match.index))) return budget;
    first ??= budget;
  }
  return first;
}
