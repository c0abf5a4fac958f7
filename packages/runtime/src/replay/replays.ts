import type { NatsConnection } from '@nats-io/transport-node';
import type { Pool } from 'pg';
import type { EventHandler } from '../bus/handler.ts';
import type { Core } from '../core.ts';
import { isInfrastructure } from '../db/infrastructure-error.ts';
import { transaction } from '../db/session.ts';
import { Poller } from '../poller.ts';
import { rebuild } from './rebuild.ts';
import { redrive } from './redrive.ts';
import { replayEvents } from './replay-events.ts';
import { endRun, handOver, type JobRow, takeAbandonedJobs } from './replay-rows.ts';
import type { Run } from './run.ts';
import { SlotGone } from './slot.ts';

/** Silence after which a running job is another instance's to go on with: as long as the broker waits for acks. */
const ABANDONED_AFTER_MS = 30_000;
const LOOK_FOR_ABANDONED_EVERY_MS = 5_000;

/**
 * Replays: past events of one subject, to this service only, through a consumer slot nobody else reads. Nothing is published
 * again on its subject, so no other service notices.
 *
 * - dry-run: every event is handled in a transaction that is rolled back; it tells what a repair, or a reprocess, would do.
 * - repair: the inbox is on, so that only what is missing is handled. Its effects and events are those it always had to have,
 *   under the ids they always had to have.
 * - reprocess: listed events are handled again, past the inbox, each once a job. What they emit has new ids, so that
 *   consumers take it for new; what they ask for outside is held until the job is armed.
 * - rebuild: a projection is built anew beside the live one and takes its place when it has caught up.
 *
 * A redrive hands dead letters back in the same way. A job survives a restart, an outage and its instance's death: within a
 * minute some instance goes on. Pausing and cancelling stop after the batch in hand and lose nothing. A job whose consumer has
 * gone stalls until `loop` lines up what is left: services may make no consumer.
 */
export class Replays {
  readonly #core: Core;
  readonly #connection: NatsConnection;
  readonly #handlers: ReadonlyMap<string, EventHandler>;
  readonly #openRebuildPool: () => Pool;
  /** By job and run: a job that was resumed may run anew before its former run has noticed. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #poller: Poller;
  #stopped = false;

  constructor(core: Core, connection: NatsConnection, handlers: readonly EventHandler[], openRebuildPool: () => Pool) {
    this.#core = core;
    this.#connection = connection;
    this.#handlers = new Map(handlers.map((handler) => [handler.event.subject, handler]));
    this.#openRebuildPool = openRebuildPool;
    this.#poller = new Poller(core.logger, LOOK_FOR_ABANDONED_EVERY_MS, () => this.#takeOver());
  }

  /** Begins to look for jobs that nobody goes on with. */
  start(): void {
    this.#poller.start();
  }

  /** The handler of a subject, as far as this service consumes it. */
  handlerOf(subject: string): EventHandler | undefined {
    return this.#handlers.get(subject);
  }

  /** Hands running jobs to another instance, or the next start, after the batch in hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#poller.stop();
    await Promise.all(this.#running.values());
  }

  /** Runs a job that has just been opened, resumed or taken over, here and now. */
  run(job: JobRow): void {
    const key = `${job.id} ${job.run}`;
    const work = this.#work(job).finally(() => this.#running.delete(key));
    this.#running.set(key, work);
  }

  async #takeOver(): Promise<boolean> {
    const own = [...this.#running.keys()].map((key) => key.slice(0, key.indexOf(' ')));
    for (const job of await takeAbandonedJobs(this.#core.runtimePool, ABANDONED_AFTER_MS, own)) this.run(job);
    return false;
  }

  async #work(job: JobRow): Promise<void> {
    const run: Run = {
      core: this.#core,
      connection: this.#connection,
      handlers: this.#handlers,
      job,
      openRebuildPool: this.#openRebuildPool,
      isStopping: () => this.#stopped,
    };
    try {
      if (job.mode === 'redrive') await redrive(run);
      else if (job.mode === 'rebuild') await rebuild(run);
      else await replayEvents(run);
      if (this.#stopped) await handOver(this.#core.runtimePool, job);
    } catch (error) {
      await this.#interrupted(job, error).catch((failure: unknown) => {
        this.#core.logger.warn({ err: failure, replayId: job.id }, 'what became of a replay could not be kept');
      });
    }
  }

  /** An outage leaves the job to whoever looks next: when it is over, that one goes on. */
  async #interrupted(job: JobRow, error: unknown): Promise<void> {
    this.#core.logger.error({ err: error, replayId: job.id }, 'a replay was interrupted');
    if (isInfrastructure(error)) return handOver(this.#core.runtimePool, job);
    const why = error instanceof Error ? error.message : 'failed';
    await transaction(this.#core.runtimePool, async (session) => {
      const ended = await endRun(session, job, error instanceof SlotGone ? 'stalled' : 'failed', why);
      if (ended && job.mode === 'rebuild' && !(error instanceof SlotGone)) await session.sql('SELECT rebuild_end()');
    });
  }
}
