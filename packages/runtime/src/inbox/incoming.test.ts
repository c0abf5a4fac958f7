import { expect, test } from '@jest/globals';
import { contractViewed, nextVersion } from '@loop/contracts';
import type { Delivery } from '../bus/delivery.ts';
import { on } from '../bus/handler.ts';
import { readIncoming } from './incoming.ts';

const delivery: Delivery = {
  id: '0192f0c4-7a10-7001-8c3e-5b1d2f4a6001',
  subject: contractViewed.subject,
  version: 1,
  publisher: contractViewed.publisher,
  time: '2026-11-20T09:30:00.000Z',
  key: 'any',
  tenantId: '00000000-0000-4000-8000-000000000001',
  correlationId: '0192f0c4-7a10-7001-8c3e-5b1d2f4a6002',
  causationId: '0192f0c4-7a10-7001-8c3e-5b1d2f4a6003',
  sequence: null,
  traceparent: null,
  stream: 'CLIENT_PORTAL',
  streamSequence: 1,
};

const viewed = {
  contractId: '0192f0c4-7a10-7001-8c3e-5b1d2f4a6004',
  version: 1,
  presentationId: null,
  viewedAt: '2026-11-20T09:30:00.000Z',
};

test('an event that cannot be lifted to the current version, by a bug of ours, is unreadable and stops nothing', () => {
  const event = nextVersion(contractViewed, {
    schema: contractViewed.schema,
    upcast: () => {
      throw new Error('nobody thought of this');
    },
  });
  const handlers = new Map([[event.subject, on(event, () => Promise.resolve())]]);
  expect(readIncoming(delivery, JSON.stringify(viewed), handlers)).toEqual({
    reason: 'invalid',
    error: 'Version 1 could not be lifted to version 2: nobody thought of this',
  });
});
