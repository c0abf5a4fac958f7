import { expect, test } from '@jest/globals';
import { readCheckoutForm } from './checkout-form.ts';

const now = Date.UTC(2026, 10, 20);
const filled = {
  email: 'ines@mossgrovetoolshed.org',
  cardNumber: '4242 4242 4242 4242',
  cardExpiry: '11 / 26',
  cardCvc: '123',
  billingName: 'Ines Holm',
};
const read = (change: Partial<typeof filled>): ReturnType<typeof readCheckoutForm> =>
  readCheckoutForm(new URLSearchParams({ ...filled, ...change }).toString(), now);

test('a card valid to the end of this month is taken, without its number', () => {
  const { payment, state } = read({});
  expect(payment?.card).toEqual({
    brand: 'visa',
    last4: '4242',
    expMonth: 11,
    expYear: 2026,
    holder: 'Ines Holm',
    email: 'ines@mossgrovetoolshed.org',
  });
  expect(JSON.stringify(state)).not.toContain('4242 4242');
});

test.each([
  ['cardNumber', { cardNumber: '4242424242424241' }, 'Your card number is invalid.'],
  ['cardNumber', { cardNumber: '4111111111111111' }, 'test cards only'],
  ['cardExpiry', { cardExpiry: '10/26' }, 'in the past'],
  ['cardExpiry', { cardExpiry: 'soon' }, 'MM / YY'],
  ['cardCvc', { cardCvc: '12' }, 'security code'],
  ['email', { email: 'ines' }, 'e-mail address'],
  ['billingName', { billingName: ' ' }, 'name on your card'],
] as const)('a wrong %s is named beside its field', (field, change, reason) => {
  const { payment, state } = read(change);
  expect(payment).toBeUndefined();
  expect(Object.keys(state.errors)).toEqual([field]);
  expect(state.errors[field]).toContain(reason);
});
