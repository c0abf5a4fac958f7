import type { Core } from '../core.ts';
import { type Job, Lane } from './lane.ts';

/**
 * Two: while one waits for the database the other computes. More would only contend for the same two: a service's process
 * computes on one core, and more instances do more.
 */
const LANES = 2;

/**
 * The lanes of an instance. Events of one key go through one lane, in the order they came; a poison event or a slow handler in
 * one lane holds up nobody in the other. There is no waiting for room: the broker hands out no more than a consumer's
 * `max_ack_pending`, and its client takes all of that in whether anybody asks for it or not.
 */
export class Lanes {
  readonly #lanes: readonly Lane[];

  constructor(core: Core) {
    this.#lanes = Array.from({ length: LANES }, () => new Lane(core));
  }

  push(job: Job): void {
    this.#lanes[laneOf(job.incoming.delivery.key)]?.push(job);
  }

  /** Keeps what waits or is in hand from being redelivered to somebody else. */
  keepAlive(): void {
    for (const lane of this.#lanes) lane.keepAlive();
  }

  /** Finishes the batches in hand and gives the rest back to the broker. */
  async stop(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
  }
}

/** The same for the same key; 31 is odd, so that every character counts. */
function laneOf(key: string): number {
  let hash = 0;
  for (let index = 0; index < key.length; index++) hash = (Math.imul(hash, 31) + key.charCodeAt(index)) >>> 0;
  // The low bit alone would be the parity of the characters.
  return ((hash ^ (hash >>> 15)) >>> 3) % LANES;
}
