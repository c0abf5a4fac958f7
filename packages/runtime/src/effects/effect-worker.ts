import { randomUUID } from 'node:crypto';
import type { Core } from '../core.ts';
import type { Effect } from '../decide/decision.ts';
import { failpoint } from '../failpoint/failpoint.ts';
import { Poller } from '../poller.ts';
import { CallBudget, type CallRates } from './call-budget.ts';
import * as claims from './claims.ts';
import type { EffectRow } from './effect-row.ts';
import { OutcomeRecorder } from './outcome-recorder.ts';
import { type Ask, callProvider } from './provider-call.ts';
import { QueueShare } from './queue-share.ts';

const POLL_EVERY_MS = 500;
const PROBE_EVERY_MS = 1_000;
const LOOK_FOR_LOST_EVERY_MS = 1_000;

/** Calls that one instance has under way at one provider at a time; one that hangs takes no room from the others. */
const MAX_CALLS_PER_PROVIDER = 128;

/** Room that must be free at a provider before more is claimed: a claim costs the same for one effect as for many. */
const MIN_ROOM = MAX_CALLS_PER_PROVIDER / 2;

/** Outcomes that may wait to be recorded before nothing more is claimed. */
const MAX_UNRECORDED = 1_000;

/** Longest from claiming to calling: later, the lease might end while the call is under way. */
const BEGIN_WITHIN_MS = 5_000;

/**
 * Performs effects: leases what is due, makes one call each, records the outcome and what `settle` decides in one
 * transaction. Any number of instances share the work; a lease is one worker's.
 *
 * - No more is claimed than can be called at once: what is `claimed` has been begun, or will be in the same moment. See
 *   docs/decisions/008-effects-are-claimed-when-they-can-be-called.md.
 * - Crash before the call, during it, or before the outcome is recorded: the lease runs out and the effect is `unknown`.
 * - `settle` throws: the effect is `unknown`, with the error as its reason and the result it had.
 * - `unknown` is asked about (`reconcile`) with growing waits; without `reconcile` it waits for a webhook or an operator.
 * - Paused or with an open breaker: left alone.
 * - Claimed and not begun, because the worker stops or has been held up: given back, with its attempt.
 */
export class EffectWorker {
  readonly #core: Core;
  readonly #effects: ReadonlyMap<string, Effect>;
  readonly #reconcilable: readonly string[];
  readonly #ask: Ask;
  readonly #claimant: claims.Claimant;
  readonly #budget: CallBudget;
  readonly #share: QueueShare;
  readonly #recorder: OutcomeRecorder;
  readonly #poller: Poller;
  readonly #probePoller: Poller;
  readonly #lostPoller: Poller;
  readonly #running = new Set<Promise<void>>();
  /** Calls under way, by provider. */
  readonly #calls: Map<string, number>;
  /** Whether there may be more to do than there was room for, so that room must be made use of as soon as there is some. */
  #behind = false;
  #stopping = false;

  constructor(core: Core, effects: readonly Effect[], ask: Ask, rates: CallRates = {}) {
    this.#core = core;
    this.#effects = new Map(effects.map((effect) => [effect.name, effect]));
    this.#calls = new Map(effects.map((effect) => [effect.provider, 0]));
    this.#claimant = { holder: randomUUID(), kinds: [...this.#effects.keys()] };
    this.#reconcilable = effects.filter((effect) => effect.reconcile).map((effect) => effect.name);
    this.#ask = ask;
    this.#budget = new CallBudget(core.runtimePool, rates);
    this.#share = new QueueShare(core.runtimePool, this.#claimant);
    this.#recorder = new OutcomeRecorder(core, this.#claimant.holder);
    this.#poller = new Poller(core.logger, POLL_EVERY_MS, () => this.#performDue());
    this.#probePoller = new Poller(core.logger, PROBE_EVERY_MS, () => this.#probe());
    this.#lostPoller = new Poller(core.logger, LOOK_FOR_LOST_EVERY_MS, () => this.#lookForLost());
  }

  start(): void {
    if (this.#effects.size === 0) return;
    this.#stopping = false;
    this.#poller.start();
    this.#probePoller.start();
    this.#lostPoller.start();
  }

  poke(): void {
    this.#poller.poke();
  }

  /** Takes nothing more and waits for the calls under way to be recorded. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#recorder.hurry();
    await Promise.all([this.#poller.stop(), this.#probePoller.stop(), this.#lostPoller.stop()]);
    await Promise.all(this.#running);
  }

  /** Performs one effect now, if it is free; resolves when its attempt is recorded. */
  async performNow(id: string): Promise<void> {
    const row = await claims.claimOne(this.#core.runtimePool, this.#claimant, id);
    if (row === undefined) return;
    await this.#budget.spend(row.provider);
    await this.#track(this.#perform(row));
  }

  async #performDue(): Promise<boolean> {
    const rooms = [...this.#calls].map(([provider, calls]) => [provider, MAX_CALLS_PER_PROVIDER - calls] as const);
    const free = new Map(rooms.filter(([, room]) => room >= MIN_ROOM));
    this.#behind = free.size < this.#calls.size || this.#recorder.size >= MAX_UNRECORDED;
    if (free.size === 0 || this.#recorder.size >= MAX_UNRECORDED) return false;
    const askedAtMs = performance.now();
    const now = this.#core.now();
    const allowed = await this.#allowed(free, now);
    const { rows, more } = allowed.size === 0 ? { rows: [], more: false } : await this.#share.claim(now, allowed);
    this.#behind ||= more;
    await this.#begin(rows, askedAtMs);
    await this.#giveBack(allowed, rows);
    return more;
  }

  /** Of the room there is, what the providers' rates allow now. */
  async #allowed(free: ReadonlyMap<string, number>, now: Date): Promise<Map<string, number>> {
    const taken = await Promise.all(
      [...free].map(async ([provider, room]) => [provider, await this.#budget.take(provider, room, now)] as const),
    );
    return new Map(taken.filter(([, count]) => count > 0));
  }

  async #giveBack(allowed: ReadonlyMap<string, number>, rows: readonly EffectRow[]): Promise<void> {
    for (const [provider, count] of allowed) {
      const used = rows.filter((row) => row.provider === provider).length;
      await this.#budget.giveBack(provider, count - used);
    }
  }

  async #begin(rows: readonly EffectRow[], claimedAfterMs: number): Promise<void> {
    if (rows.length === 0) return;
    if (this.#stopping || performance.now() - claimedAfterMs > BEGIN_WITHIN_MS) {
      return claims.giveBack(this.#core.runtimePool, this.#claimant.holder, rows);
    }
    for (const row of rows) void this.#track(this.#perform(row));
  }

  async #probe(): Promise<boolean> {
    const askedAtMs = performance.now();
    await this.#begin(await claims.claimProbes(this.#core.runtimePool, this.#claimant, this.#core.now()), askedAtMs);
    return false;
  }

  async #lookForLost(): Promise<boolean> {
    const lost = await claims.claimLost(this.#core.runtimePool, this.#claimant);
    const unknown = await claims.claimToAsk(this.#core.runtimePool, this.#claimant.holder, this.#reconcilable);
    await Promise.all([...lost.map((row) => this.#leaseRanOut(row)), ...unknown.map((row) => this.#reconcile(row))]);
    return lost.length === claims.LOST_AT_A_TIME;
  }

  #track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
    return tracked;
  }

  #effectOf(row: EffectRow): Effect {
    const effect = this.#effects.get(row.name);
    if (effect === undefined) throw new Error(`An effect ${row.name} was claimed, which this version does not know`);
    return effect;
  }

  async #perform(row: EffectRow): Promise<void> {
    this.#count(row.provider, 1);
    const effect = this.#effectOf(row);
    const attempt = await callProvider(this.#core, this.#ask, row, effect, 'perform');
    failpoint('effect.called');
    const { outcome } = attempt;
    // Its room is taken by nobody before the breaker is open.
    const breaks = outcome.outcome === 'not_sent' && outcome.breaker === true;
    if (!breaks) this.#leave(row.provider);
    await this.#recorder.record(attempt);
    if (breaks) this.#leave(row.provider);
    if (this.#behind) this.#poller.poke();
  }

  #leave(provider: string): void {
    const calls = this.#count(provider, -1);
    if (this.#behind && calls <= MAX_CALLS_PER_PROVIDER - MIN_ROOM) this.#poller.poke();
  }

  #count(provider: string, change: number): number {
    const calls = (this.#calls.get(provider) ?? 0) + change;
    this.#calls.set(provider, calls);
    return calls;
  }

  async #reconcile(row: EffectRow): Promise<void> {
    await this.#budget.spend(row.provider);
    await this.#recorder.record(await callProvider(this.#core, this.#ask, row, this.#effectOf(row), 'reconcile'));
  }

  /** The process that held the lease died or hung: nobody knows whether the call was made. */
  async #leaseRanOut(row: EffectRow): Promise<void> {
    this.#core.logger.warn({ effectId: row.id, effect: row.name }, 'a lease ran out; the outcome is unknown');
    const outcome = { outcome: 'unknown', reason: 'lease_expired' } as const;
    await this.#recorder.record({ row, effect: this.#effectOf(row), outcome, asked: false });
  }
}
