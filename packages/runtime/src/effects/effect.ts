import type { RequestDefinition } from '@loop/contracts';
import type { z } from 'zod';
import type { Answer } from '../bus/responder.ts';
import type { Tx } from '../db/tx.ts';
import type { Decision } from '../decide/decision.ts';

/** JSON that is kept with an effect: references only, never a secret, a link or a code. */
export type EffectResult = Readonly<Record<string, string | number | boolean | null>>;

/** An outcome that ends an effect's attempt for good, as far as we know. */
export type FinalOutcome =
  /** `carried` is handed to `settle` and not kept: what a reading effect read. */
  | { readonly outcome: 'done'; readonly result: EffectResult; readonly carried?: unknown }
  /** The provider, or we ourselves, said no. `reason` is one of the effect's own words; `detail` is safe to show. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly detail?: string }
  /** The provider may or may not have acted. Never performed again by itself. */
  | { readonly outcome: 'unknown'; readonly reason: string };

/** What one attempt at an outward call came to. */
export type Outcome =
  | FinalOutcome
  /** The provider asks to wait (429); nothing happened. Tried again at `until` (real time). */
  | { readonly outcome: 'rate_limited'; readonly until: Date }
  /**
   * Surely nothing happened (connection refused, 5xx documented as not done, a local check). Tried again with backoff.
   * `breaker` opens the provider's breaker: the credential or account is at fault, so no other call would fare better.
   */
  | { readonly outcome: 'not_sent'; readonly reason: string; readonly breaker?: true };

/** What an effect is given to make its one provider call. */
export interface EffectContext<I> {
  readonly effectId: string;
  readonly tenantId: string;
  readonly intent: I;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Stable over all attempts of this effect: hand it to providers that take one. */
  readonly idempotencyKey: string;
  /** Domain time. */
  readonly now: Date;
  /** Aborted when the call's 15 s are over; pass it, or the remaining time, to the SDK. */
  readonly signal: AbortSignal;
  /** Reads in a short transaction of its own, as the tenant. Writing belongs to `settle`. */
  read<T>(load: (tx: Tx) => Promise<T>): Promise<T>;
  /** Asks another service, under the requester's permissions. Rejects when nobody answers in time: then nothing was sent. */
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
 */
export interface Effect<I extends z.ZodType = z.ZodType> {
  /** `send_email`; unique within the service. */
  readonly name: string;
  /** The provider it calls, for breakers and pausing: `sendgrid`, `stripe`. */
  readonly provider: string;
  readonly intent: I;
  perform(context: EffectContext<z.output<I>>): Promise<Outcome>;
  /** Finds out at the provider what became of an `unknown` effect. May answer `not_sent` to free it. Absent: cannot be asked. */
  reconcile?(context: EffectContext<z.output<I>>): Promise<Outcome>;
  /** Decides what follows from an outcome that ended the effect. Runs once for `done` and `refused`, and once for `unknown`. */
  settle?(decision: Decision, settled: Settled<z.output<I>>): Promise<void>;
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
