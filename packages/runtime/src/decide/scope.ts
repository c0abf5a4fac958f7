import type { EventDefinition } from '@loop/contracts';
import type { z } from 'zod';
import type { Session } from '../db/session.ts';
import type { Tx } from '../db/tx.ts';
import type { Effect, FinalOutcome } from '../effects/effect.ts';
import { resolveEffect } from '../effects/resolve-effect.ts';
import type { ActOptions, Decision, EmitOptions } from './decision.ts';
import type { PendingWrites, Stamp } from './pending-writes.ts';

/** The {@link Decision} of one tenant within a transaction that may hold several. */
export class DecisionScope implements Decision {
  readonly #session: Session;
  readonly #pending: PendingWrites;
  readonly stamp: Stamp;

  constructor(session: Session, pending: PendingWrites, stamp: Stamp) {
    this.#session = session;
    this.#pending = pending;
    this.stamp = stamp;
  }

  get tenantId(): string {
    return this.stamp.tenantId;
  }

  get tx(): Tx {
    return this.#session;
  }

  get now(): Date {
    return this.stamp.now;
  }

  get correlationId(): string {
    return this.stamp.origin.correlationId;
  }

  emit<D extends EventDefinition>(event: D, data: z.input<D['schema']>, options: EmitOptions = {}): string {
    return this.#pending.emit(this.stamp, event, data, options);
  }

  act<I extends z.ZodType>(effect: Effect<I>, intent: z.input<I>, options: ActOptions): Promise<string> {
    return Promise.resolve(this.#pending.act(this.stamp, effect, intent, options));
  }

  resolve<I extends z.ZodType>(effect: Effect<I>, effectId: string, outcome: FinalOutcome): Promise<boolean> {
    return resolveEffect(this.#session, effect as Effect, effectId, outcome, (correlationId) => {
      const origin = { ...this.stamp.origin, handler: `settle ${effect.name}`, correlationId };
      return new DecisionScope(this.#session, this.#pending, { ...this.stamp, origin });
    });
  }
}
