import { types } from 'node:util';

/**
 * SQLSTATE classes 08 (connection) but for 08P01 (we broke the protocol: a bug), 53 (out of resources) and the server's
 * shutting down or crashing, 57P01–57P05.
 */
const PG_INFRASTRUCTURE = /^(08(?!P01)...|53...|57P0[1-5])$/;

const SOCKET_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** A migration changed a table under a prepared statement (0A000): the work is right, and right again on a new connection. */
const STALE_PLAN_ROUTINE = 'RevalidateCachedQuery';

/** `pg` gives these no code. */
const PG_CLIENT_MESSAGES = [
  /^Connection terminated/,
  /^timeout exceeded when trying to connect/,
  /^timeout expired$/,
  /not queryable$/,
  /^Client was closed/,
  /^Cannot use a pool after calling end/,
];

/**
 * `@nats-io/nats-core`: nobody answered, or there is no connection. A permission violation is not among them: a bug. The last is
 * ours: who was asked failed.
 */
const NATS_NAMES: ReadonlySet<string> = new Set([
  'TimeoutError',
  'NoResponders',
  'ClosedConnectionError',
  'DrainingConnectionError',
  'ConnectionError',
  'ServiceFailedError',
]);

const MAX_CAUSES = 8;

function isInfrastructureItself(error: Error): boolean {
  if (NATS_NAMES.has(error.name)) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (SOCKET_CODES.has(code) || PG_INFRASTRUCTURE.test(code)) return true;
  if ('routine' in error && error.routine === STALE_PLAN_ROUTINE) return true;
  return PG_CLIENT_MESSAGES.some((message) => message.test(error.message));
}

/**
 * Whether an error, or what caused it, is a failure of the database's or the broker's connection rather than of the work: nobody's
 * fault, no attempt counted, worth trying again.
 */
export function isInfrastructure(error: unknown): boolean {
  let current: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && types.isNativeError(current); depth++) {
    if (isInfrastructureItself(current)) return true;
    current = current.cause;
  }
  return false;
}
