import { z } from 'zod';
import { PROVIDER_NAMES } from '../core/provider-names.ts';

/** `POST /_sandbox/clock`: set the offset, or move it. */
export const clockBody = z.union([z.strictObject({ offsetMs: z.int() }), z.strictObject({ advanceMs: z.int() })]);

/** `GET /_sandbox/log`. */
export const logQuery = z.strictObject({
  provider: z.enum([...PROVIDER_NAMES, 'sandbox']).optional(),
  kind: z.string().optional(),
  after: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
});

/** `GET /_sandbox/mailbox`. */
export const mailboxQuery = z.strictObject({
  to: z.string().optional(),
  subject: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).optional(),
});

/** `POST /_sandbox/mailbox/{id}/events`. */
export const mailEventBody = z.strictObject({
  event: z.enum(['deferred', 'delivered', 'bounce', 'open', 'click', 'spamreport', 'unsubscribe']),
  /** For `click`. */
  url: z.url().optional(),
});
