import type { Consumer, JsMsg } from '@nats-io/jetstream';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Delivery } from '../bus/delivery.ts';
import type { EventHandler } from '../bus/handler.ts';
import type { Core } from '../core.ts';
import { isInfrastructure } from '../db/infrastructure-error.ts';
import { storableText } from '../db/storable-text.ts';
import { handleBatch, type Verdict } from '../inbox/handle-batch.ts';
import type { Incoming } from '../inbox/incoming.ts';
import { MAX_BATCH } from '../inbox/lane.ts';
import { readMessage } from '../inbox/read-message.ts';
import { Poller } from '../poller.ts';
import { endJob, type JobInput, type JobRow, openJob, saveProgress, takeAbandonedJobs } from './replay-rows.ts';
import { emptyTally, type Tally } from './tally.ts';

const MAX_ERRORS = 20;
const MAX_ERROR = 500;
const FETCH_PATIENCE_MS = 1_000;

/** Silence after which a running job is another instance's to go on with: as long as the broker waits for acks. */
const ABANDONED_AFTER_MS = 30_000;
const LOOK_FOR_ABANDONED_EVERY_MS = 5_000;

/**
 * Replays: past events of one subject, to this service only, through a consumer slot nobody else reads. Nothing is published
 * again, so no other service notices.
 *
 * - dry-run: every event is handled in a transaction that is rolled back; it tells what a repair would do.
 * - repair: the inbox is on, so that only what is missing is handled. Its effects and events are those it always had to have,
 *   under the ids they always had to have.
 *
 * A job survives a restart, an outage and its instance's death: within a minute some instance goes on where its slot's acks
 * stand. Cancelling stops after the batch in hand and loses nothing.
 */
export class Replays {
  readonly #core: Core;
  readonly #connection: NatsConnection;
  readonly #handlers: ReadonlyMap<string, EventHandler>;
  readonly #running = new Map<string, Promise<void>>();
  readonly #poller: Poller;
  #stopped = false;

  constructor(core: Core, connection: NatsConnection, handlers: readonly EventHandler[]) {
    this.#core = core;
    this.#connection = connection;
    this.#handlers = new Map(handlers.map((handler) => [handler.event.subject, handler]));
    this.#poller = new Poller(core.logger, LOOK_FOR_ABANDONED_EVERY_MS, () => this.#takeOver());
  }

  /** Begins to look for jobs that nobody goes on with. */
  start(): void {
    this.#poller.start();
  }

  /** Opens a job and runs it. Resolves to a word where its slot is taken, its id is known, or its subject is not consumed. */
  async open(input: JobInput): Promise<JobRow | 'slot_busy' | 'already_started' | 'not_consumed'> {
    if (!this.#handlers.has(input.subject)) return 'not_consumed';
    const job = await openJob(this.#core.runtimePool, input);
    if (typeof job !== 'string') this.#run(job);
    return job;
  }

  /** Ends a job as cancelled; whichever instance runs it stops after the batch in hand. */
  cancel(id: string): Promise<void> {
    return endJob(this.#core.runtimePool, id, 'cancelled');
  }

  /** Leaves running jobs where they are; another instance, or the next start, goes on with them. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#poller.stop();
    await Promise.all(this.#running.values());
  }

  async #takeOver(): Promise<boolean> {
    for (const job of await takeAbandonedJobs(this.#core.runtimePool, ABANDONED_AFTER_MS)) {
      if (!this.#running.has(job.id)) this.#run(job);
    }
    return false;
  }

  #run(job: JobRow): void {
    const work = this.#work(job)
      .catch(async (error: unknown) => {
        this.#core.logger.error({ err: error, replayId: job.id }, 'a replay was interrupted');
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
      const lot = Math.min(MAX_BATCH, job.rate_per_second, Math.max(1, job.expected - tally.read));
      const startedAtMs = Date.now();
      const messages: JsMsg[] = [];
      const fetched = await consumer.fetch({ max_messages: lot, expires: FETCH_PATIENCE_MS });
      for await (const message of fetched) messages.push(message);
      const within = messages.filter((message) => message.seq <= job.last_sequence);
      await this.#handle(job, within, tally);
      for (const message of messages) message.ack();
      if (!(await saveProgress(this.#core.runtimePool, job.id, tally))) return;
      if (tally.read >= job.expected || (await isThrough(consumer, job))) {
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
      const { delivery, incoming } = readMessage(job.stream, message, this.#handlers);
      if (delivery !== undefined && !isWanted(job, delivery)) continue;
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

/** Whether the slot has nothing more up to the job's end: neither to give nor given to an instance that has not acked it. */
async function isThrough(consumer: Consumer, job: JobRow): Promise<boolean> {
  const info = await consumer.info();
  const given = info.num_pending === 0 || info.delivered.stream_seq >= job.last_sequence;
  return given && info.num_ack_pending === 0;
}

function isWanted(job: JobRow, { key, tenantId }: Delivery): boolean {
  return (job.only_tenant ?? tenantId) === tenantId && (job.only_key ?? key) === key;
}

function count(tally: Tally, verdict: Verdict): void {
  if (verdict === 'handled') tally.handled += 1;
  else if (verdict === 'held') tally.held += 1;
  else if (verdict === 'duplicate') tally.alreadyHandled += 1;
  else tally.failed += 1;
}

function note(tally: Tally, error: string): void {
  if (tally.errors.length < MAX_ERRORS) tally.errors.push(storableText(error, MAX_ERROR));
}
