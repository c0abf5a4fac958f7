/** A way in which people write a currency, before an amount or behind it. */
export interface CurrencySign {
  readonly written: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Where the sign is shared by several currencies: which one it is for who writes in a language (ISO 639-1). */
  readonly byLanguage?: Readonly<Record<string, string>>;
}

const sign = (currency: string, ...written: readonly string[]): CurrencySign[] =>
  written.map((one) => ({ written: one, currency }));

const CROWNS = { da: 'DKK', no: 'NOK', nb: 'NOK', is: 'ISK' };

/** Codes that people write in capitals or not; each may stand before or behind. */
export const CURRENCY_CODES = [
  ...[
    'USD',
    'EUR',
    'GBP',
    'CHF',
    'CAD',
    'AUD',
    'NZD',
    'SGD',
    'HKD',
    'INR',
    'JPY',
    'CNY',
    'RMB',
    'KRW',
    'TWD',
    'THB',
    'VND',
    'IDR',
  ],
  ...[
    'MYR',
    'PHP',
    'PKR',
    'BDT',
    'LKR',
    'AED',
    'SAR',
    'ILS',
    'TRY',
    'EGP',
    'ZAR',
    'NGN',
    'KES',
    'GHS',
    'BRL',
    'MXN',
    'ARS',
    'CLP',
  ],
  ...['COP', 'PEN', 'PLN', 'CZK', 'HUF', 'RON', 'BGN', 'SEK', 'NOK', 'DKK', 'ISK', 'UAH', 'RUB', 'KZT', 'GEL', 'RSD'],
] as const;

/** Signs that stand before an amount. */
export const SIGNS_BEFORE: readonly CurrencySign[] = [
  ...sign('USD', 'us$', 'u$s', 'u$d', '$'),
  ...sign('CAD', 'ca$', 'cad$', 'cdn$', 'c$'),
  ...sign('AUD', 'au$', 'a$', 'aud$'),
  ...sign('NZD', 'nz$'),
  ...sign('SGD', 'sg$', 's$'),
  ...sign('HKD', 'hk$'),
  ...sign('TWD', 'nt$'),
  ...sign('BRL', 'r$'),
  ...sign('MXN', 'mx$'),
  ...sign('EUR', '€'),
  ...sign('GBP', '£'),
  ...sign('CHF', 'fr.', 'sfr.'),
  { written: '¥', currency: 'JPY', byLanguage: { zh: 'CNY' } },
  ...sign('INR', '₹', 'rs.', 'rs'),
  ...sign('RUB', '₽'),
  ...sign('KRW', '₩'),
  ...sign('TRY', '₺'),
  ...sign('UAH', '₴'),
  ...sign('VND', '₫'),
  ...sign('PHP', '₱'),
  ...sign('THB', '฿'),
  ...sign('ILS', '₪'),
  ...sign('NGN', '₦'),
  ...sign('MYR', 'rm'),
  ...sign('IDR', 'rp.', 'rp'),
  { written: 'kr.', currency: 'SEK', byLanguage: CROWNS },
  { written: 'kr', currency: 'SEK', byLanguage: CROWNS },
];

/** Signs and words that stand behind an amount. */
export const SIGNS_BEHIND: readonly CurrencySign[] = [
  ...sign(
    'USD',
    '$',
    'us dollars',
    'dollars',
    'dollar',
    'bucks',
    'dólares',
    'dolares',
    'долларов',
    'доллара',
    '美元',
    '美金',
    'ドル',
    '달러',
  ),
  ...sign('EUR', '€', 'euros', 'euro', 'евро', '欧元', 'ευρώ'),
  ...sign('GBP', '£', 'pounds', 'quid', 'pounds sterling'),
  ...sign('CHF', 'franken', 'stutz', 'fr.'),
  ...sign('INR', '₹', 'rupees', 'rs.', 'rs'),
  ...sign('JPY', '円', 'yen'),
  ...sign('CNY', '元', '人民币', 'yuan', '块'),
  ...sign('KRW', '₩', '원', 'won'),
  ...sign('RUB', '₽', 'рублей', 'рубля', 'рубль', 'руб.', 'руб', 'р.', 'rubles', 'roubles'),
  ...sign('UAH', '₴', 'гривень', 'гривен', 'гривні', 'грн.', 'грн'),
  ...sign('PLN', 'złotych', 'zlotych', 'złote', 'zł', 'zl', 'zloty'),
  ...sign('TRY', '₺', 'tl', 'lira'),
  ...sign('CZK', 'kč', 'kc', 'korun'),
  ...sign('HUF', 'ft', 'forint'),
  ...sign('RON', 'lei', 'leu'),
  ...sign('BGN', 'лв.', 'лв', 'лева'),
  ...sign('BRL', 'reais', 'real'),
  ...sign('ILS', '₪', 'שקל', 'shekels'),
  ...sign('THB', '฿', 'บาท', 'baht'),
  ...sign('VND', '₫', 'đồng'),
  ...sign('IDR', 'rupiah'),
  ...sign('PHP', '₱'),
  ...sign('KZT', '₸', 'тенге'),
  ...sign('ZAR', 'rand'),
  ...sign('NGN', '₦', 'naira'),
  { written: 'kronor', currency: 'SEK' },
  { written: 'kroner', currency: 'NOK', byLanguage: { da: 'DKK' } },
  { written: 'kr.', currency: 'SEK', byLanguage: CROWNS },
  { written: 'kr', currency: 'SEK', byLanguage: CROWNS },
  { written: 'pesos', currency: 'MXN' },
];

/** How many digits of a currency stand behind the point, by ISO 4217. */
export const MINOR_DIGITS: ReadonlyMap<string, number> = new Map(
  CURRENCY_CODES.map((currency) => [
    currency,
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2,
  ]),
);
