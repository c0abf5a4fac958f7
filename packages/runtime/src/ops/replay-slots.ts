import { type ReplayStart, replayConsumer, replaySlots, type ServiceName, streamName } from '@loop/contracts';
import { type ConsumerInfo, JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream';
import { consumerConfig } from '../bus/consumer-config.ts';
import { REPLAY_ID } from '../replay/slot.ts';

const CONSUMER_NOT_FOUND = 10014;

/** Events lined up for a replay. */
export interface LinedUp {
  readonly stream: string;
  readonly slot: string;
}

/** What a stream holds: from its first sequence, before which nothing is left, to its last. */
export interface StreamExtent {
  readonly stream: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/** What is to be lined up, and whether a replay that holds a slot is still running. */
export interface ReplayWish {
  readonly replayId: string;
  readonly service: ServiceName;
  readonly subject: string;
  readonly start: ReplayStart;
  readonly isRunning: (replayId: string) => Promise<boolean>;
}

/** The replay consumers: made here, by the operator's user, since services may make none. */
export class ReplaySlots {
  readonly #manager: JetStreamManager;

  constructor(manager: JetStreamManager) {
    this.#manager = manager;
  }

  /**
   * Makes the consumer in the first slot that no running replay holds; what an ended one left there is removed.
   * Returns undefined when all slots are held. Throws when the service does not consume the subject.
   */
  async lineUp(wish: ReplayWish): Promise<LinedUp | undefined> {
    for (const slot of replaySlots(wish.service)) {
      const { stream, config } = replayConsumer(wish.service, slot, wish.subject, wish.start);
      const holder = await this.#holderOf(stream, slot);
      if (holder !== undefined) {
        if (holder !== '' && (await wish.isRunning(holder))) continue;
        await this.#manager.consumers.delete(stream, slot);
      }
      const metadata = { [REPLAY_ID]: wish.replayId };
      await this.#manager.consumers.add(stream, { ...consumerConfig(config), metadata });
      return { stream, slot };
    }
    return undefined;
  }

  /** What the stream of a publisher holds. */
  async extentOf(publisher: ServiceName): Promise<StreamExtent> {
    const stream = streamName(publisher);
    const { state } = await this.#manager.streams.info(stream);
    return { stream, firstSequence: state.first_seq, lastSequence: state.last_seq };
  }

  /** Removes whatever consumers were made for a replay; others' stay. */
  async releaseAll(service: ServiceName, publisher: ServiceName, replayId: string): Promise<void> {
    const stream = streamName(publisher);
    for (const slot of replaySlots(service)) {
      if ((await this.#holderOf(stream, slot)) === replayId) await this.#manager.consumers.delete(stream, slot);
    }
  }

  /** Id of the replay a slot was made for, empty when it does not say, undefined when the slot is free. */
  async #holderOf(stream: string, slot: string): Promise<string | undefined> {
    const info = await this.#find(stream, slot);
    return info === undefined ? undefined : (info.config.metadata?.[REPLAY_ID] ?? '');
  }

  async #find(stream: string, slot: string): Promise<ConsumerInfo | undefined> {
    try {
      return await this.#manager.consumers.info(stream, slot);
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === CONSUMER_NOT_FOUND) return undefined;
      throw error;
    }
  }
}
