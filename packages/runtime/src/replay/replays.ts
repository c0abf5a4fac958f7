import type { JsMsg } from '@nats-io/jetstream';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { readDelivery } from '../bus/delivery.ts';
import type { EventHandler } from '../bus/handler.ts';
import type { Core } from '../core.ts';
import { isInfrastructure } from '../db/infrastructure-error.ts';
import { handleBatch, type Verdict } from '../inbox/handle-batch.ts';
import { type Incoming, readIncoming } from '../inbox/incoming.ts';
import { MAX_BATCH } from '../inbox/lane.ts';
import { endJob, type JobInput, type JobRow, openJob, runningJobs, saveProgress } from './replay-rows.ts';
import { emptyTally, type Tally } from './tally.ts';

const MAX_ERRORS = 20;
const FETCH_PATIENCE_MS = 1_000;

/**
 * Replays: past events of one subject, to this service only, through a consumer slot nobody else reads. Nothing is published
 * again, so no other service notices.
 *
 * - dry-run: every event is handled in a transaction that is rolled back; it tells what a repair would do.
 * - repair: the inbox is on, so that only what is missing is handled. Its effects and events are those it always had to have,
 *   under the ids they always had to have.
 *
 * A job survives a restart: it goes on where its slot's acks stand. Cancelling stops after the batch in hand and loses nothing.
 */
export class Replays {
  readonly #core: Core;
  readonly #connection: NatsConnection;
  readonly #handlers: ReadonlyMap<string, EventHandler>;
  readonly #running = new Map<string, Promise<void>>();
  readonly #cancelled = new Set<string>();
  #stopped = false;

  constructor(core: Core, connection: NatsConnection, handlers: readonly EventHandler[]) {
    this.#core = core;
    this.#connection = connection;
    this.#handlers = new Map(handlers.map((handler) => [handler.event.subject, handler]));
  }

  /** Goes on with the jobs that were running when this service last stopped. */
  async resume(): Promise<void> {
    for (const job of await runningJobs(this.#core.runtimePool)) this.#run(job);
  }

  /** Opens a job and starts it. Resolves to undefined when its slot is taken or its id is known. */
  async start(input: JobInput): Promise<JobRow | 'slot_busy' | 'already_started' | 'not_consumed'> {
    if (!this.#handlers.has(input.subject)) return 'not_consumed';
    const job = await openJob(this.#core.runtimePool, input);
    if (typeof job !== 'string') this.#run(job);
    return job;
  }

  /** Marks a job as cancelled; its loop ends after the batch in hand. */
  cancel(id: string): void {
    this.#cancelled.add(id);
  }

  /** Leaves running jobs where they are; the next start goes on with them. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running.values());
  }

  #run(job: JobRow): void {
    const work = this.#work(job)
      .catch(async (error: unknown) => {
        this.#core.logger.error({ err: error, replayId: job.id }, 'a replay failed');
        if (!isInfrastructure(error)) await endJob(this.#core.runtimePool, job.id, 'failed');
      })
      .finally(() => this.#running.delete(job.id));
    this.#running.set(job.id, work);
  }

  async #work(job: JobRow): Promise<void> {
    const tally: Tally = { ...emptyTally(), ...job.tally };
    const consumer = await jetstream(this.#connection, { checkAPI: false }).consumers.getConsumerFromInfo(
      await (await jetstreamManager(this.#connection, { checkAPI: false })).consumers.info(job.stream, job.slot),
    );
    while (!this.#stopped) {
      if (this.#cancelled.delete(job.id)) return void (await endJob(this.#core.runtimePool, job.id, 'cancelled'));
      const lot = Math.min(MAX_BATCH, job.rate_per_second, Math.max(1, job.expected - tally.read));
      const startedAtMs = Date.now();
      const messages: JsMsg[] = [];
      const fetched = await consumer.fetch({ max_messages: lot, expires: FETCH_PATIENCE_MS });
      for await (const message of fetched) messages.push(message);
      const within = messages.filter((message) => message.seq <= job.last_sequence);
      await this.#handle(job, within, tally);
      for (const message of messages) message.ack();
      await saveProgress(this.#core.runtimePool, job.id, tally);
      if (messages.length < lot || within.length < messages.length || tally.read >= job.expected) {
        return void (await endJob(this.#core.runtimePool, job.id, 'completed'));
      }
      const restMs = (messages.length / job.rate_per_second) * 1_000 - (Date.now() - startedAtMs);
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  }

  async #handle(job: JobRow, messages: readonly JsMsg[], tally: Tally): Promise<void> {
    const batch: Incoming[] = [];
    for (const message of messages) {
      tally.read += 1;
      const place = { subject: message.subject, stream: job.stream, streamSequence: message.seq };
      const delivery = readDelivery(place, (name) => message.headers?.get(name) ?? '');
      if ('malformed' in delivery) {
        tally.invalid += 1;
        note(tally, `#${message.seq}: ${delivery.malformed}`);
        continue;
      }
      if (job.only_tenant !== null && delivery.tenantId !== job.only_tenant) continue;
      if (job.only_key !== null && delivery.key !== job.only_key) continue;
      const incoming = readIncoming(delivery, message.string(), this.#handlers);
      if ('reason' in incoming) {
        if (incoming.reason === 'unknown_version') tally.unknown += 1;
        else tally.invalid += 1;
        note(tally, `#${message.seq}: ${incoming.error}`);
      } else {
        batch.push(incoming);
      }
    }
    if (batch.length > 0) await this.#handleOrBisect(job, batch, tally);
  }

  async #handleOrBisect(job: JobRow, batch: readonly Incoming[], tally: Tally): Promise<void> {
    try {
      const verdicts = await handleBatch(this.#core, batch, { rollback: job.mode === 'dry-run' });
      for (const verdict of verdicts.values()) count(tally, verdict);
    } catch (error) {
      if (isInfrastructure(error)) throw error;
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) {
        tally.failed += 1;
        note(tally, `#${only.delivery.streamSequence}: ${error instanceof Error ? error.message : 'failed'}`);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.#handleOrBisect(job, batch.slice(0, middle), tally);
      await this.#handleOrBisect(job, batch.slice(middle), tally);
    }
  }
}

function count(tally: Tally, verdict: Verdict): void {
  if (verdict === 'handled') tally.handled += 1;
  else if (verdict === 'held') tally.held += 1;
  else if (verdict === 'duplicate') tally.alreadyHandled += 1;
  else tally.failed += 1;
}

function note(tally: Tally, error: string): void {
  if (tally.errors.length < MAX_ERRORS) tally.errors.push(error.slice(0, 500));
}
