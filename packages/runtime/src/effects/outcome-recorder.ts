import { setImmediate } from 'node:timers/promises';
import type { Core } from '../core.ts';
import { isContention } from '../db/contention.ts';
import { inHalves } from '../db/in-halves.ts';
import { isInfrastructure } from '../db/infrastructure-error.ts';
import { transaction } from '../db/session.ts';
import { closeBreakers, openBreakers } from './breakers.ts';
import { MAX_EFFECT_ATTEMPTS } from './effect-row.ts';
import type { FinalOutcome, Outcome } from './outcome.ts';
import { type Retriable, recordUnsettled, writeAskedInVain, writeEnds, writeRetries } from './outcome-rows.ts';
import type { Attempt } from './provider-call.ts';
import { type End, settleEnds } from './settle-ends.ts';

/** How long an outcome is tried to be recorded while the database is away; when stopping, how long from then on. */
const RECORD_FOR_MS = 600_000;
const RECORD_FOR_WHEN_STOPPING_MS = 10_000;
const RECORD_AGAIN_AFTER_MS = 500;

/** Outcomes recorded in one transaction, and fewer where each has something to settle: their locks are held meanwhile. */
const MAX_BATCH = 500;
const MAX_SETTLED_TOGETHER = 50;

/** What is to be written of an attempt. */
type Verdict =
  | { readonly write: 'end'; readonly outcome: FinalOutcome }
  | { readonly write: 'retry'; readonly outcome: Retriable }
  | { readonly write: 'asked in vain'; readonly outcome: Outcome };

interface Entry {
  readonly attempt: Attempt;
  readonly verdict: Verdict;
  readonly sinceMs: number;
  readonly resolve: () => void;
  open: boolean;
}

/**
 * Records what calls came to: at once when idle, so that batches form only under load. What ends without a `settle` is one
 * statement however many they are; what settles shares a transaction. A `settle` that throws leaves its own effect `unknown`
 * and its neighbours as they should be. While the database is away, or others are in the way, outcomes wait here: the calls
 * were made, and nobody else knows.
 */
export class OutcomeRecorder {
  readonly #core: Core;
  readonly #holder: string;
  #queue: Entry[] = [];
  #busy = false;
  #size = 0;
  #recordForMs = RECORD_FOR_MS;

  constructor(core: Core, holder: string) {
    this.#core = core;
    this.#holder = holder;
  }

  /** Outcomes not recorded yet. */
  get size(): number {
    return this.#size;
  }

  /** Resolves when the outcome is recorded, or given up: then the lease runs out and the effect is `unknown`. Never rejects. */
  record(attempt: Attempt): Promise<void> {
    return new Promise((resolve) => {
      this.#size += 1;
      this.#push({ attempt, verdict: verdictOf(attempt), sinceMs: performance.now(), resolve, open: true });
    });
  }

  /** From now on outcomes that cannot be recorded are given up sooner. */
  hurry(): void {
    this.#recordForMs = RECORD_FOR_WHEN_STOPPING_MS;
  }

  #push(entry: Entry): void {
    this.#queue.push(entry);
    if (this.#busy) return;
    this.#busy = true;
    void this.#drain();
  }

  async #drain(): Promise<void> {
    // What ends in the same turn of the event loop is recorded together.
    await setImmediate();
    while (this.#queue.length > 0) {
      const batch = this.#takeBatch();
      const settling = batch.filter(isSettled);
      const plain = batch.filter((entry) => !isSettled(entry));
      await Promise.all([
        this.#write(plain, (part) => this.#writePlain(part)),
        this.#write(settling, (part) => settleEnds(this.#core, this.#holder, endsOf(part))),
      ]);
    }
    // In the same turn as the last look at the queue, so that no outcome can slip in between unseen.
    this.#busy = false;
  }

  /** No effect twice: the second waits for the first. */
  #takeBatch(): Entry[] {
    const batch = new Map<string, Entry>();
    const left: Entry[] = [];
    let settling = 0;
    for (const entry of this.#queue) {
      const { row, effect } = entry.attempt;
      const settles = effect.settle !== undefined;
      if (batch.size >= MAX_BATCH || batch.has(row.id) || (settles && settling >= MAX_SETTLED_TOGETHER))
        left.push(entry);
      else {
        batch.set(row.id, entry);
        if (settles) settling += 1;
      }
    }
    this.#queue = left;
    return [...batch.values()];
  }

  async #write(entries: readonly Entry[], commit: (part: readonly Entry[]) => Promise<void>): Promise<void> {
    try {
      await inHalves(
        entries,
        async (part) => {
          await commit(part);
          await this.#closeProbed(part);
          for (const entry of part) this.#close(entry);
        },
        (entry, error) => this.#fail(entry, error),
      );
    } catch (error) {
      for (const entry of entries.filter(({ open }) => open)) this.#again(entry, error);
    }
  }

  async #writePlain(part: readonly Entry[]): Promise<void> {
    const ends = endsOf(part);
    const retries = part.flatMap(({ attempt: { row }, verdict }) =>
      verdict.write === 'retry' ? [{ row, outcome: verdict.outcome }] : [],
    );
    const inVain = part.filter(({ verdict }) => verdict.write === 'asked in vain').map(({ attempt }) => attempt);
    const broken = retries.flatMap(({ row, outcome }) =>
      outcome.outcome === 'not_sent' && outcome.breaker ? [[row.provider, outcome.reason] as const] : [],
    );
    await transaction(this.#core.runtimePool, async (session) => {
      if (broken.length > 0) void openBreakers(session, new Map(broken));
      if (ends.length > 0) void writeEnds(session, this.#holder, ends);
      if (retries.length > 0) void writeRetries(session, retries);
      if (inVain.length > 0) void writeAskedInVain(session, this.#holder, inVain);
    });
  }

  /** What was refused may have been refused by us, and the provider not even asked. */
  async #closeProbed(part: readonly Entry[]): Promise<void> {
    const taken = part.filter(({ attempt: { row, outcome } }) => row.probe && outcome.outcome === 'done');
    if (taken.length === 0) return;
    await closeBreakers(this.#core.runtimePool, [...new Set(taken.map(({ attempt }) => attempt.row.provider))]);
    this.#core.pokes.effects();
  }

  /** What cannot be settled, by a bug, is left for all to see. */
  async #fail(entry: Entry, error: unknown): Promise<void> {
    if (isContention(error)) return this.#again(entry, error);
    const { row, outcome } = entry.attempt;
    const text = error instanceof Error ? `${error.name}: ${error.message}` : 'what was thrown is no error';
    this.#core.logger.error({ err: error, effectId: row.id, effect: row.name }, 'an outcome could not be settled');
    try {
      await recordUnsettled(this.#core.runtimePool, row, outcome, text);
    } catch (failure) {
      return this.#again(entry, failure);
    }
    this.#close(entry);
  }

  #again(entry: Entry, error: unknown): void {
    const worthwhile = isInfrastructure(error) || isContention(error);
    if (worthwhile && performance.now() - entry.sinceMs < this.#recordForMs) {
      setTimeout(() => this.#push(entry), RECORD_AGAIN_AFTER_MS);
      return;
    }
    const { row } = entry.attempt;
    this.#core.logger.error({ err: error, effectId: row.id, effect: row.name }, 'an outcome could not be recorded');
    this.#close(entry);
  }

  #close(entry: Entry): void {
    entry.open = false;
    this.#size -= 1;
    entry.resolve();
  }
}

function isSettled({ attempt, verdict }: Entry): boolean {
  return verdict.write === 'end' && attempt.effect.settle !== undefined;
}

function endsOf(entries: readonly Entry[]): End[] {
  return entries.flatMap(({ attempt: { row, effect }, verdict }) =>
    verdict.write === 'end' ? [{ row, effect, outcome: verdict.outcome }] : [],
  );
}

function verdictOf({ row, outcome, asked }: Attempt): Verdict {
  if (asked && (outcome.outcome === 'unknown' || outcome.outcome === 'rate_limited')) {
    return { write: 'asked in vain', outcome };
  }
  if (outcome.outcome === 'rate_limited') return { write: 'retry', outcome };
  if (outcome.outcome !== 'not_sent') return { write: 'end', outcome };
  if (outcome.breaker || row.attempts < MAX_EFFECT_ATTEMPTS) return { write: 'retry', outcome };
  return { write: 'end', outcome: { outcome: 'refused', reason: 'gave_up', detail: outcome.reason } };
}
