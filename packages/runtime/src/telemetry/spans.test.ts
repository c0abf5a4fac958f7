import { describe, expect, test } from '@jest/globals';
import { messagingSpan } from './messaging-conventions.ts';
import { currentTraceparent, inSpan, linkTo } from './spans.ts';

describe('traces', () => {
  test('where nothing is traced no trace context is invented', async () => {
    expect(await inSpan('decide', {}, async () => currentTraceparent())).toBeNull();
  });

  test('a span hands on what its work resolves to, and what it rejects with', async () => {
    await expect(inSpan('decide', {}, async () => 7)).resolves.toBe(7);
    await expect(inSpan('decide', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  test('a trace context links to its span', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect(linkTo(traceparent)).toMatchObject([
      { context: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 } },
    ]);
  });

  test.each([null, '', 'whatever', '00-00000000000000000000000000000000-00f067aa0ba902b7-01'])(
    'what is no trace context (%p) links to nothing',
    (traceparent) => {
      expect(linkTo(traceparent)).toEqual([]);
    },
  );

  test('a messaging span is named after operation and subject', () => {
    expect(messagingSpan('process', 'contract.signed', 'payments', 20)).toMatchObject({
      name: 'process contract.signed',
      options: { kind: 'consumer', attributes: { 'messaging.system': 'nats', 'messaging.batch.message_count': 20 } },
    });
  });
});
