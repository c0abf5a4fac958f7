import type { Core } from '../core.ts';
import { isContention } from '../db/contention.ts';
import { isInfrastructure } from '../db/infrastructure-error.ts';
import { failpoint } from '../failpoint/failpoint.ts';
import {
  attemptedBefore,
  clearAttempts,
  MAX_FAILURES,
  MAX_STARTS,
  recordFailure,
  recordStarts,
  retryDelayMs,
  takeBackStart,
} from './attempts.ts';
import { type DeadLetterReason, writeDeadLetter } from './dead-letters.ts';
import { handleBatch } from './handle-batch.ts';
import type { Incoming } from './incoming.ts';

/** An incoming event and how its source is told what became of it. */
export interface Job {
  readonly incoming: Incoming;
  /** Deliveries so far, this one included, as its source counts them; 1 for the first, whose beginning is not recorded. */
  readonly deliveries: number;
  /** It is done with: handled, held, a duplicate, or a dead letter. */
  ack(): void;
  /** It is to come again after the delay. */
  retry(delayMs: number): void;
  /** More time is needed. */
  working(): void;
}

/** Largest batch handled in one transaction. */
export const MAX_BATCH = 500;

const INFRASTRUCTURE_WAIT_MS = 500;

/** Wait before events come again whose attempt could not even be recorded: a bug of ours, not to be repeated in a hurry. */
const UNRECORDED_WAIT_MS = 5_000;

/**
 * Handles jobs batch by batch: at once when idle, so that batches form only under load. A failing batch is halved until
 * the event at fault stands alone; its neighbours are handled. An event that was begun or failed before is handled alone.
 * While the own database is away, jobs wait here, count no attempt and are kept alive at the broker; `room` holds the source
 * back. Whatever else keeps a batch from being sorted out, its events come again and block nothing.
 */
export class Lane {
  readonly #core: Core;
  readonly #queue: Job[] = [];
  /** The batch in hand, without what is done. */
  #inHand: readonly Job[] = [];
  #running: Promise<void> = Promise.resolve();
  #active = false;
  #waiters: (() => void)[] = [];
  /** Jobs whose start is recorded: an outage that makes them wait here must not count as another. */
  readonly #begun = new WeakSet<Job>();
  #stopped = false;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Jobs taken in and not yet begun. */
  get length(): number {
    return this.#queue.length;
  }

  push(job: Job): void {
    if (this.#stopped) {
      job.retry(0);
      return;
    }
    this.#queue.push(job);
    if (this.#active) return;
    this.#active = true;
    this.#running = this.#drain();
  }

  /** Resolves when there is room for more: the source must wait for it before it pulls on. */
  async room(): Promise<void> {
    while (this.#queue.length >= 2 * MAX_BATCH && !this.#stopped) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  /** Keeps what waits here or is in hand from being redelivered to somebody else. */
  keepAlive(): void {
    for (const job of [...this.#inHand, ...this.#queue]) job.working();
  }

  /** Finishes the batch in hand and gives the rest back to the broker. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const job of this.#queue.splice(0)) job.retry(0);
    this.#wake();
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, MAX_BATCH);
      this.#inHand = batch;
      this.#wake();
      await this.#handleUntilDatabaseIsBack(batch);
    }
    this.#inHand = [];
    // In the same turn as the last look at the queue, so that no job can slip in between unseen.
    this.#active = false;
  }

  async #handleUntilDatabaseIsBack(batch: Job[]): Promise<void> {
    for (;;) {
      try {
        await this.#sortOut(batch);
        return;
      } catch (error) {
        const events = batch.length;
        if (!isInfrastructure(error)) {
          this.#core.logger.error({ err: error, events }, 'a batch could not be sorted out; its events come again');
          for (const job of batch) job.retry(UNRECORDED_WAIT_MS);
          return;
        }
        this.#core.logger.warn({ err: error, events }, 'a batch could not be sorted out yet; it is tried on');
        if (this.#stopped) return;
        await new Promise((resolve) => setTimeout(resolve, INFRASTRUCTURE_WAIT_MS));
      }
    }
  }

  /** Splices what is done out of `batch`, so that a retry after an outage goes on with the rest. */
  async #sortOut(batch: Job[]): Promise<void> {
    const again = batch.filter((job) => job.deliveries > 1 && !this.#begun.has(job));
    if (again.length > 0) {
      const suspects = await attemptedBefore(this.#core.runtimePool, again.map(idOf));
      for (const job of again.filter((candidate) => suspects.has(idOf(candidate)))) {
        const started = await this.#begin([job]);
        if (started > MAX_STARTS) await this.#bury(batch, job, 'crashed', 'Begun again and again, and never finished');
        else await this.#commit(batch, [job]);
      }
      await this.#begin(again.filter((job) => !suspects.has(idOf(job))));
    }
    if (batch.length > 0) await this.#commit(batch, [...batch]);
  }

  async #begin(jobs: readonly Job[]): Promise<number> {
    if (jobs.length === 0) return 0;
    const started = await recordStarts(this.#core.runtimePool, jobs.map(idOf));
    for (const job of jobs) this.#begun.add(job);
    return started;
  }

  async #commit(batch: Job[], part: readonly Job[]): Promise<void> {
    try {
      const verdicts = await handleBatch(
        this.#core,
        part.map((job) => job.incoming),
      );
      failpoint('inbox.committed');
      const retried = part.filter((job) => job.deliveries > 1).map(idOf);
      if (retried.length > 0) await clearAttempts(this.#core.runtimePool, retried);
      for (const job of part) {
        if (verdicts.get(job.incoming) === 'conflict') {
          await this.#bury(batch, job, 'conflict', 'The same event id has been handled with another payload');
        } else {
          remove(batch, job);
          job.ack();
        }
      }
    } catch (error) {
      if (isInfrastructure(error)) throw error;
      await this.#bisect(batch, part, error);
    }
  }

  async #bisect(batch: Job[], part: readonly Job[], error: unknown): Promise<void> {
    const [only] = part;
    if (part.length === 1 && only !== undefined) return this.#fail(batch, only, error);
    const middle = Math.ceil(part.length / 2);
    await this.#commit(batch, part.slice(0, middle));
    await this.#commit(batch, part.slice(middle));
  }

  async #fail(batch: Job[], job: Job, error: unknown): Promise<void> {
    const { delivery } = job.incoming;
    if (isContention(error)) {
      if (job.deliveries > 1) await takeBackStart(this.#core.runtimePool, delivery.id);
      remove(batch, job);
      job.retry(retryDelayMs(1));
      return;
    }
    const text =
      error instanceof Error ? `${error.name}: ${error.message}` : 'The handler threw something that is no error';
    const failed = await recordFailure(this.#core.runtimePool, delivery.id, text);
    this.#core.logger.warn({ err: error, eventId: delivery.id, subject: delivery.subject, failed }, 'an event failed');
    if (failed >= MAX_FAILURES) return this.#bury(batch, job, 'failed', text);
    remove(batch, job);
    job.retry(retryDelayMs(failed));
  }

  async #bury(batch: Job[], job: Job, reason: DeadLetterReason, error: string): Promise<void> {
    const { delivery, body, fingerprint } = job.incoming;
    const { subject, stream, streamSequence } = delivery;
    await writeDeadLetter(this.#core.runtimePool, {
      delivery,
      subject,
      stream,
      streamSequence,
      fingerprint,
      body,
      headers: {},
      reason,
      error,
    });
    this.#core.logger.error({ eventId: delivery.id, subject, reason }, 'an event became a dead letter');
    remove(batch, job);
    job.ack();
  }

  #wake(): void {
    for (const waiter of this.#waiters.splice(0)) waiter();
  }
}

function idOf(job: Job): string {
  return job.incoming.delivery.id;
}

function remove(batch: Job[], job: Job): void {
  const index = batch.indexOf(job);
  if (index >= 0) batch.splice(index, 1);
}
