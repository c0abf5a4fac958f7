import { type EventDefinition, type EventEnvelope, parseVersion } from '@loop/contracts';
import { type Delivery, envelopeOf, fingerprintOf } from '../bus/delivery.ts';
import type { EventHandler } from '../bus/handler.ts';

/** An event that has been parsed and is ready to be handled, wherever it came from: the broker, `held`, a dead letter, a replay. */
export interface Incoming {
  readonly delivery: Delivery;
  readonly body: string;
  readonly fingerprint: string;
  readonly handler: EventHandler;
  readonly event: EventEnvelope;
}

/**
 * Why an event cannot be handled at all; it becomes a dead letter at once. One whose event or version is not known here is
 * parked that way, until an instance that knows it takes it up: a rollout loses nothing.
 */
export interface Unreadable {
  readonly reason: 'malformed' | 'unknown_event' | 'unknown_version' | 'invalid';
  readonly error: string;
}

const PARKED_UNTIL = 'parked until a version of this service runs that knows it';

/**
 * Parses an event's body for the handler this service has for its subject, lifting older versions. Never throws: an upcast
 * that does is a bug of ours, and makes a dead letter like any other event that cannot be read. The error names places and
 * rules, never values.
 */
export function readIncoming(
  delivery: Delivery,
  body: string,
  handlers: ReadonlyMap<string, EventHandler>,
): Incoming | Unreadable {
  const handler = handlers.get(delivery.subject);
  if (handler === undefined)
    return { reason: 'unknown_event', error: `This version has no handler for ${delivery.subject}; ${PARKED_UNTIL}` };
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch {
    return { reason: 'malformed', error: 'The body is not JSON' };
  }
  try {
    return parseFor(handler.event, handler, delivery, body, data);
  } catch (error) {
    const lifted = `Version ${delivery.version} could not be lifted to version ${handler.event.version}`;
    return { reason: 'invalid', error: error instanceof Error ? `${lifted}: ${error.message}` : lifted };
  }
}

function parseFor(
  event: EventDefinition,
  handler: EventHandler,
  delivery: Delivery,
  body: string,
  data: unknown,
): Incoming | Unreadable {
  const parsed = parseVersion(event, delivery.version, data);
  if (parsed.status === 'ok') {
    return { delivery, body, fingerprint: fingerprintOf(body), handler, event: envelopeOf(delivery, parsed.data) };
  }
  if (parsed.status === 'invalid') {
    const issues = parsed.issues.map((issue) => `${issue.path || 'payload'}: ${issue.message}`);
    return { reason: 'invalid', error: issues.join('; ') };
  }
  return {
    reason: parsed.status,
    error: `Version ${delivery.version} of ${delivery.subject} is not known here; ${PARKED_UNTIL}`,
  };
}
