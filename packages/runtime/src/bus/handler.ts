import type { EventDefinition, EventEnvelope, PayloadOf } from '@loop/contracts';
import type { Decision } from '../decide/decision.ts';

/** Answer of a handler that met an event too early; the event is held and tried again when its aggregate moves. */
export interface NotYet {
  readonly notYet: string;
  /** Key whose next event wakes the held one, besides its own correlation's; the event's own key when absent. */
  readonly waitsFor?: string;
}

/**
 * Says that an event came too early: `return notYet('contract not known', contractId)`. It must be answered before anything
 * is written, emitted or scheduled. The event is kept in Postgres and acked; it is tried again when an event of `waitsFor` or
 * of its own correlation is handled, or its time comes, and alarms after an hour.
 */
export function notYet(reason: string, waitsFor?: string): NotYet {
  return waitsFor === undefined ? { notYet: reason } : { notYet: reason, waitsFor };
}

/** What a handler is given: the event and the decision it makes about it. */
export interface Handling<D extends EventDefinition> extends Decision {
  readonly event: EventEnvelope<PayloadOf<D>>;
}

/** Handles one event at a time. */
export interface EventHandler {
  readonly event: EventDefinition;
  readonly projection: boolean;
  handle(handling: Handling<EventDefinition>): Promise<NotYet | void>;
}

/** How a handler is registered. */
export interface HandlerOptions {
  /** Only writes rows derived from events, and may be rebuilt from them: no events, no effects. */
  readonly projection?: boolean;
}

/**
 * Registers a handler for an event. The runtime owns validation, the inbox row, the transaction, the outbox, the trace and
 * the ack after the commit.
 *
 * - Duplicate: dropped by (consumer, event id); the same id with another payload becomes a dead letter.
 * - Reordered: lock the aggregate or compare `sequence`; answer {@link notYet} when something is missing.
 * - Crash: redelivered; nothing was committed, or everything was.
 * - Throw: the transaction is rolled back and the attempt counted; after the last one the event becomes a dead letter.
 */
export function on<D extends EventDefinition>(
  event: D,
  handle: (handling: Handling<D>) => Promise<NotYet | void>,
  options: HandlerOptions = {},
): EventHandler {
  return {
    event,
    projection: options.projection ?? false,
    handle: handle as unknown as EventHandler['handle'],
  };
}
