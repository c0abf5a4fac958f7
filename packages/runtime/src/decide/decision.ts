import type { EventDefinition, PayloadOf } from '@loop/contracts';
import type { z } from 'zod';
import type { Tx } from '../db/tx.ts';
import type { Effect, FinalOutcome } from '../effects/effect.ts';

/** How an event is emitted beyond its payload. */
export interface EmitOptions {
  /** Version of the aggregate after this event, where the service counts one. Consumers' projections compare it. */
  readonly sequence?: number;
  /**
   * Correlation to go on under, where the cause came from outside and knows none (a provider's webhook) and the service has
   * kept the loop's own; the decision's when absent.
   */
  readonly correlationId?: string;
}

/** How an effect is scheduled. */
export interface ActOptions {
  /**
   * Names the effect within its tenant and kind: scheduling the same key again returns the first effect's id and changes
   * nothing. Choose the business key (`contract 1, version 2`), so that deciding twice cannot act twice.
   */
  readonly key: string;
  /** Domain time before which it is not performed; at once when absent. */
  readonly dueAt?: Date;
}

/**
 * One deciding transaction of one tenant: state read and written through `tx`, events through `emit`, outward acts through
 * `act`. All of it commits together or not at all. No network call may happen in it.
 */
export interface Decision {
  readonly tenantId: string;
  readonly tx: Tx;
  /** Domain time of the decision (virtual in sandbox mode). */
  readonly now: Date;
  /** Id that goes with the loop from the opportunity found to the contract completed. */
  readonly correlationId: string;
  /**
   * Writes an event to the outbox. Returns its id, derived from the decision's cause, the event type, its key and how many
   * of that type and key were emitted before: the same cause emits the same ids again.
   * Throws when the payload does not parse, or the event is not this service's to publish: a bug.
   */
  emit<D extends EventDefinition>(event: D, data: z.input<D['schema']>, options?: EmitOptions): string;
  /** Schedules an effect; returns its id. See {@link ActOptions.key} for duplicates. */
  act<I extends z.ZodType>(effect: Effect<I>, intent: z.input<I>, options: ActOptions): Promise<string>;
  /**
   * Records, in this transaction, what a webhook proved about an effect, and runs the effect's `settle`.
   * Returns false, and does nothing, when the effect is unknown here or has already ended.
   */
  resolve<I extends z.ZodType>(effect: Effect<I>, effectId: string, outcome: FinalOutcome): Promise<boolean>;
}

/** Payload type of an event, re-exported beside what uses it. */
export type Payload<D extends EventDefinition> = PayloadOf<D>;
