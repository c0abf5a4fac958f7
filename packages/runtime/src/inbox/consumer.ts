import { consumers } from '@loop/contracts';
import { type Consumer, type ConsumerMessages, type JsMsg, jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { fingerprintOf } from '../bus/delivery.ts';
import type { EventHandler } from '../bus/handler.ts';
import type { Core } from '../core.ts';
import { isInfrastructure } from '../db/infrastructure-error.ts';
import { writeDeadLetter } from './dead-letters.ts';
import type { Incoming } from './incoming.ts';
import { type Job, MAX_BATCH } from './lane.ts';
import type { Lanes } from './lanes.ts';
import { isParked } from './parked.ts';
import { readMessage } from './read-message.ts';

/** How often waiting messages are kept alive at the broker; well below its `ack_wait` of 30 s. */
const KEEP_ALIVE_EVERY_MS = 10_000;

/** Wait before a consumer that could not be reached is tried again. */
const REOPEN_DELAY_MS = 500;

/**
 * Pulls the events of every stream this service consumes into its lanes, through the durable consumers that provisioning
 * made; it makes none itself. What cannot be read becomes a dead letter at once and blocks nothing; what only a newer instance
 * can read is parked as one.
 */
export class EventConsumer {
  readonly #core: Core;
  readonly #connection: NatsConnection;
  readonly #lanes: Lanes;
  readonly #handlers: ReadonlyMap<string, EventHandler>;
  readonly #open = new Map<string, ConsumerMessages>();
  readonly #loops: Promise<void>[] = [];
  /** Dead letters are written one after another: a flood of them must not take every connection. */
  #burying: Promise<void> = Promise.resolve();
  #keepAlive: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(core: Core, connection: NatsConnection, lanes: Lanes, handlers: readonly EventHandler[]) {
    this.#core = core;
    this.#connection = connection;
    this.#lanes = lanes;
    this.#handlers = new Map(handlers.map((handler) => [handler.event.subject, handler]));
  }

  /** Starts pulling. Throws when a consumer of this service does not exist: `loop provision` has not run. */
  async start(): Promise<void> {
    const js = jetstream(this.#connection);
    const manager = await js.jetstreamManager(false);
    const own = consumers().filter((consumer) => consumer.service === this.#core.service);
    // All are found before one is pulled from: a start that fails is tried again, and must not pull twice.
    const infos = await Promise.all(own.map(({ stream, config }) => manager.consumers.info(stream, config.name)));
    for (const info of infos) {
      this.#loops.push(this.#pullForEver(info.stream_name, js.consumers.getConsumerFromInfo(info)));
    }
    this.#keepAlive = setInterval(() => this.#lanes.keepAlive(), KEEP_ALIVE_EVERY_MS);
  }

  /** Stops pulling. What has been pulled and not begun goes back to the broker when the lane stops. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#keepAlive);
    for (const messages of this.#open.values()) messages.stop();
    await this.#lanes.stop();
    await Promise.all(this.#loops);
    await this.#burying;
  }

  async #pullForEver(stream: string, consumer: Consumer): Promise<void> {
    while (!this.#stopped) {
      try {
        const messages = await consumer.consume({
          max_messages: MAX_BATCH,
          idle_heartbeat: 1_000,
          expires: 5_000,
          callback: (message) => this.#take(stream, message),
        });
        this.#open.set(stream, messages);
        if (this.#stopped) messages.stop();
        const ended = await messages.closed();
        if (ended instanceof Error) throw ended;
      } catch (error) {
        this.#core.logger.warn({ err: error, stream }, 'pulling was interrupted; it goes on');
      }
      if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, REOPEN_DELAY_MS));
    }
  }

  /** Called for each message as it arrives, so that what comes next is read while the database works on what came before. */
  #take(stream: string, message: JsMsg): void {
    if (this.#stopped) {
      message.nak();
      return;
    }
    const read = readMessage(stream, message, this.#handlers);
    if (!('reason' in read.incoming)) {
      this.#lanes.push(new PulledJob(read.incoming, message));
      return;
    }
    const { headers, delivery, incoming } = read;
    const place = { subject: message.subject, stream, streamSequence: message.seq };
    const letter = {
      ...place,
      ...{ headers: headers(), delivery, fingerprint: fingerprintOf(message.data), body: message.string() },
      ...incoming,
    };
    this.#burying = this.#burying.then(() => this.#buryUnreadable(message, letter));
  }

  async #buryUnreadable(message: JsMsg, letter: Parameters<typeof writeDeadLetter>[1]): Promise<void> {
    try {
      await writeDeadLetter(this.#core.runtimePool, letter);
      const { reason, subject } = letter;
      if (isParked(reason))
        this.#core.logger.warn({ subject, reason }, 'an event waits for a newer version of this service');
      else this.#core.logger.error({ subject, reason }, 'an event became a dead letter');
      message.ack();
    } catch (error) {
      if (!isInfrastructure(error)) this.#core.logger.error({ err: error }, 'a dead letter could not be written');
      message.nak(5_000);
    }
  }
}

/** An event as a message of the broker's. */
class PulledJob implements Job {
  readonly incoming: Incoming;
  readonly #message: JsMsg;

  constructor(incoming: Incoming, message: JsMsg) {
    this.incoming = incoming;
    this.#message = message;
  }

  get deliveries(): number {
    return this.#message.info.deliveryCount;
  }

  ack(): void {
    this.#message.ack();
  }

  retry(delayMs: number): void {
    this.#message.nak(delayMs);
  }

  working(): void {
    this.#message.working();
  }
}
