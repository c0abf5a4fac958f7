import { expect, test } from '@jest/globals';
import { contractDrafted, type EventDefinition } from '@loop/contracts';
import { z } from 'zod';
import type { Delivery } from '../bus/delivery.ts';
import { on } from '../bus/handler.ts';
import { readIncoming } from './incoming.ts';

const delivery: Delivery = {
  id: '0192f0c4-7a10-7001-8c3e-5b1d2f4a6001',
  subject: contractDrafted.subject,
  version: 1,
  publisher: contractDrafted.publisher,
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

test('an event that cannot be lifted to the current version, by a bug of ours, is unreadable and stops nothing', () => {
  const before: EventDefinition = { ...contractDrafted, version: 1, schema: z.object({}) };
  const event: EventDefinition = {
    ...contractDrafted,
    version: 2,
    previous: before,
    upcast: () => {
      throw new Error('nobody thought of this');
    },
  };
  const handlers = new Map([[event.subject, on(event, () => Promise.resolve())]]);
  expect(readIncoming(delivery, '{}', handlers)).toEqual({
    reason: 'invalid',
    error: 'Version 1 could not be lifted to version 2: nobody thought of this',
  });
});
