import { EVENTS, streamName } from '@loop/contracts';
import {
  type Consumer,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  type OrderedConsumerOptions,
} from '@nats-io/jetstream';
import { messageHeaders } from '../bus/message-headers.ts';
import { type StoredEvent, storedEvent } from './stored-event.ts';

/** Which events to read. */
export interface EventQuery {
  /** All when absent. */
  readonly subjects?: readonly string[];
  /** Stored at or after this time; from the beginning when absent. */
  readonly since?: Date;
  /** From this stream sequence on; instead of `since`. */
  readonly fromSequence?: number;
  /** Leaves the bodies at the broker: much faster over many events. */
  readonly headersOnly?: boolean;
}

/** After a restart of the broker reading goes on within about three seconds; by default it would take 40. */
const CONSUME = { idle_heartbeat: 1_000, expires: 5_000 } as const;

interface StreamQuery {
  readonly stream: string;
  readonly subjects: readonly string[];
}

/** The streams that hold what is asked for, each with its part of the subjects. Throws on a subject nobody publishes. */
function streamsOf(query: EventQuery): readonly StreamQuery[] {
  for (const subject of query.subjects ?? []) {
    if (!EVENTS.some((event) => event.subject === subject)) throw new Error(`Nobody publishes ${subject}`);
  }
  const wanted = EVENTS.filter((event) => query.subjects?.includes(event.subject) ?? true);
  const publishers = [...new Set(wanted.map((event) => event.publisher))];
  return publishers.map((publisher) => ({
    stream: streamName(publisher),
    subjects: wanted.filter((event) => event.publisher === publisher).map((event) => event.subject),
  }));
}

/** A whole stream needs no filter, and one subject by itself is another setting at the broker; both are faster: see `consumerConfig`. */
function filterOf({ stream, subjects }: StreamQuery): Partial<OrderedConsumerOptions> {
  const all = EVENTS.filter((event) => streamName(event.publisher) === stream).length;
  if (subjects.length === all) return {};
  return { filter_subjects: subjects.length === 1 ? subjects.join() : [...subjects] };
}

function orderedOptions(query: EventQuery, part: StreamQuery, onlyNew: boolean): Partial<OrderedConsumerOptions> {
  const start = query.since === undefined ? undefined : query.since.toISOString();
  const whole = start === undefined ? DeliverPolicy.All : DeliverPolicy.StartTime;
  const shape = { ...filterOf(part), headers_only: query.headersOnly ?? false };
  if (query.fromSequence !== undefined) {
    return { ...shape, deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: query.fromSequence };
  }
  return {
    ...shape,
    deliver_policy: onlyNew ? DeliverPolicy.New : whole,
    ...(start === undefined || onlyNew ? {} : { opt_start_time: start }),
  };
}

function eventOf(stream: string, message: JsMsg): StoredEvent {
  const headers = messageHeaders(message);
  return storedEvent({
    stream,
    streamSequence: message.seq,
    subject: message.subject,
    storedAt: message.time,
    header: (name) => headers?.[name] ?? '',
    body: new TextDecoder().decode(message.data),
  });
}

/** Reads the streams of the registry through ordered consumers, which leave nothing behind and disturb nobody. */
export class EventReader {
  readonly #manager: JetStreamManager;
  readonly #client: JetStreamClient;

  constructor(manager: JetStreamManager) {
    this.#manager = manager;
    this.#client = manager.jetstream();
  }

  /** Reads what is stored by now, stream after stream, in each stream's order. */
  async *read(query: EventQuery): AsyncGenerator<StoredEvent> {
    for (const part of streamsOf(query)) {
      const { stream } = part;
      const consumer = await this.#client.consumers.get(stream, orderedOptions(query, part, false));
      const { num_pending } = await consumer.info();
      if (num_pending > 0) yield* this.#upTo(stream, consumer);
    }
  }

  async *#upTo(stream: string, consumer: Consumer): AsyncGenerator<StoredEvent> {
    const messages = await consumer.consume(CONSUME);
    try {
      for await (const message of messages) {
        yield eventOf(stream, message);
        if (message.info.pending === 0) return;
      }
    } finally {
      await messages.close();
    }
  }

  /** Hands over events as they are stored, from now on, until `signal` aborts. Resolves then; rejects when a stream is lost. */
  async follow(query: EventQuery, signal: AbortSignal, onEvent: (event: StoredEvent) => void): Promise<void> {
    const opened = streamsOf(query).map(async (part) => {
      const { stream } = part;
      const consumer = await this.#client.consumers.get(stream, orderedOptions(query, part, true));
      const messages = await consumer.consume(CONSUME);
      const stop = (): void => {
        void messages.close();
      };
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
      for await (const message of messages) onEvent(eventOf(stream, message));
    });
    await Promise.all(opened);
  }

  /** One event by its place; undefined when the stream does not have it (any more). */
  async at(stream: string, streamSequence: number): Promise<StoredEvent | undefined> {
    const found = await this.#manager.streams.getMessage(stream, { seq: streamSequence });
    if (found === null) return undefined;
    return storedEvent({
      stream,
      streamSequence,
      subject: found.subject,
      storedAt: found.time,
      header: (name) => found.header.get(name),
      body: new TextDecoder().decode(found.data),
    });
  }
}
