import type { EventDefinition, RequestDefinition } from '@loop/contracts';
import type { z } from 'zod';
import type { Answer } from '../bus/answer.ts';
import type { Tx } from '../db/tx.ts';
import type { FinalOutcome, Outcome } from '../effects/outcome.ts';

/** How an event is emitted beyond its payload. */
export interface EmitOptions {
  /** Version of the aggregate after this event, where the service counts one. Consumers' projections compare it. */
  readonly sequence?: number;
  /**
   * Correlation to go on under, where the cause came from outside and knows none (a provider's webhook) and the service has
   * kept the loop's own; the decision's when absent.
   */
  readonly correlationId?: string;
  /** Trace context to go on under, where a transaction has several causes; the decision's when absent or null. */
  readonly traceparent?: string | null;
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
  /** Trace context of the decision, to be kept where somebody outside goes on with what it made; null when nothing is traced. */
  readonly traceparent: string | null;
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

/** What an effect is given to make its one provider call. */
export interface EffectContext<I> {
  readonly effectId: string;
  readonly tenantId: string;
  readonly intent: I;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Stable over all attempts of this effect: hand it to providers that take one. */
  readonly idempotencyKey: string;
  /** Id of the loop it belongs to: hand it to providers that give it back in their webhooks. */
  readonly correlationId: string;
  /**
   * Trace context of the decision that scheduled it, stable over all attempts: hand it to providers that give it back in their
   * webhooks. Null when nothing is traced.
   */
  readonly traceparent: string | null;
  /** Domain time. */
  readonly now: Date;
  /** Aborted when the call's 15 s are over; pass it, or the remaining time, to the SDK. */
  readonly signal: AbortSignal;
  /** Reads in a short transaction of its own, as the tenant. Writing belongs to `settle`. */
  read<T>(load: (tx: Tx) => Promise<T>): Promise<T>;
  /** Asks another service, under the requester's permissions. Rejects when nobody answers in time or who answers fails: nothing was sent. */
  request<In extends z.ZodType, Out extends z.ZodType>(
    request: RequestDefinition<In, Out>,
    input: z.input<In>,
  ): Promise<Answer<z.output<Out>>>;
}

/**
 * One kind of outward act. The intent is written by a deciding transaction; a worker leases it, calls `perform` once, with
 * the SDK's own retries off, and records the outcome and `settle`'s decisions in one transaction.
 *
 * - Duplicate: the row is unique by tenant, effect and key; a lease is held by one worker.
 * - Crash during the call: the lease expires and the effect is `unknown`, never free.
 * - `unknown`: `reconcile` asks the provider, or a webhook resolves it ({@link Decision.resolve}), else an operator does.
 * - A throw from `perform` counts as `unknown`; classify failures instead of throwing.
 * - A throw from `settle` leaves the effect `unknown`, the error its reason and the result kept; nothing is sent again.
 */
export interface Effect<I extends z.ZodType = z.ZodType> {
  /** `send_email`; unique within the service. */
  readonly name: string;
  /** The provider it calls, for breakers and pausing: `sendgrid`, `stripe`. */
  readonly provider: string;
  readonly intent: I;
  perform(context: EffectContext<z.output<I>>): Promise<Outcome>;
  /**
   * Finds out at the provider what became of an `unknown` effect. Absent: cannot be asked. `not_sent` frees the effect to be
   * performed again, so it says that the effect surely never happened; that the question could not be asked is `unknown`.
   */
  reconcile?(context: EffectContext<z.output<I>>): Promise<Outcome>;
  /** Decides what follows from an outcome that ended the effect. Runs once for `done` and `refused`, and once for `unknown`. */
  settle?(decision: Decision, settled: Settled<z.output<I>>): Promise<void>;
  /**
   * Names what `settle` decides about, within the tenant. Outcomes that are recorded together share a transaction: those about
   * different things take turns in it statement by statement, those about one thing settle one after another. Every row that
   * `settle` reads to decide on and then writes must belong to what is named. Absent: each settles alone.
   */
  settlesAbout?(settled: Settled<z.output<I>>): string;
}

/** What `settle` is told. */
export interface Settled<I> {
  readonly effectId: string;
  readonly intent: I;
  readonly outcome: FinalOutcome;
}

/** Declares an effect; only there to infer the intent's type. */
export function defineEffect<I extends z.ZodType>(effect: Effect<I>): Effect<I> {
  return Object.freeze(effect);
}
