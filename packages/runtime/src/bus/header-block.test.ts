import { expect, test } from '@jest/globals';
import { eventHeaders } from './event-headers.ts';
import { parseBlock } from './header-block.ts';

const fields = {
  id: '0192f0c4-7a10-7001-8c3e-5b1d2f4a6001',
  subject: 'contract.drafted',
  version: 2,
  publisher: 'client-portal',
  key: 'key with spaces: 100 %',
  tenantId: '00000000-0000-4000-8000-000000000001',
  time: '2026-11-20T09:30:00.000Z',
  correlationId: '0192f0c4-7a10-7001-8c3e-5b1d2f4a6002',
  causationId: '0192f0c4-7a10-7001-8c3e-5b1d2f4a6003',
  sequence: 7,
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};

test('what the relay writes is read back', () => {
  const written = eventHeaders(fields) as unknown as { encode(): Uint8Array };
  const headers = parseBlock(new TextDecoder().decode(written.encode()));
  expect(Object.fromEntries(headers ?? [])).toMatchObject({
    'Nats-Msg-Id': fields.id,
    'ce-type': 'contract.drafted.v2',
    'ce-subject': encodeURIComponent(fields.key),
    'ce-sequence': '7',
    traceparent: fields.traceparent,
  });
  expect(headers?.size).toBe(13);
});

test('of a header given twice the first counts, and blanks around a value do not', () => {
  const headers = parseBlock('NATS/1.0\r\nce-id:  first \r\nce-id: second\r\n\r\n');
  expect(headers?.get('ce-id')).toBe('first');
});

test.each([
  ['a status', 'NATS/1.0 503\r\n\r\n'],
  ['an unknown header', 'NATS/1.0\r\nother: 1\r\n\r\n'],
  ['a line without a colon', 'NATS/1.0\r\nce-id\r\n\r\n'],
  ['a line feed in a value', 'NATS/1.0\r\nce-id: a\nb\r\n\r\n'],
  ['a carriage return in a value', 'NATS/1.0\r\nce-id: a\rb\r\n\r\n'],
  ['no end', 'NATS/1.0\r\nce-id: a\r\n'],
  ['something after the end', 'NATS/1.0\r\nce-id: a\r\n\r\nmore'],
])('%s is left to the client to judge', (_what, block) => {
  expect(parseBlock(block)).toBeUndefined();
});
