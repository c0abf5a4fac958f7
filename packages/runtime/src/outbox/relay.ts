import { randomUUID } from 'node:crypto';
import { inboxPrefix } from '@loop/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Core } from '../core.ts';
import { TRANSACTION_TIMEOUT_MS } from '../db/pool.ts';
import { Poller } from '../poller.ts';
import { type Acked, AckWindow, type Publication } from './ack-window.ts';
import { compareWithBroker } from './compare-with-broker.ts';
import { lastSeq, markSent, readAfter, readGaps, readUnsent, recentGaps } from './outbox-rows.ts';
import { dropLease, type Lease, takeLease } from './relay-lease.ts';

/** How often the outbox is looked at without a poke: other instances' commits poke only their own process. */
const POLL_EVERY_MS = 100;
const RENEW_EVERY_MS = 1_000;
const SWEEP_EVERY_MS = 10_000;
/** Rows behind the cursor that a sweep looks at; gaps older than a transaction can live are none. */
const SWEEP_DEPTH = 100_000;
const READ_ROWS = 1_000;
/** Rest after a refusal: a full or absent stream does not get better by asking at once. */
const HOLD_OFF_MS = 250;
/** A gap is looked at again until no transaction that could fill it can be alive. */
const GAP_LIFE_MS = TRANSACTION_TIMEOUT_MS + 5_000;

/**
 * Publishes the outbox. One relay per service leads, under a fenced lease; the others wait to take over.
 *
 * - Order: rows go out by sequence, but late commits, retries and outages reorder; consumers tolerate it.
 * - Duplicate: a row may be published twice; the event id makes the broker and the inbox drop the second.
 * - Crash: unmarked rows are found by the next leader's sweep. Acks are not trusted: see {@link compareWithBroker}.
 * - Broker away: nothing is lost, the outbox grows; publishing goes on after the comparison.
 */
export class Relay {
  readonly #core: Core;
  readonly #connection: NatsConnection;
  readonly #holder = randomUUID();
  readonly #poller: Poller;
  readonly #window: AckWindow;
  #acked: Acked[] = [];
  #marking: Promise<void> = Promise.resolve();
  /** Rows published and neither marked nor given up: the sweep leaves them alone. */
  readonly #underWay = new Set<number>();
  readonly #gaps = new Map<number, number>();
  #lease: Lease | undefined;
  #renewedAtMs = 0;
  #sweptAtMs = 0;
  #holdOffUntilMs = 0;
  #cursor = 0;
  #compared = false;
  #connected = true;

  constructor(core: Core, connection: NatsConnection) {
    this.#core = core;
    this.#connection = connection;
    this.#poller = new Poller(core.logger, POLL_EVERY_MS, () => this.#round());
    this.#window = new AckWindow(
      connection,
      `${inboxPrefix(core.service)}.relay.${this.#holder}`,
      (acked) => this.#collect(acked),
      (seq, reason) => this.#refused(seq, reason),
    );
  }

  start(): void {
    this.#poller.start();
  }

  /** Something was committed: look now. */
  poke(): void {
    this.#poller.poke();
  }

  disconnected(): void {
    this.#connected = false;
    this.#compared = false;
    this.#giveUpAll();
  }

  reconnected(): void {
    this.#connected = true;
    this.#poller.poke();
  }

  /** Publishes what is there (within `drainMs`), marks it, and hands the lease over. */
  async stop(drainMs: number): Promise<void> {
    const deadlineMs = Date.now() + drainMs;
    while (this.#connected && this.#lease !== undefined && this.#window.size > 0 && Date.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await this.#poller.stop();
    await this.#marking;
    this.#window.close();
    if (this.#lease !== undefined) await dropLease(this.#core.runtimePool, this.#holder);
  }

  async #round(): Promise<boolean> {
    if (!(await this.#lead()) || !this.#connected || Date.now() < this.#holdOffUntilMs) return false;
    this.#giveUpLate();
    if (!this.#compared) await this.#catchUp();
    const published = (await this.#publishGaps()) + (await this.#sweep()) + (await this.#publishNew());
    return published > 0 && this.#window.room > 0;
  }

  async #lead(): Promise<boolean> {
    if (this.#lease !== undefined && Date.now() - this.#renewedAtMs < RENEW_EVERY_MS) return true;
    const lease = await takeLease(this.#core.runtimePool, this.#holder);
    if (lease === undefined || lease.fence !== this.#lease?.fence) {
      this.#giveUpAll();
      this.#compared = false;
    }
    if (lease === undefined && this.#lease !== undefined) this.#core.logger.warn('another instance relays now');
    this.#lease = lease;
    this.#renewedAtMs = Date.now();
    return lease !== undefined;
  }

  /** First thing as a leader, and after every disconnection: believe the broker, then find all that it does not have. */
  async #catchUp(): Promise<void> {
    const { runtimePool, service } = this.#core;
    // A mark that is still on its way would outlive the comparison that disproves it.
    await this.#marking;
    await compareWithBroker(this.#core, this.#connection, this.#holder, this.#lease?.streamCreated ?? null);
    if (!this.#connected) return;
    this.#compared = true;
    this.#cursor = await lastSeq(runtimePool);
    this.#gaps.clear();
    for (const seq of await recentGaps(runtimePool, this.#cursor, READ_ROWS)) this.#gaps.set(seq, Date.now());
    let from = 0;
    for (;;) {
      const rows = await readUnsent(runtimePool, service, from, this.#cursor, READ_ROWS);
      if (!(await this.#publish(rows)) || rows.length < READ_ROWS) break;
      from = rows.at(-1)?.seq ?? this.#cursor;
    }
    this.#sweptAtMs = Date.now();
  }

  async #publishNew(): Promise<number> {
    if (this.#window.room === 0) return 0;
    const limit = Math.min(READ_ROWS, this.#window.room);
    const rows = await readAfter(this.#core.runtimePool, this.#core.service, this.#cursor, limit);
    for (const row of rows) {
      for (let seq = this.#cursor + 1; seq < row.seq; seq++) this.#gaps.set(seq, Date.now());
      this.#cursor = row.seq;
    }
    await this.#publish(rows);
    return rows.length;
  }

  /** A transaction that commits late fills a gap in the sequence: two in a hundred do under load. */
  async #publishGaps(): Promise<number> {
    if (this.#gaps.size === 0) return 0;
    const rows = await readGaps(this.#core.runtimePool, this.#core.service, [...this.#gaps.keys()].slice(0, READ_ROWS));
    for (const row of rows) this.#gaps.delete(row.seq);
    const deadMs = Date.now() - GAP_LIFE_MS;
    for (const [seq, seenMs] of this.#gaps) if (seenMs < deadMs) this.#gaps.delete(seq);
    await this.#publish(rows);
    return rows.length;
  }

  async #sweep(): Promise<number> {
    if (Date.now() - this.#sweptAtMs < SWEEP_EVERY_MS) return 0;
    this.#sweptAtMs = Date.now();
    const from = Math.max(0, this.#cursor - SWEEP_DEPTH);
    const rows = await readUnsent(this.#core.runtimePool, this.#core.service, from, this.#cursor, READ_ROWS);
    await this.#publish(rows);
    return 0;
  }

  /** Publishes what is not under way yet. Resolves to false when the connection or the lease went in between. */
  async #publish(rows: readonly Publication[]): Promise<boolean> {
    for (const row of rows) {
      if (this.#underWay.has(row.seq)) continue;
      while (this.#window.room === 0) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        this.#giveUpLate();
        if (!(await this.#lead())) return false;
      }
      if (!this.#connected || !this.#compared) return false;
      this.#underWay.add(row.seq);
      this.#window.publish(row);
    }
    return true;
  }

  #collect(acked: Acked): void {
    this.#acked.push(acked);
    if (this.#acked.length === 1) this.#marking = this.#marking.then(() => this.#mark());
  }

  /** Marks everything acked by now in one statement; while it runs, the next lot gathers. */
  async #mark(): Promise<void> {
    const lot = this.#acked;
    this.#acked = [];
    const fence = this.#lease?.fence;
    try {
      if (fence !== undefined && !(await markSent(this.#core.runtimePool, lot, this.#holder, fence))) {
        this.#renewedAtMs = 0;
      }
    } catch (error) {
      this.#core.logger.warn(
        { err: error, rows: lot.length },
        'published rows could not be marked; the sweep repeats them',
      );
    }
    for (const ack of lot) this.#underWay.delete(ack.seq);
    this.#poller.poke();
  }

  /** Rows without an ack in time are read again with the gaps. */
  #giveUpLate(): void {
    for (const seq of this.#window.expire()) this.#comeBackTo(seq);
  }

  #comeBackTo(seq: number): void {
    this.#underWay.delete(seq);
    this.#gaps.set(seq, Date.now());
  }

  #refused(seq: number, reason: string): void {
    this.#comeBackTo(seq);
    this.#holdOffUntilMs = Date.now() + HOLD_OFF_MS;
    this.#core.logger.warn({ seq, reason }, 'the broker refused an event; the outbox keeps it');
  }

  #giveUpAll(): void {
    this.#window.forget();
    this.#underWay.clear();
    this.#acked = [];
  }
}
