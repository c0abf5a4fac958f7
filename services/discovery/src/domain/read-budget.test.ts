import { expect, test } from '@jest/globals';
import { readBudget } from './read-budget.ts';

const money = (text: string, language: string | null = null) => {
  const budget = readBudget(text, language);
  if (budget === null) return null;
  const { currency, lowMinor, highMinor, per } = budget;
  const range = lowMinor === highMinor ? `${lowMinor}` : `${lowMinor}-${highMinor}`;
  return per === 'job' ? `${currency} ${range}` : `${currency} ${range} a ${per}`;
};

test.each([
  ['Budget: $1,500.', 'USD 150000'],
  ['Budget is $2.5k, fixed', 'USD 250000'],
  ['We can pay USD 800 for it', 'USD 80000'],
  ['€1.200', 'EUR 120000'],
  ['We have 600–900 € set aside', 'EUR 60000-90000'],
  ['£450', 'GBP 45000'],
  ['GBP 3,000', 'GBP 300000'],
  ['CHF 2’400', 'CHF 240000'],
  ["CHF 2'400.50", 'CHF 240050'],
  ['CA$700', 'CAD 70000'],
  ['$700 CAD', 'CAD 70000'],
  ['A$1,100', 'AUD 110000'],
  ['₹45,000', 'INR 4500000'],
  ['Rs. 1,50,000 for the whole app', 'INR 15000000'],
  ['2 lakh INR', 'INR 20000000'],
  ['3500 zł', 'PLN 350000'],
  ['Płacimy 5 500 zł.', 'PLN 550000'],
  ['R$ 2.000', 'BRL 200000'],
  ['pago 3 mil reais', 'BRL 300000'],
  ['Бюджет 90 000 ₽', 'RUB 9000000'],
  ['Оплата 15 тыс. руб', 'RUB 1500000'],
  ['¥180,000', 'JPY 180000'],
  ['予算は10万円です', 'JPY 100000'],
  ['60.000 TL', 'TRY 6000000'],
  ['60 bin TL', 'TRY 6000000'],
  ['20 000 грн', 'UAH 2000000'],
  ['1.800 euros', 'EUR 180000'],
  ['$2-3k', 'USD 200000-300000'],
  ['$2k to $3k', 'USD 200000-300000'],
  ['500€ - 800€', 'EUR 50000-80000'],
  ['between 1,000 and 1,500 dollars', 'USD 100000-150000'],
  ['up to $600', 'USD 0-60000'],
  ['two thousand five hundred euros', 'EUR 250000'],
  ['fifteen hundred dollars', 'USD 150000'],
  ['a couple hundred bucks', 'USD 20000'],
  ['/bounty $150', 'USD 15000'],
  ['/bounty 150', 'USD 15000'],
  ['Build for ARM\n/reward 200', 'USD 20000'],
  ['$49.99', 'USD 4999'],
  ['Honorar 2.400,50 €', 'EUR 240050'],
])('reads %j', (text, expected) => {
  expect(money(text)).toBe(expected);
});

test.each([
  ['$40/hr', 'USD 4000 a hour'],
  ['€350 per day', 'EUR 35000 a day'],
  ['hourly rate: $25-35', 'USD 2500-3500 a hour'],
  ['80 EUR pro Stunde', 'EUR 8000 a hour'],
  ['50 € de l’heure', 'EUR 5000 a hour'],
  ['1500 руб/час', 'RUB 150000 a hour'],
  ['$600 a week', 'USD 60000 a week'],
  ['$3k/month', 'USD 300000 a month'],
  ['$120k per year', 'USD 12000000 a year'],
  ['$15 per article', 'USD 1500 a piece'],
  ['$0.08 per word', 'USD 8 a piece'],
  ['$20 each', 'USD 2000 a piece'],
])('tells that %j is a rate', (text, expected) => {
  expect(money(text)).toBe(expected);
});

test('signs that several countries share are told apart by the language', () => {
  expect(money('Budget 12 000 kr', 'sv')).toBe('SEK 1200000');
  expect(money('Budget 12.000 kr', 'da')).toBe('DKK 1200000');
  expect(money('预算 ¥5,000', 'zh')).toBe('CNY 500000');
});

test.each([
  ['Our shop makes $90k a month. Budget for the redesign: $4,000.', 'USD 400000'],
  ['$40/hr or so; the whole should stay under budget, fixed $1,500', 'USD 150000'],
  ['We raised $2m last year and pay €500 for a logo', 'EUR 50000'],
])('takes the offer of several sums in %j', (text, expected) => {
  expect(money(text)).toBe(expected);
});

test.each([
  'It was $19 a seat, now $25. Sigh.',
  'We did $2m in revenue with 14 people',
  'version 1.2.3 on port 8080 since 2026-05-04',
  'Call +1 415 555 0132 before 17:30',
  'Issue #500, 3 of 40 tests fail',
  'I can build it, from $300',
])('finds no offer in %j', (text) => {
  expect(money(text)).toBeNull();
});

test.each(['1', '1,', '$1 ', '1 000 ', '€-', 'two hundred ', 'budget '])(
  'reads fifty thousand characters of %j in time',
  (unit) => {
    const started = process.cpuUsage();
    readBudget(unit.repeat(50_000 / unit.length), null);
    // Of processor time: a loaded machine must not make it fail.
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_000);
  },
);
