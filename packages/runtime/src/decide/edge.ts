import type { RequestDefinition } from '@loop/contracts';
import type { z } from 'zod';
import type { Answer } from '../bus/answer.ts';
import type { Tx } from '../db/tx.ts';
import type { FinalOutcome } from '../effects/outcome.ts';
import type { Decision } from './decision.ts';

/** What causes a decision that no event caused. */
export interface Cause {
  /** Names the cause within the service: an idempotency key, a provider's event id, a schedule and its due time. */
  readonly cause: string;
  /** Correlation to go on with; a new one, derived from the cause, when absent. */
  readonly correlationId?: string;
}

/** What an edge of the service (a route, a responder, a schedule) can do: decide, read, ask, and wait for an effect. */
export interface Edge {
  /** Domain time. */
  readonly now: Date;
  /** Runs one deciding transaction of the tenant. Retried on serialisation failures, deadlocks and lock timeouts only; rejects with the cause otherwise. */
  decide<T>(tenantId: string, cause: Cause, work: (decision: Decision) => Promise<T>): Promise<T>;
  /** Runs a reading transaction of the tenant. */
  read<T>(tenantId: string, load: (tx: Tx) => Promise<T>): Promise<T>;
  /** Asks another service. Rejects when nobody answers in time, or who answers fails. */
  request<In extends z.ZodType, Out extends z.ZodType>(
    request: RequestDefinition<In, Out>,
    input: z.input<In>,
  ): Promise<Answer<z.output<Out>>>;
  /**
   * Has an effect performed at once, by this process where it is free, and waits for its end. Resolves to `pending` when
   * it has not ended after `timeoutMs` (default 20 s): it goes on without the caller.
   */
  outcomeOf(effectId: string, timeoutMs?: number): Promise<FinalOutcome | 'pending'>;
}
