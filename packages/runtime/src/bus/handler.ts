import type { EventDefinition, EventEnvelope, PayloadOf } from '@loop/contracts';
import type { z } from 'zod';
import type { Tx } from '../db/tx.ts';
import type { ActOptions, Decision, Effect, EmitOptions } from '../decide/decision.ts';

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

/** What a set-based handler is given: all fresh events of its subject in a batch, by tenant and key; those of one key as they came. */
export interface ManyHandling<D extends EventDefinition> {
  /**
   * Never the same event twice; several may be of one key, and a set-based upsert takes one row a key: collapsing them, by
   * `sequence` or by keeping the last, is the handler's business. Each names its tenant.
   */
  readonly events: readonly EventEnvelope<PayloadOf<D>>[];
  /**
   * Sees and writes rows of all the events' tenants together. What is read or joined is matched by `tenant_id` beside its key;
   * what is written names its `tenant_id`, best taken from {@link eventRows}: there is no current tenant, so that leaving it
   * out fails, and the database refuses tenants that are not in the batch.
   */
  readonly tx: Tx;
  /** Domain time of the decisions (virtual in sandbox mode). */
  readonly now: Date;
  /** As {@link Decision.emit}, for the event it follows from: tenant, correlation and ids are that event's. */
  emit<E extends EventDefinition>(
    cause: EventEnvelope,
    event: E,
    data: z.input<E['schema']>,
    options?: EmitOptions,
  ): string;
  /** As {@link Decision.act}, for the event it follows from. */
  act<I extends z.ZodType>(
    cause: EventEnvelope,
    effect: Effect<I>,
    intent: z.input<I>,
    options: ActOptions,
  ): Promise<string>;
  /** Holds one event back as {@link notYet} does. All that is held is held before the first statement that writes. */
  hold(event: EventEnvelope, reason: string, waitsFor?: string): void;
  /**
   * Runs `work` with a `tx` that sees and writes one tenant's rows only, as in a handler of single events; `tx` itself is not
   * to be used meanwhile. Throws for a tenant that has no event here.
   */
  forTenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
}

interface Registered {
  readonly event: EventDefinition;
  readonly projection: boolean;
}

/** Handles one event at a time. */
export interface SingleHandler extends Registered {
  handle(handling: Handling<EventDefinition>): Promise<NotYet | void>;
}

/** Handles all of a batch's events of its subject at once. */
export interface SetHandler extends Registered {
  handleMany(handling: ManyHandling<EventDefinition>): Promise<void>;
}

/** A service's handler for one event. */
export type EventHandler = SingleHandler | SetHandler;

/** How a handler is registered. */
export interface HandlerOptions {
  /**
   * Only writes rows derived from events, into tables commented `projection of <subject>`, and may be rebuilt from them: no
   * events, no effects. Whatever else is decided about such a row belongs in another table; deleting it is anybody's.
   */
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
    handle: handle as unknown as SingleHandler['handle'],
  };
}

/**
 * Registers a set-based handler, for where volume is: it is given a batch's events together and sends one statement for all
 * instead of one for each. Whatever {@link on} promises holds here too, event by event: the ids of what an event causes are the
 * same, and a batch that throws is halved until the event at fault stands alone.
 */
export function onMany<D extends EventDefinition>(
  event: D,
  handleMany: (handling: ManyHandling<D>) => Promise<void>,
  options: HandlerOptions = {},
): EventHandler {
  return {
    event,
    projection: options.projection ?? false,
    handleMany: handleMany as unknown as SetHandler['handleMany'],
  };
}
