import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { writeOrderReference } from '@loop/contracts';
import { readPayPalEvent } from './paypal-event.ts';

const SANDBOX = 'https://api.sandbox.paypal.com/v1/notifications/webhooks-events/WH-1-2';
const LIVE = 'https://api.paypal.com/v1/notifications/webhooks-events/WH-1-2';

const correlationId = randomUUID();
const customId = writeOrderReference({
  tenantId: randomUUID(),
  contractId: randomUUID(),
  milestoneId: randomUUID(),
  operationId: randomUUID(),
  correlationId,
});

const event = (rest: object = {}) => ({
  id: 'WH-1-2',
  event_type: 'PAYMENT.CAPTURE.COMPLETED',
  create_time: '2026-11-20T09:30:00Z',
  resource_type: 'capture',
  resource_version: '2.0',
  resource: { id: '3C679366HH908993F', custom_id: customId, amount: { currency_code: 'USD', value: '600.00' } },
  links: [{ href: SANDBOX, rel: 'self', method: 'GET' }],
  ...rest,
});

const read = (value: unknown, livemode = false) => readPayPalEvent(JSON.stringify(value), { livemode });

test('an event of a payment names the object to read and the loop it belongs to', () => {
  expect(read(event())).toEqual({
    id: 'WH-1-2',
    type: 'PAYMENT.CAPTURE.COMPLETED',
    account: '',
    occurredAt: new Date('2026-11-20T09:30:00Z'),
    about: null,
    traceparent: null,
    meaning: {
      disposition: 'published',
      notice: {
        objectId: '3C679366HH908993F',
        objectType: 'capture',
        apiVersion: '2.0',
        livemode: false,
        correlationId,
      },
    },
  });
});

test.each([
  ['CHECKOUT.ORDER.APPROVED', { id: 'O1', purchase_units: [{ custom_id: customId }] }, 'order', 'O1'],
  ['CHECKOUT.PAYMENT-APPROVAL.REVERSED', { order_id: 'O1', purchase_units: [{ custom_id: customId }] }, 'order', 'O1'],
  ['PAYMENT.AUTHORIZATION.VOIDED', { id: 'A1', custom_id: customId }, 'authorization', 'A1'],
  ['PAYMENT.CAPTURE.REFUNDED', { id: 'R1', custom_id: customId }, 'refund', 'R1'],
  ['PAYMENT.REFUND.FAILED', { id: 'R1', custom_id: customId }, 'refund', 'R1'],
  ['CUSTOMER.DISPUTE.CREATED', { dispute_id: 'D1', disputed_transactions: [{ custom: customId }] }, 'dispute', 'D1'],
])('%s is about the object it changed', (event_type, resource, objectType, objectId) => {
  const { meaning } = read(event({ event_type, resource }));
  expect(meaning).toMatchObject({ disposition: 'published', notice: { objectType, objectId, correlationId } });
});

test('an approved order speaks of the person who approved it, so that this can be forgotten', () => {
  const resource = { id: 'O1', payer: { email_address: 'Ines.Holm@MossgroveToolshed.org' } };
  expect(read(event({ event_type: 'CHECKOUT.ORDER.APPROVED', resource })).about).toBe(
    'email:ines.holm@mossgrovetoolshed.org',
  );
});

test.each([
  ['of live money in another mode', event({ links: [{ href: LIVE, rel: 'self' }] }), 'livemode_mismatch'],
  ['of a type nobody knows', event({ event_type: 'PAYMENT.SALE.COMPLETED' }), 'unknown_type'],
  ['without an object', event({ resource: {} }), 'no_object'],
  ['that is no event', 'hello', 'unreadable'],
  ['of a time that is none', event({ create_time: 'soon' }), 'unreadable'],
])('a signed event %s is quarantined', (_what, value, reason) => {
  expect(read(value).meaning).toEqual({ disposition: 'quarantined', reason });
});

test('live money is believed only from the live system', () => {
  expect(read(event({ links: [{ href: LIVE, rel: 'self' }] }), true).meaning).toMatchObject({
    disposition: 'published',
    notice: { livemode: true },
  });
  for (const links of [[], [{ href: SANDBOX, rel: 'self' }], [{ href: 'not an address', rel: 'self' }]]) {
    expect(read(event({ links }), true).meaning).toEqual({ disposition: 'quarantined', reason: 'livemode_mismatch' });
  }
});

test('what has nothing to do with money is kept and leads to nothing, and what others wrote leads to no loop', () => {
  expect(read(event({ event_type: 'CATALOG.PRODUCT.CREATED' })).meaning).toEqual({
    disposition: 'stored',
    reason: 'unused_type',
  });
  const others = event({ resource: { id: 'C1', custom_id: 'INV-7' } });
  expect(read(others).meaning).toMatchObject({ notice: { correlationId: null } });
});
