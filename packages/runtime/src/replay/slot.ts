import {
  type Consumer,
  type ConsumerInfo,
  JetStreamApiError,
  type JsMsg,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { JobRow } from './replay-rows.ts';

/** JetStream's error codes for a consumer, and a stream, that is not there. */
const GONE = new Set([10014, 10059]);

const FETCH_PATIENCE_MS = 1_000;

/** What a replay's consumer says about itself: which replay it was made for. */
export const REPLAY_ID = 'loop.replay_id';

/**
 * The job's consumer is not there any more: it was idle for an hour, the broker was started anew, or somebody has lined up
 * another replay in its place.
 */
export class SlotGone extends Error {}

const GONE_MESSAGE = 'Its place in the stream is lost: `loop replay resume` lines up what is left';

/** Where the reader of a slot stands. */
export interface SlotState {
  /** Messages not given to anybody yet. */
  readonly pending: number;
  /** Messages given to somebody who has not acked them. */
  readonly unacked: number;
  /** Stream sequence up to which everything is acked. */
  readonly doneThrough: number;
  /** Stream sequence of the last message given. */
  readonly givenThrough: number;
}

/** Reads a replay's consumer. Every step throws {@link SlotGone} when the consumer is not there. */
export class Slot {
  readonly #consumer: Consumer;
  readonly #replayId: string;

  private constructor(consumer: Consumer, replayId: string) {
    this.#consumer = consumer;
    this.#replayId = replayId;
  }

  static async open(connection: NatsConnection, { id, slot, stream }: JobRow): Promise<Slot> {
    const manager = await jetstreamManager(connection, { checkAPI: false });
    const info = await orGone(manager.consumers.info(stream ?? '', slot ?? ''));
    return new Slot(jetstream(connection, { checkAPI: false }).consumers.getConsumerFromInfo(info), id);
  }

  async state(): Promise<SlotState> {
    const info: ConsumerInfo = await orGone(this.#consumer.info());
    if (info.config.metadata?.[REPLAY_ID] !== this.#replayId) throw new SlotGone(GONE_MESSAGE);
    return {
      pending: info.num_pending,
      unacked: info.num_ack_pending,
      doneThrough: info.ack_floor.stream_seq,
      givenThrough: info.delivered.stream_seq,
    };
  }

  /**
   * Up to `atMost` messages; fewer, or none, when no more come within a second. Undefined when the run is over by then: another
   * job may have been lined up in the slot meanwhile, and what was fetched goes back to it.
   */
  async fetch(atMost: number, isOver: () => Promise<boolean>): Promise<JsMsg[] | undefined> {
    const messages: JsMsg[] = [];
    const fetched = await orGone(this.#consumer.fetch({ max_messages: atMost, expires: FETCH_PATIENCE_MS }));
    for await (const message of fetched) messages.push(message);
    if (!(await isOver())) return messages;
    for (const message of messages) message.nak();
    return undefined;
  }
}

async function orGone<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof JetStreamApiError && GONE.has(error.code)) {
      throw new SlotGone(GONE_MESSAGE, { cause: error });
    }
    throw error;
  }
}
