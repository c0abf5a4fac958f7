import { expect, test } from '@jest/globals';
import { parseStripeForm } from './stripe-form.ts';

test('brackets become objects, counted and empty brackets become lists', () => {
  const form =
    'mode=payment&metadata[order id]=7&line_items[0][price_data][currency]=usd&line_items[0][quantity]=2&expand[]=a&expand[]=b.c';
  expect(parseStripeForm(form)).toEqual({
    mode: 'payment',
    metadata: { 'order id': '7' },
    line_items: [{ price_data: { currency: 'usd' }, quantity: '2' }],
    expand: ['a', 'b.c'],
  });
});

test('escaped brackets and text come out as they went in', () => {
  expect(parseStripeForm('metadata%5Bk%5D=%E2%82%AC+5%26')).toEqual({ metadata: { k: '€ 5&' } });
});

test('keys that would reach into the prototype stay plain keys', () => {
  const parsed = parseStripeForm('__proto__[polluted]=yes&metadata[__proto__]=x');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.keys(parsed)).toContain('__proto__');
});

test('nothing at all is an empty object', () => {
  expect(parseStripeForm('')).toEqual({});
});
