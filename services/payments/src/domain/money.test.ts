import { describe, expect, test } from '@jest/globals';
import { whyNotChargeable } from './chargeable-amount.ts';
import { formatDecimal, minorDigits, parseDecimal } from './minor-units.ts';
import { addMoney, type Money, minorUnits, moneyOf } from './money.ts';

const held = moneyOf('held', 'live', 50_000, 'USD');
const earned = moneyOf('earned', 'live', 12_000, 'USD');

describe('the kinds of money', () => {
  test('add up within a kind, a mode and a currency only', () => {
    expect(minorUnits(addMoney(held, moneyOf('held', 'live', 1, 'USD')))).toBe(50_001);
    expect(() => addMoney(held, moneyOf('held', 'sandbox', 1, 'USD'))).toThrow('one mode and currency');
    expect(() => addMoney(held, moneyOf('held', 'live', 1, 'EUR'))).toThrow('one mode and currency');
    expect(JSON.stringify(earned)).toBe('{"kind":"earned","mode":"live","amountMinor":12000,"currency":"USD"}');
  });

  test('are refused by the compiler wherever they would mix', () => {
    // `tsc` judges these: none of them could be written down were its answer another.
    const heldIsEarned: Money<'held'> extends Money<'earned'> ? true : false = false;
    const contractedIsHeld: Money<'contracted'> extends Money<'held'> ? true : false = false;
    const heldIsAddedToEarned: Money<'held'> extends Parameters<typeof addMoney<'earned'>>[1] ? true : false = false;
    const amountsAreNumbers: Money<'held'>['amountMinor'] extends number | bigint ? true : false = false;
    const amountsAreAlike: Money<'held'>['amountMinor'] extends Money<'earned'>['amountMinor'] ? true : false = false;
    const isMadeByHand: ByHand extends Money<'earned'> ? true : false = false;
    const mixed = [
      heldIsEarned,
      contractedIsHeld,
      heldIsAddedToEarned,
      amountsAreNumbers,
      amountsAreAlike,
      isMadeByHand,
    ];
    expect(mixed).not.toContain(true);
  });
});

/** A figure that nobody vouches for. */
interface ByHand {
  readonly kind: 'earned';
  readonly mode: 'live';
  readonly amountMinor: number;
  readonly currency: string;
}

describe('minor units', () => {
  test.each([
    ['USD', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['MGA', 0],
    ['ISK', 2],
    ['UGX', 2],
  ])('%s has %i decimals on a card rail', (currency, digits) => {
    expect(minorDigits(currency)).toBe(digits);
  });

  test.each([
    [33_334, 'USD', '333.34'],
    [5, 'USD', '0.05'],
    [-150, 'USD', '-1.50'],
    [5_000, 'JPY', '5000'],
    [1_230, 'KWD', '1.230'],
    [0, 'USD', '0.00'],
  ])('%i of %s reads %s, and back', (amountMinor, currency, decimal) => {
    expect(formatDecimal(amountMinor, currency)).toBe(decimal);
    expect(parseDecimal(decimal, currency)).toBe(amountMinor);
  });

  test('take fewer decimals and zeros behind, and nothing that is no amount of the currency', () => {
    expect(parseDecimal('12', 'USD')).toBe(1_200);
    expect(parseDecimal('12.500', 'USD')).toBe(1_250);
    expect(parseDecimal('5000.00', 'JPY')).toBe(5_000);
    for (const wrong of ['1.005', '', '1,00', '1e3', ' 1', '.5', '--1', '99999999999999.99']) {
      expect([wrong, parseDecimal(wrong, 'USD')]).toEqual([wrong, undefined]);
    }
    expect(parseDecimal('5000.5', 'JPY')).toBeUndefined();
  });

  test.each([
    [1_230, 'KWD', undefined],
    [1_234, 'KWD', 'An amount in KWD must end in a zero to be charged to a card.'],
    [500, 'ISK', undefined],
    [550, 'ISK', 'An amount in ISK has no decimals.'],
    [550, 'UGX', 'An amount in UGX has no decimals.'],
    [5_000, 'JPY', undefined],
  ])('%i of %s on a card: %s', (amountMinor, currency, why) => {
    expect(whyNotChargeable(amountMinor, currency)).toBe(why);
  });
});
