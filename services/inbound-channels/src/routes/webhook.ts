import { empty, problem, type Reply, type Route, route } from '@loop/runtime';
import { z } from 'zod';
import type { ReceivedEvent } from '../domain/received-event.ts';
import { receive, type Source } from '../intake/receive.ts';
import type { VerifyWebhook } from '../providers/verify-webhook.ts';

/** A source of webhooks: who sends, for which tenant, how it is verified and read. */
export interface WebhookSource extends Source {
  readonly verify: VerifyWebhook;
  readonly read: (body: string) => readonly ReceivedEvent[];
}

/** Larger than any delivery of these providers: SendGrid's batches stay under 768 KiB. */
const BODY_LIMIT_BYTES = 1024 * 1024;

/** A provider delivers a campaign's events, and a storm of copies, from few addresses: 10,000 a second. */
const RATE_PER_MINUTE = 600_000;

const UNKNOWN: Reply = problem(404, 'not_found', 'Not found', 'There is nothing here');
const REFUSED: Reply = problem(400, 'not_verified', 'Not verified', 'The delivery could not be verified');

/**
 * Takes a provider's deliveries: verifies the original bytes, keeps them, publishes, then answers 204. An unknown source is
 * 404 and a bad signature 400, without detail and without a trace in the database. With the database away the answer is 503,
 * so that the provider delivers again. The tenant comes from the source in the address, never from the body.
 */
export function webhookRoute(provider: Source['provider'], sources: readonly WebhookSource[]): Route {
  return route({
    method: 'post',
    path: `/webhooks/${provider}/:sourceId`,
    summary: `Deliveries of ${provider}`,
    reads: 'raw',
    bodyLimitBytes: BODY_LIMIT_BYTES,
    ratePerMinute: RATE_PER_MINUTE,
    params: z.object({ sourceId: z.string().regex(/^[\w-]{8,100}$/) }),
    async handle(context) {
      const { headers, params, rawBody } = context;
      const source = sources.find((one) => one.provider === provider && one.sourceId === params.sourceId);
      if (source === undefined) return UNKNOWN;
      // Signatures carry real time, whatever the domain's clock says.
      const verified = source.verify(rawBody, headers, Date.now());
      if (verified === undefined) return REFUSED;
      await receive(context, source, verified, rawBody, source.read(verified.body));
      return empty();
    },
  });
}
