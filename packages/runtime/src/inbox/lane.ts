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
import type { Verdict } from './verdict.ts';

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

/** Times a batch is tried as it is when it only ran into others beside it, before it is halved. */
const CONTENTION_TRIES = 3;

/**
 * Handles jobs batch by batch: at once when idle, so that batches form only under load. A failing batch is halved until
 * the event at fault stands alone; its neighbours are handled. An event that was begun or failed before is handled alone.
 * While the own database is away, jobs wait here, count no attempt and are kept alive at the broker. Whatever else keeps a
 * batch from being sorted out, its events come again and block nothing.
 */
export class Lane {
  readonly #core: Core;
  #queue: Job[] = [];
  /** What of the batch in hand is not done with. */
  #open: ReadonlySet<Job> = new Set();
  #running: Promise<void> = Promise.resolve();
  #active = false;
  /** Jobs whose start is recorded: an outage that makes them wait here must not count as another. */
  readonly #begun = new WeakSet<Job>();
  #stopped = false;

  constructor(core: Core) {
    this.#core = core;
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

  /** Keeps what waits here or is in hand from being redelivered to somebody else. */
  keepAlive(): void {
    for (const job of this.#open) job.working();
    for (const job of this.#queue) job.working();
  }

  /** Finishes the batch in hand and gives the rest back to the broker. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const job of this.#queue.splice(0)) job.retry(0);
    await this.#running;
  }

  async #drain(): Promise<void> {
    // What arrives in the same turn makes the first batch.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const open = new Set(this.#queue.splice(0, MAX_BATCH));
      this.#open = open;
      await this.#handleUntilDatabaseIsBack(open);
    }
    this.#open = new Set();
    // In the same turn as the last look at the queue, so that no job can slip in between unseen.
    this.#active = false;
  }

  async #handleUntilDatabaseIsBack(open: Set<Job>): Promise<void> {
    for (;;) {
      try {
        await this.#sortOut(open);
        return;
      } catch (error) {
        const events = open.size;
        if (!isInfrastructure(error)) {
          this.#core.logger.error({ err: error, events }, 'a batch could not be sorted out; its events come again');
          for (const job of open) job.retry(UNRECORDED_WAIT_MS);
          return;
        }
        this.#core.logger.warn({ err: error, events }, 'a batch could not be sorted out yet; it is tried on');
        if (this.#stopped) return;
        await new Promise((resolve) => setTimeout(resolve, INFRASTRUCTURE_WAIT_MS));
      }
    }
  }

  /** Takes what is done out of `open`, so that a retry after an outage goes on with the rest. */
  async #sortOut(open: Set<Job>): Promise<void> {
    const again = [...open].filter((job) => job.deliveries > 1 && !this.#begun.has(job));
    if (again.length > 0) {
      const suspects = await attemptedBefore(this.#core.runtimePool, again.map(idOf));
      for (const job of again.filter((candidate) => suspects.has(idOf(candidate)))) {
        const started = await this.#begin([job]);
        if (started > MAX_STARTS) await this.#bury(open, job, 'crashed', 'Begun again and again, and never finished');
        else await this.#commit(open, [job]);
      }
      await this.#begin(again.filter((job) => !suspects.has(idOf(job))));
    }
    if (open.size > 0) await this.#commit(open, inLockOrder([...open]));
  }

  async #begin(jobs: readonly Job[]): Promise<number> {
    if (jobs.length === 0) return 0;
    const started = await recordStarts(this.#core.runtimePool, jobs.map(idOf));
    for (const job of jobs) this.#begun.add(job);
    return started;
  }

  async #commit(open: Set<Job>, part: readonly Job[]): Promise<void> {
    let verdicts: ReadonlyMap<Incoming, Verdict>;
    try {
      verdicts = await this.#handle(part);
      failpoint('inbox.committed');
      const retried = part.filter((job) => job.deliveries > 1).map(idOf);
      if (retried.length > 0) await clearAttempts(this.#core.runtimePool, retried);
    } catch (error) {
      if (isInfrastructure(error)) throw error;
      return this.#bisect(open, part, error);
    }
    const conflicts = part.filter((job) => verdicts.get(job.incoming) === 'conflict');
    const sorry = new Set(conflicts);
    // All in one turn, so that the client sends them in one write.
    for (const job of part) {
      if (sorry.has(job)) continue;
      open.delete(job);
      job.ack();
    }
    for (const job of conflicts) {
      await this.#bury(open, job, 'conflict', 'The same event id has been handled with another payload');
    }
  }

  /** Several lanes and instances may wait for each other's rows; whom the database then stops mostly succeeds at once. */
  async #handle(part: readonly Job[]): Promise<ReadonlyMap<Incoming, Verdict>> {
    const batch = part.map((job) => job.incoming);
    for (let attempt = 1; ; attempt++) {
      try {
        return await handleBatch(this.#core, batch);
      } catch (error) {
        if (part.length === 1 || attempt === CONTENTION_TRIES || !isContention(error)) throw error;
      }
    }
  }

  async #bisect(open: Set<Job>, part: readonly Job[], error: unknown): Promise<void> {
    const [only] = part;
    if (part.length === 1 && only !== undefined) return this.#fail(open, only, error);
    const middle = Math.ceil(part.length / 2);
    await this.#commit(open, part.slice(0, middle));
    await this.#commit(open, part.slice(middle));
  }

  async #fail(open: Set<Job>, job: Job, error: unknown): Promise<void> {
    const { delivery } = job.incoming;
    if (isContention(error)) {
      if (job.deliveries > 1) await takeBackStart(this.#core.runtimePool, delivery.id);
      open.delete(job);
      job.retry(retryDelayMs(1));
      return;
    }
    const text =
      error instanceof Error ? `${error.name}: ${error.message}` : 'The handler threw something that is no error';
    const failed = await recordFailure(this.#core.runtimePool, delivery.id, text);
    this.#core.logger.warn({ err: error, eventId: delivery.id, subject: delivery.subject, failed }, 'an event failed');
    if (failed >= MAX_FAILURES) return this.#bury(open, job, 'failed', text);
    open.delete(job);
    job.retry(retryDelayMs(failed));
  }

  async #bury(open: Set<Job>, job: Job, reason: DeadLetterReason, error: string): Promise<void> {
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
    open.delete(job);
    job.ack();
  }
}

/**
 * By tenant and key; events of one key keep their order. Handlers lock rows of their events' keys: instances whose batches lock them
 * in one order wait for one another, where otherwise each soon waits for both, and a second passes before the database stops one.
 */
function inLockOrder(jobs: readonly Job[]): readonly Job[] {
  return jobs.toSorted(({ incoming: { delivery: a } }, { incoming: { delivery: b } }) =>
    a.tenantId === b.tenantId ? compare(a.key, b.key) : compare(a.tenantId, b.tenantId),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function idOf(job: Job): string {
  return job.incoming.delivery.id;
}
