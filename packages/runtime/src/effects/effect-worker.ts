import { randomUUID } from 'node:crypto';
import type { RequestDefinition } from '@loop/contracts';
import type { z } from 'zod';
import type { Answer } from '../bus/answer.ts';
import type { Core } from '../core.ts';
import { isContention } from '../db/contention.ts';
import { isInfrastructure } from '../db/infrastructure-error.ts';
import { readAsTenant } from '../db/read-as-tenant.ts';
import { transaction } from '../db/session.ts';
import type { Effect, EffectContext } from '../decide/decision.ts';
import { idFrom } from '../decide/ids.ts';
import { PendingWrites } from '../decide/pending-writes.ts';
import { decideWithin } from '../decide/scope.ts';
import { failpoint } from '../failpoint/failpoint.ts';
import { Poller } from '../poller.ts';
import { currentTraceparent, inSpan, linkTo } from '../telemetry/spans.ts';
import { closeBreaker, openBreaker } from './breakers.ts';
import * as rows from './effect-rows.ts';
import type { FinalOutcome, Outcome } from './outcome.ts';

const POLL_EVERY_MS = 500;
const LOOK_FOR_LOST_EVERY_MS = 1_000;

/** Effects performed at a time by one instance. */
const CONCURRENCY = 32;

/** How long an outcome is tried to be recorded while the database is away; when stopping, how long from then on. */
const RECORD_FOR_MS = 600_000;
const RECORD_FOR_WHEN_STOPPING_MS = 10_000;
const RECORD_AGAIN_AFTER_MS = 500;

/** Asks another service; handed in, so that effects need not know the broker. */
export type Ask = <I extends z.ZodType, O extends z.ZodType>(
  request: RequestDefinition<I, O>,
  input: z.input<I>,
) => Promise<Answer<z.output<O>>>;

/**
 * Performs effects: leases what is due, makes one call each, records the outcome and what `settle` decides in one
 * transaction. Any number of instances share the work; a lease is one worker's.
 *
 * - Crash before the call, during it, or before the outcome is recorded: the lease runs out and the effect is `unknown`.
 * - `settle` throws: the effect is `unknown`, with the error as its reason and the result it had.
 * - `unknown` is asked about (`reconcile`) with growing waits; without `reconcile` it waits for a webhook or an operator.
 * - Paused or with an open breaker: left alone.
 */
export class EffectWorker {
  readonly #core: Core;
  readonly #effects: ReadonlyMap<string, Effect>;
  readonly #reconcilable: readonly string[];
  readonly #ask: Ask;
  readonly #claimant: rows.Claimant;
  readonly #poller: Poller;
  readonly #lostPoller: Poller;
  readonly #running = new Set<Promise<void>>();
  #recordForMs = RECORD_FOR_MS;

  constructor(core: Core, effects: readonly Effect[], ask: Ask) {
    this.#core = core;
    this.#effects = new Map(effects.map((effect) => [effect.name, effect]));
    this.#claimant = { holder: randomUUID(), kinds: [...this.#effects.keys()] };
    this.#reconcilable = effects.filter((effect) => effect.reconcile).map((effect) => effect.name);
    this.#ask = ask;
    this.#poller = new Poller(core.logger, POLL_EVERY_MS, () => this.#performDue());
    this.#lostPoller = new Poller(core.logger, LOOK_FOR_LOST_EVERY_MS, () => this.#lookForLost());
  }

  start(): void {
    if (this.#effects.size === 0) return;
    this.#poller.start();
    this.#lostPoller.start();
  }

  poke(): void {
    this.#poller.poke();
  }

  /** Takes nothing more and waits for the calls under way to be recorded. */
  async stop(): Promise<void> {
    this.#recordForMs = RECORD_FOR_WHEN_STOPPING_MS;
    await Promise.all([this.#poller.stop(), this.#lostPoller.stop()]);
    await Promise.all(this.#running);
  }

  /** Performs one effect now, if it is free; resolves when its attempt is recorded. */
  async performNow(id: string): Promise<void> {
    const row = await rows.claimOne(this.#core.runtimePool, this.#claimant, id);
    if (row !== undefined) await this.#track(this.#perform(row));
  }

  async #performDue(): Promise<boolean> {
    const room = CONCURRENCY - this.#running.size;
    if (room <= 0) return false;
    const now = this.#core.now();
    const probes = await rows.claimProbes(this.#core.runtimePool, this.#claimant, now);
    const due = await rows.claimDue(this.#core.runtimePool, this.#claimant, now, room);
    for (const row of [...probes, ...due]) void this.#track(this.#perform(row));
    return due.length === room;
  }

  async #lookForLost(): Promise<boolean> {
    const lost = await rows.claimLost(this.#core.runtimePool, this.#claimant, this.#reconcilable);
    await Promise.all(lost.map((row) => (row.state === 'claimed' ? this.#leaseRanOut(row) : this.#reconcile(row))));
    return lost.length === 50;
  }

  #track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => {
      this.#running.delete(tracked);
      this.#poller.poke();
    });
    this.#running.add(tracked);
    return tracked;
  }

  #effectOf(row: rows.EffectRow): Effect {
    const effect = this.#effects.get(row.name);
    if (effect === undefined) throw new Error(`An effect ${row.name} was claimed, which this version does not know`);
    return effect;
  }

  async #perform(row: rows.EffectRow): Promise<void> {
    await this.#untilRecorded(row, async () => {
      const effect = this.#effectOf(row);
      const { called, outcome } = await this.#call(row, effect, (context) => effect.perform(context));
      failpoint('effect.called');
      return () => this.#record(called, effect, outcome);
    });
  }

  async #reconcile(row: rows.EffectRow): Promise<void> {
    await this.#untilRecorded(row, async () => {
      const effect = this.#effectOf(row);
      const { reconcile } = effect;
      if (reconcile === undefined) throw new Error(`An effect ${row.name} was to be asked about, which cannot be`);
      const { called, outcome } = await this.#call(row, effect, (context) => reconcile.call(effect, context));
      if (outcome.outcome !== 'unknown' && outcome.outcome !== 'rate_limited') {
        return () => this.#record(called, effect, outcome);
      }
      const until = outcome.outcome === 'rate_limited' ? outcome.until : null;
      return () => rows.recordStillUnknown(this.#core.runtimePool, row, this.#claimant.holder, until);
    });
  }

  /** The process that held the lease died or hung: nobody knows whether the call was made. */
  async #leaseRanOut(row: rows.EffectRow): Promise<void> {
    this.#core.logger.warn({ effectId: row.id, effect: row.name }, 'a lease ran out; the outcome is unknown');
    const outcome = { outcome: 'unknown', reason: 'lease_expired' } as const;
    await this.#untilRecorded(row, async () => () => this.#end(row, this.#effectOf(row), outcome));
  }

  /**
   * Calls once, then records what came of it, tried again while the database is away or others are in the way: the call was
   * made, and nobody else knows. Never rejects: when it cannot be recorded the lease runs out and the effect is asked about.
   */
  async #untilRecorded(row: rows.EffectRow, call: () => Promise<() => Promise<void>>): Promise<void> {
    try {
      const record = await call();
      const startedAtMs = performance.now();
      for (;;) {
        try {
          return await record();
        } catch (error) {
          const worthwhile = isInfrastructure(error) || isContention(error);
          if (!worthwhile || performance.now() - startedAtMs > this.#recordForMs) throw error;
          await new Promise((resolve) => setTimeout(resolve, RECORD_AGAIN_AFTER_MS));
        }
      }
    } catch (error) {
      this.#core.logger.error({ err: error, effectId: row.id, effect: row.name }, 'an outcome could not be recorded');
    }
  }

  /**
   * One call under the time limit. A throw is `unknown`: who knows how far it came. `called` is the row with the trace context of
   * the call, under which what follows from the outcome goes on.
   */
  async #call(
    row: rows.EffectRow,
    effect: Effect,
    call: (context: EffectContext<unknown>) => Promise<Outcome>,
  ): Promise<{ readonly called: rows.EffectRow; readonly outcome: Outcome }> {
    const signal = AbortSignal.timeout(rows.CALL_TIMEOUT_MS);
    const context: EffectContext<unknown> = {
      effectId: row.id,
      tenantId: row.tenant_id,
      intent: effect.intent.parse(row.intent),
      attempt: row.attempts,
      idempotencyKey: `op:${row.id}`,
      traceparent: row.traceparent,
      now: this.#core.now(),
      signal,
      read: (load) => readAsTenant(this.#core.appPool, row.tenant_id, load),
      request: this.#ask,
    };
    const late = new Promise<Outcome>((resolve) => {
      signal.addEventListener('abort', () => resolve({ outcome: 'unknown', reason: 'timeout' }), { once: true });
    });
    const attributes = { 'loop.effect': row.name, 'peer.service': row.provider, 'loop.attempt': row.attempts };
    const span = { kind: 'client', attributes, links: linkTo(row.traceparent) } as const;
    let called = row;
    try {
      const outcome = await inSpan(`${row.provider} ${row.name}`, span, async (active) => {
        called = { ...row, traceparent: currentTraceparent() ?? row.traceparent };
        const answer = await Promise.race([call(context), late]);
        active.setAttribute('loop.outcome', answer.outcome);
        return answer;
      });
      return { called, outcome };
    } catch (error) {
      this.#core.logger.error({ err: error, effectId: row.id, effect: row.name }, 'an effect threw');
      return { called, outcome: { outcome: 'unknown', reason: 'threw' } };
    }
  }

  async #record(row: rows.EffectRow, effect: Effect, outcome: Outcome): Promise<void> {
    const { runtimePool } = this.#core;
    if (outcome.outcome === 'rate_limited') return rows.recordRetry(runtimePool, row, outcome);
    if (outcome.outcome === 'not_sent') {
      if (outcome.breaker) await openBreaker(runtimePool, row.provider, outcome.reason);
      if (row.attempts < rows.MAX_EFFECT_ATTEMPTS || outcome.breaker) {
        return rows.recordRetry(runtimePool, row, outcome);
      }
      return this.#end(row, effect, { outcome: 'refused', reason: 'gave_up', detail: outcome.reason });
    }
    await this.#end(row, effect, outcome);
    // What was refused may have been refused by us, and the provider not even asked.
    if (outcome.outcome === 'done') await closeBreaker(runtimePool, row.provider);
  }

  /** Outcome and what follows from it are one transaction. What cannot be settled, by a bug, is left for all to see. */
  async #end(row: rows.EffectRow, effect: Effect, outcome: FinalOutcome): Promise<void> {
    try {
      await this.#endOnce(row, effect, outcome);
    } catch (error) {
      if (isInfrastructure(error) || isContention(error)) throw error;
      const text = error instanceof Error ? `${error.name}: ${error.message}` : 'what was thrown is no error';
      this.#core.logger.error({ err: error, effectId: row.id, effect: row.name }, 'an outcome could not be settled');
      await rows.recordUnsettled(this.#core.runtimePool, row, outcome, text);
    }
  }

  async #endOnce(row: rows.EffectRow, effect: Effect, outcome: FinalOutcome): Promise<void> {
    const pending = new PendingWrites(this.#core.service);
    await transaction(this.#core.appPool, async (session) => {
      session.admit([row.tenant_id]);
      if (!(await rows.recordEnd(session, row, this.#claimant.holder, outcome))) return;
      const stamp = {
        tenantId: row.tenant_id,
        now: this.#core.now(),
        origin: {
          handler: `settle ${row.name} ${outcome.outcome}`,
          causationId: idFrom(row.id, row.attempts),
          correlationId: row.correlation_id,
          traceparent: row.traceparent,
          generation: row.generation,
        },
      };
      await decideWithin(session, pending, stamp, async (decision) => {
        await effect.settle?.(decision, { effectId: row.id, intent: effect.intent.parse(row.intent), outcome });
      });
      pending.flush(session);
    });
    if (pending.events > 0) this.#core.pokes.outbox();
    if (pending.effects > 0) this.poke();
  }
}
