import type { Outcome } from '@loop/runtime';
import { z } from 'zod';

const seconds = z.coerce.number().optional().catch(undefined);

/** What of the SDK's errors is read. Its network errors hold the whole request, the API key included. */
const answered = z.object({
  code: z.number(),
  response: z.object({
    headers: z.object({ 'retry-after': seconds, 'x-ratelimit-reset': seconds }),
    body: z
      .object({ errors: z.array(z.object({ field: z.string().nullish() })) })
      .optional()
      .catch(undefined),
  }),
});
const unanswered = z.object({ code: z.string() });

type Answered = z.output<typeof answered>;

const LONGEST_WAIT_MS = 3_600_000;

/** Network codes after which surely nothing reached the provider. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * Translates an error of the SDK into what is really known.
 * https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/responses
 *
 * - Never connected: `not_sent`. Any other network error, a timeout, 5xx: `unknown`, since the message may have been taken.
 * - 401 and 403: `not_sent`, and the breaker opens. 429: `rate_limited`. Other 4xx: `refused`.
 */
export function sendGridFailure(error: unknown, nowMs: number): Outcome {
  const answer = answered.safeParse(error);
  if (answer.success) return answerOutcome(answer.data, nowMs);
  const network = unanswered.safeParse(error);
  const code = network.success ? network.data.code : undefined;
  if (code !== undefined && NEVER_CONNECTED.has(code)) return { outcome: 'not_sent', reason: 'provider_unreachable' };
  const timedOut = code === 'ECONNABORTED' || code === 'ETIMEDOUT';
  return { outcome: 'unknown', reason: timedOut ? 'timed_out' : 'connection_lost' };
}

function answerOutcome({ code, response }: Answered, nowMs: number): Outcome {
  if (code === 401 || code === 403) return { outcome: 'not_sent', reason: 'credentials_refused', breaker: true };
  if (code === 429) return { outcome: 'rate_limited', until: waitUntil(response.headers, nowMs) };
  if (code === 413) return { outcome: 'refused', reason: 'too_large' };
  if (code >= 500 || code === 408) return { outcome: 'unknown', reason: 'provider_error' };
  const fields = response.body?.errors.flatMap(({ field }) => (field ? [field] : [])) ?? [];
  const isRecipient = fields.some((field) => /^personalizations\.\d+\.to\b/.test(field));
  return { outcome: 'refused', reason: isRecipient ? 'recipient_refused' : 'message_refused' };
}

/** `Retry-After` in seconds, else `X-RateLimit-Reset` in epoch seconds, else a minute; between a second and an hour. */
function waitUntil(headers: Answered['response']['headers'], nowMs: number): Date {
  const after = headers['retry-after'] ?? 0;
  const reset = headers['x-ratelimit-reset'] ?? 0;
  const asked = after > 0 ? nowMs + after * 1000 : reset * 1000;
  const untilMs = asked > 0 ? asked : nowMs + 60_000;
  return new Date(Math.min(Math.max(untilMs, nowMs + 1000), nowMs + LONGEST_WAIT_MS));
}
