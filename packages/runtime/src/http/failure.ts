import { randomBytes } from 'node:crypto';
import { isInfrastructure } from '../db/infrastructure-error.ts';
import type { Logger } from '../telemetry/logger.ts';
import { problem, withHeader } from './reply.ts';
import type { Reply } from './route.ts';

/** How soon a sender is asked to try again when the database or the broker is away, in seconds. */
const RETRY_AFTER_S = '5';

/** express marks a path that does not decode with 400. */
function isBadRequest(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 400;
}

/**
 * Turns what a route threw into an answer that says nothing of our insides. The database or the broker away: 503 with
 * `Retry-After`, so that providers deliver their webhooks again. Anything else: 500 with a random reference, under which the
 * error is logged with its causes.
 */
export function failureReply(error: unknown, where: string, logger: Logger): Reply {
  if (isBadRequest(error)) return problem(400, 'malformed', 'Malformed', 'The address cannot be decoded');
  if (isInfrastructure(error)) {
    logger.warn({ err: error, route: where }, 'answered 503: the database or the broker is away');
    const refusal = problem(503, 'unavailable', 'Unavailable', 'We cannot answer just now; try again in a moment');
    return withHeader(refusal, 'retry-after', RETRY_AFTER_S);
  }
  const reference = randomBytes(6).toString('hex');
  logger.error({ err: error, route: where, reference }, 'answered 500');
  return problem(500, 'internal', 'Something went wrong', `It was recorded under the reference ${reference}`, {
    reference,
  });
}
