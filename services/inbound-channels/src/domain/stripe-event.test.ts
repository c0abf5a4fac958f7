import { expect, test } from '@jest/globals';
import { readStripeEvent } from './stripe-event.ts';

const EXPECTED = { livemode: false, apiVersion: '2026-10-28.endive' };

const event = (rest: Record<string, unknown> = {}) => ({
  id: 'evt_1',
  object: 'event',
  type: 'payment_intent.amount_capturable_updated',
  created: 1_790_000_000,
  livemode: false,
  api_version: '2026-10-28.endive',
  data: { object: { id: 'pi_1', object: 'payment_intent', receipt_email: 'Ida@Bramblefold.org' } },
  ...rest,
});

const read = (value: unknown) => readStripeEvent(JSON.stringify(value), EXPECTED);

test('an event of a payment names the object to read', () => {
  expect(read(event())).toEqual({
    id: 'evt_1',
    type: 'payment_intent.amount_capturable_updated',
    account: '',
    occurredAt: new Date(1_790_000_000_000),
    about: 'email:ida@bramblefold.org',
    traceparent: null,
    meaning: {
      disposition: 'published',
      notice: {
        objectId: 'pi_1',
        objectType: 'payment_intent',
        apiVersion: '2026-10-28.endive',
        livemode: false,
        correlationId: null,
      },
    },
  });
});

test('an event about what we have made names the loop and the trace it was made in; what is neither is left out', () => {
  const about = (metadata: unknown) => event({ data: { object: { id: 'pi_1', object: 'payment_intent', metadata } } });
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const correlation = '7d0c1b52-1d6e-4f0b-9a51-2b6f9a1f0c11';
  const ours = read(about({ operation: 'x', correlation, traceparent }));
  expect(ours).toMatchObject({ traceparent, meaning: { notice: { correlationId: correlation } } });
  for (const other of [{ traceparent: 'whatever', correlation: 'whatever' }, {}, null, 7]) {
    expect(read(about(other))).toMatchObject({ traceparent: null, meaning: { notice: { correlationId: null } } });
  }
});

test.each([
  ['of live money in another mode', event({ livemode: true }), 'livemode_mismatch'],
  ['of another release train', event({ api_version: '2024-06-20' }), 'api_version_mismatch'],
  ['without an object', event({ data: { object: { object: 'payment_intent' } } }), 'no_object'],
  ['that is a thin notification', { id: 'evt_2', object: 'v2.core.event', type: 'x' }, 'unreadable'],
  ['that is no event', 'hello', 'unreadable'],
])('a signed event %s is quarantined', (_what, value, reason) => {
  expect(read(value).meaning).toEqual({ disposition: 'quarantined', reason });
});

test.each([
  'setup_intent.succeeded',
  'setup_intent.setup_failed',
  'charge.updated',
  'charge.dispute.funds_withdrawn',
  'refund.failed',
  'radar.early_fraud_warning.created',
  'payout.reconciliation_completed',
])('%s leads to a reading of its object', (type) => {
  const object = { id: 'xy_1', object: 'radar.early_fraud_warning' };
  expect(read(event({ type, data: { object } })).meaning).toMatchObject({
    disposition: 'published',
    notice: { objectId: 'xy_1', objectType: 'radar.early_fraud_warning' },
  });
});

test.each(['charge.dispute.rerouted', 'payment_intent.teleported', 'money.moved'])(
  '%s, which nobody has heard of, is kept for a person',
  (type) => {
    expect(read(event({ type })).meaning).toEqual({ disposition: 'quarantined', reason: 'unknown_type' });
  },
);

test.each(['payment_intent.created', 'charge.succeeded', 'payout.created', 'customer.created'])(
  '%s tells nothing another event does not, and is only kept',
  (type) => {
    expect(read(event({ type })).meaning).toEqual({ disposition: 'stored', reason: 'unused_type' });
  },
);

test('a later version of the same release train reads alike, an unused type is only kept', () => {
  expect(read(event({ api_version: '2026-11-15.endive' })).meaning.disposition).toBe('published');
  expect(read(event({ type: 'plan.created' })).meaning).toEqual({ disposition: 'stored', reason: 'unused_type' });
});

test('signed bytes that are no JSON, or are nested without end, are quarantined under their hash', () => {
  const nested = readStripeEvent('['.repeat(100_000), EXPECTED);
  expect(nested).toMatchObject({ id: expect.stringMatching(/^sha256:/), meaning: { reason: 'unreadable' } });
  expect(readStripeEvent('{"id":', EXPECTED).meaning.disposition).toBe('quarantined');
});
