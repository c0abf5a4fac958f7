/** What money on a page is worth: only `live` is real. */
export type MoneyMode = 'sandbox' | 'test' | 'live';
