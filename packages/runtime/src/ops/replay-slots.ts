import { type ReplayStart, replayConsumer, replaySlots, type ServiceName } from '@loop/contracts';
import {
  AckPolicy,
  type ConsumerConfig,
  type ConsumerInfo,
  JetStreamApiError,
  type JetStreamManager,
} from '@nats-io/jetstream';

const CONSUMER_NOT_FOUND = 10014;
const REPLAY_ID = 'loop.replay_id';

/** Events lined up for a replay. */
export interface LinedUp {
  readonly stream: string;
  readonly slot: string;
  /** Stream sequence at which the replay ends: what is published later is not replayed. */
  readonly lastSequence: number;
  /** Events from the start to `lastSequence`, as the broker counts them. */
  readonly expected: number;
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
      const wanted = {
        ...config,
        filter_subjects: [...config.filter_subjects],
        ack_policy: AckPolicy.Explicit,
        metadata: { [REPLAY_ID]: wish.replayId },
      };
      const made = await this.#manager.consumers.add(stream, wanted as ConsumerConfig);
      const { state } = await this.#manager.streams.info(stream);
      return { stream, slot, lastSequence: state.last_seq, expected: made.num_pending };
    }
    return undefined;
  }

  /** Removes the consumer; harmless when it is gone. */
  async release(stream: string, slot: string): Promise<void> {
    if ((await this.#find(stream, slot)) !== undefined) await this.#manager.consumers.delete(stream, slot);
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
