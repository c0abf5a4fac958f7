import type { RequestDefinition } from '@loop/contracts';
import type { z } from 'zod';
import type { Answer } from '../bus/answer.ts';
import type { Core } from '../core.ts';
import { isContention } from '../db/contention.ts';
import { readAsTenant } from '../db/read-as-tenant.ts';
import { transaction } from '../db/session.ts';
import type { Tx } from '../db/tx.ts';
import type { EffectWorker } from '../effects/effect-worker.ts';
import type { FinalOutcome } from '../effects/outcome.ts';
import type { Ask } from '../effects/provider-call.ts';
import type { Decision } from './decision.ts';
import type { Cause, Edge } from './edge.ts';
import { idFrom } from './ids.ts';
import { PendingWrites } from './pending-writes.ts';
import { decideWithin } from './scope.ts';

const OUTCOME_TIMEOUT_MS = 20_000;
const OUTCOME_POLL_EVERY_MS = 50;
const CONTENTION_TRIES = 5;

/** The {@link Edge} of a running service. `name` stands in the ids of what is decided through it. */
export class ServiceEdge implements Edge {
  readonly #core: Core;
  readonly #ask: Ask;
  readonly #effects: EffectWorker;
  readonly #name: string;
  readonly #traceparent: () => string | null;

  constructor(core: Core, ask: Ask, effects: EffectWorker, name: string, traceparent: () => string | null) {
    this.#core = core;
    this.#ask = ask;
    this.#effects = effects;
    this.#name = name;
    this.#traceparent = traceparent;
  }

  /** The same edge under another name, so that two routes never derive the same ids. */
  named(name: string): ServiceEdge {
    return new ServiceEdge(this.#core, this.#ask, this.#effects, name, this.#traceparent);
  }

  get now(): Date {
    return this.#core.now();
  }

  async decide<T>(tenantId: string, cause: Cause, work: (decision: Decision) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#decideOnce(tenantId, cause, work);
      } catch (error) {
        if (attempt === CONTENTION_TRIES || !isContention(error)) throw error;
      }
    }
  }

  read<T>(tenantId: string, load: (tx: Tx) => Promise<T>): Promise<T> {
    return readAsTenant(this.#core.appPool, tenantId, load);
  }

  request<In extends z.ZodType, Out extends z.ZodType>(
    request: RequestDefinition<In, Out>,
    input: z.input<In>,
  ): Promise<Answer<z.output<Out>>> {
    return this.#ask(request, input);
  }

  async outcomeOf(effectId: string, timeoutMs: number = OUTCOME_TIMEOUT_MS): Promise<FinalOutcome | 'pending'> {
    const deadlineMs = Date.now() + timeoutMs;
    await this.#effects.performNow(effectId);
    for (;;) {
      const outcome = await this.#outcome(effectId);
      if (outcome !== undefined) return outcome;
      if (Date.now() >= deadlineMs) return 'pending';
      await new Promise((resolve) => setTimeout(resolve, OUTCOME_POLL_EVERY_MS));
    }
  }

  async #decideOnce<T>(tenantId: string, cause: Cause, work: (decision: Decision) => Promise<T>): Promise<T> {
    const pending = new PendingWrites(this.#core.service);
    const causationId = idFrom(tenantId, this.#core.service, this.#name, cause.cause);
    const result = await transaction(this.#core.appPool, async (session) => {
      session.admit([tenantId]);
      this.#core.tenants.note(session, [tenantId]);
      const stamp = {
        tenantId,
        now: this.#core.now(),
        origin: {
          handler: this.#name,
          causationId,
          correlationId: cause.correlationId ?? causationId,
          traceparent: this.#traceparent(),
          generation: 0,
        },
      };
      const decided = await decideWithin(session, pending, stamp, work);
      pending.flush(session);
      return decided;
    });
    this.#core.tenants.committed([tenantId]);
    if (pending.events > 0) this.#core.pokes.outbox();
    if (pending.effects > 0) this.#core.pokes.effects();
    return result;
  }

  async #outcome(effectId: string): Promise<FinalOutcome | undefined> {
    const [row] = await transaction(this.#core.runtimePool, (session) =>
      session.sql<{ state: string; reason: string | null; result: unknown }>(
        'SELECT state, reason, result FROM effects WHERE id = $1',
        [effectId],
      ),
    );
    if (row === undefined) throw new Error('There is no such effect');
    if (row.state === 'done') return { outcome: 'done', result: (row.result ?? {}) as Record<string, string> };
    if (row.state === 'refused') return { outcome: 'refused', reason: row.reason ?? 'refused' };
    if (row.state === 'unknown') return { outcome: 'unknown', reason: row.reason ?? 'unknown' };
    return undefined;
  }
}
