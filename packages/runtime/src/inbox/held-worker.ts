import { type Delivery, fingerprintOf } from '../bus/delivery.ts';
import type { EventHandler } from '../bus/handler.ts';
import type { Core } from '../core.ts';
import { transaction } from '../db/session.ts';
import { Poller } from '../poller.ts';
import { writeDeadLetter } from './dead-letters.ts';
import { readIncoming } from './incoming.ts';
import type { Lanes } from './lanes.ts';
import { isReadable, readableVersions, takeUpParked } from './parked.ts';

/** Time in ms after which an event that still waits is reported, once. */
const ALARM_AFTER_MS = 3_600_000;

/** Time a held event that is being tried is not tried by another instance. */
const TRY_LEASE_MS = 30_000;

const POLL_EVERY_MS = 250;

/** Held events that are tried at a time. */
const TRIED_AT_ONCE = 200;

interface HeldEvent {
  readonly event_id: string;
  readonly delivery: Delivery;
  readonly body: string;
  readonly reason: string;
  readonly tries: number;
  readonly overdue: boolean;
}

/**
 * Brings held events back to the lane when their aggregate has moved or their time has come, and parked ones once this version
 * of the service can read them. What only a newer instance can read is left to it.
 */
export class HeldWorker {
  readonly #core: Core;
  readonly #lanes: Lanes;
  readonly #handlers: ReadonlyMap<string, EventHandler>;
  readonly #readable: string;
  readonly #poller: Poller;
  /** Tries that no lane is done with. */
  #trying = 0;

  constructor(core: Core, lanes: Lanes, handlers: readonly EventHandler[]) {
    this.#core = core;
    this.#lanes = lanes;
    this.#handlers = new Map(handlers.map((handler) => [handler.event.subject, handler]));
    this.#readable = readableVersions(handlers);
    this.#poller = new Poller(core.logger, POLL_EVERY_MS, () => this.#tryDue());
  }

  start(): void {
    this.#poller.start();
  }

  /** Looks at once instead of at the next tick. */
  poke(): void {
    this.#poller.poke();
  }

  stop(): Promise<void> {
    return this.#poller.stop();
  }

  async #tryDue(): Promise<boolean> {
    if (this.#trying >= TRIED_AT_ONCE) return false;
    const due = await transaction(this.#core.runtimePool, (session) => {
      takeUpParked(session, this.#readable);
      return session.sql<HeldEvent>(
        `UPDATE held h SET due_at = now() + interval '1 ms' * ${TRY_LEASE_MS},
           alarmed_at = CASE WHEN h.held_at < now() - interval '1 ms' * ${ALARM_AFTER_MS} THEN coalesce(h.alarmed_at, now()) END
         FROM (SELECT event_id, alarmed_at AS before FROM held WHERE due_at <= now() AND ${isReadable('$1')}
               ORDER BY due_at LIMIT ${TRIED_AT_ONCE} FOR UPDATE SKIP LOCKED) d
         WHERE h.event_id = d.event_id
         RETURNING h.event_id, h.delivery, h.body, h.reason, h.tries, (d.before IS NULL AND h.alarmed_at IS NOT NULL) AS overdue`,
        [this.#readable],
      );
    });
    for (const row of due) await this.#tryOne(row);
    return due.length === TRIED_AT_ONCE;
  }

  async #tryOne(row: HeldEvent): Promise<void> {
    if (row.overdue) {
      this.#core.logger.error(
        { eventId: row.event_id, subject: row.delivery.subject, reason: row.reason, tries: row.tries },
        'an event has been held for more than an hour',
      );
    }
    const incoming = readIncoming(row.delivery, row.body, this.#handlers);
    if ('reason' in incoming) {
      const { subject, stream, streamSequence } = row.delivery;
      const { body, delivery } = row;
      await writeDeadLetter(this.#core.runtimePool, {
        ...{ subject, stream, streamSequence, body, delivery, headers: {}, fingerprint: fingerprintOf(body) },
        ...incoming,
      });
      return;
    }
    // Its row stays until it is handled or dead: acking and retrying have nothing to tell anyone. It has been begun before:
    // one that kills the process must be counted.
    this.#trying += 1;
    const over = (): void => {
      this.#trying -= 1;
    };
    this.#lanes.push({ incoming, deliveries: 2, ack: over, retry: over, working: nothing });
  }
}

function nothing(): void {
  /* the row in `held` is the record */
}
