import { randomUUID } from 'node:crypto';
import { inboxPrefix } from '@loop/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Core } from '../core.ts';
import { isInfrastructure } from '../db/infrastructure-error.ts';
import { TRANSACTION_TIMEOUT_MS } from '../db/pool.ts';
import { failpoint } from '../failpoint/failpoint.ts';
import { Poller } from '../poller.ts';
import { type Acked, AckWindow, type Publication } from './ack-window.ts';
import { compareWithBroker, hasGoneBack } from './compare-with-broker.ts';
import { lastSeq, markSent, readAfter, readGaps, readUnsent, recentGaps } from './outbox-rows.ts';
import { dropLease, type Lease, takeLease } from './relay-lease.ts';

/** How often the outbox is looked at without a poke: other instances' commits poke only their own process. */
const POLL_EVERY_MS = 100;
const RENEW_EVERY_MS = 1_000;
const SWEEP_EVERY_MS = 10_000;
/** Rows behind the cursor that a sweep looks at; gaps older than a transaction can live are none. */
const SWEEP_DEPTH = 100_000;
/** Most gaps watched at a time; what hides in further ones is found by the sweep. */
const MAX_GAPS = 10_000;
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
 * - Crash: unmarked rows are found by the next leader. Acks are not trusted: see {@link compareWithBroker}.
 * - Refused, lost, or not to be marked: the row is read again. One that can never be sent stays, and is reported at each sweep.
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
  /** Rows after this one, up to the cursor, may not be sent; undefined when none is suspected. */
  #suspectAfter: number | undefined;
  #lease: Lease | undefined;
  #renewedAtMs = 0;
  #sweptAtMs = 0;
  #holdOffUntilMs = 0;
  #cursor = 0;
  #compared = false;
  #connected = true;
  /** Connections so far: what was compared on one says nothing about the broker behind the next. */
  #connections = 0;

  constructor(core: Core, connection: NatsConnection) {
    this.#core = core;
    this.#connection = connection;
    this.#poller = new Poller(core.logger, POLL_EVERY_MS, () => this.#round());
    this.#window = new AckWindow(connection, `${inboxPrefix(core.service)}.relay.${this.#holder}`, {
      acked: (acked) => this.#collect(acked),
      refused: (seq, reason) => this.#refused(seq, reason),
      wentBack: () => this.#distrust(),
    });
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
    this.#connections += 1;
    this.#distrust();
  }

  reconnected(): void {
    this.#connected = true;
    this.#poller.poke();
  }

  /** Waits (within `drainMs`) for what is in flight, marks it, and hands the lease over; the rest stays in the outbox. */
  async stop(drainMs: number): Promise<void> {
    const deadlineMs = performance.now() + drainMs;
    while (this.#connected && this.#lease !== undefined && this.#window.size > 0 && performance.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await this.#poller.stop();
    await this.#marking;
    this.#window.close();
    if (this.#lease !== undefined) await dropLease(this.#core.runtimePool, this.#holder);
  }

  async #round(): Promise<boolean> {
    if (!(await this.#lead()) || !this.#connected || performance.now() < this.#holdOffUntilMs) return false;
    this.#giveUpLate();
    if (!this.#compared) await this.#catchUp();
    await this.#sweep();
    if (!this.#compared) return false;
    const published = (await this.#publishGaps()) + (await this.#publishSuspects()) + (await this.#publishNew());
    return published > 0 && this.#window.room > 0;
  }

  async #lead(): Promise<boolean> {
    if (this.#lease !== undefined && performance.now() - this.#renewedAtMs < RENEW_EVERY_MS) return true;
    const lease = await takeLease(this.#core.runtimePool, this.#holder);
    if (lease === undefined || lease.fence !== this.#lease?.fence) {
      this.#distrust();
    }
    if (lease === undefined && this.#lease !== undefined) this.#core.logger.warn('another instance relays now');
    this.#lease = lease;
    this.#renewedAtMs = performance.now();
    return lease !== undefined;
  }

  /** First thing as a leader, and whenever the broker is distrusted: believe it, then find all that it does not have. */
  async #catchUp(): Promise<void> {
    const { runtimePool } = this.#core;
    const connection = this.#connections;
    // A mark that is still on its way would outlive the comparison that disproves it.
    await this.#marking;
    const created = this.#lease?.streamCreated ?? null;
    const highest = await compareWithBroker(this.#core, this.#connection, this.#holder, created);
    const cursor = await lastSeq(runtimePool);
    const gaps = await recentGaps(runtimePool, cursor, READ_ROWS);
    // Learnt from a broker that may be another by now.
    if (connection !== this.#connections) return;
    this.#window.forget(highest);
    this.#cursor = cursor;
    this.#suspectAfter = 0;
    this.#gaps.clear();
    this.#watchGaps(gaps);
    this.#sweptAtMs = performance.now();
    this.#compared = true;
  }

  async #publishNew(): Promise<number> {
    if (this.#window.room === 0) return 0;
    const limit = Math.min(READ_ROWS, this.#window.room);
    const rows = await readAfter(this.#core.runtimePool, this.#core.service, this.#cursor, limit);
    for (const row of rows) {
      const missing = Math.min(row.seq - this.#cursor - 1, MAX_GAPS);
      this.#watchGaps(Array.from({ length: missing }, (_, index) => row.seq - missing + index));
      this.#cursor = row.seq;
    }
    await this.#publish(rows);
    return rows.length;
  }

  #watchGaps(gaps: readonly number[]): void {
    for (const seq of gaps.slice(0, MAX_GAPS - this.#gaps.size)) this.#gaps.set(seq, performance.now());
  }

  /** A transaction that commits late fills a gap in the sequence: two in a hundred do under load. */
  async #publishGaps(): Promise<number> {
    if (this.#gaps.size === 0) return 0;
    const rows = await readGaps(this.#core.runtimePool, this.#core.service, [...this.#gaps.keys()]);
    for (const row of rows) this.#gaps.delete(row.seq);
    const deadMs = performance.now() - GAP_LIFE_MS;
    for (const [seq, seenMs] of this.#gaps) if (seenMs < deadMs) this.#gaps.delete(seq);
    await this.#publish(rows);
    return rows.length;
  }

  /** Rows that were refused, expired or left unmarked, a thousand at a time. */
  async #publishSuspects(): Promise<number> {
    const from = this.#suspectAfter;
    if (from === undefined) return 0;
    const rows = await readUnsent(this.#core.runtimePool, this.#core.service, from, this.#cursor, READ_ROWS);
    this.#suspectAfter = rows.length < READ_ROWS ? undefined : rows.at(-1)?.seq;
    await this.#publish(rows);
    return rows.length;
  }

  /** From time to time nothing is believed: neither that all marks were made, nor that the broker is what it was. */
  async #sweep(): Promise<void> {
    if (!this.#compared || performance.now() - this.#sweptAtMs < SWEEP_EVERY_MS) return;
    this.#sweptAtMs = performance.now();
    const created = this.#lease?.streamCreated ?? null;
    if (await hasGoneBack(this.#core, this.#connection, created, this.#window.highest)) return this.#distrust();
    this.#suspect(Math.max(0, this.#cursor - SWEEP_DEPTH));
  }

  #suspect(after: number): void {
    this.#suspectAfter = Math.min(this.#suspectAfter ?? after, after);
  }

  /** Publishes what is not under way yet; stops when the connection or the lease goes in between. */
  async #publish(rows: readonly Publication[]): Promise<void> {
    for (const row of rows) {
      if (this.#underWay.has(row.seq)) continue;
      while (this.#window.room === 0) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        this.#giveUpLate();
        if (!(await this.#lead())) return;
      }
      if (!this.#connected || !this.#compared) return;
      this.#publishOne(row);
    }
  }

  #publishOne(row: Publication): void {
    try {
      this.#window.publish(row);
      this.#underWay.add(row.seq);
    } catch (error) {
      if (isInfrastructure(error)) throw error;
      this.#core.logger.error({ err: error, seq: row.seq }, 'an event cannot be published; the outbox keeps it');
    }
  }

  #collect(acked: Acked): void {
    this.#acked.push(acked);
    if (this.#acked.length === 1) this.#marking = this.#marking.then(() => this.#mark());
  }

  /** Marks everything acked by now in one statement; while it runs, the next lot gathers. */
  async #mark(): Promise<void> {
    const lot = this.#acked;
    this.#acked = [];
    failpoint('outbox.published');
    if (await this.#hasMarked(lot)) for (const ack of lot) this.#underWay.delete(ack.seq);
    else for (const ack of lot) this.#comeBackTo(ack.seq);
    this.#poller.poke();
  }

  async #hasMarked(lot: readonly Acked[]): Promise<boolean> {
    const fence = this.#lease?.fence;
    if (fence === undefined) return false;
    try {
      const marked = await markSent(this.#core.runtimePool, lot, this.#holder, fence);
      if (!marked) this.#renewedAtMs = Number.NEGATIVE_INFINITY;
      return marked;
    } catch (error) {
      this.#holdOff();
      this.#core.logger.warn({ err: error, rows: lot.length }, 'published rows could not be marked; they are repeated');
      return false;
    }
  }

  #giveUpLate(): void {
    for (const seq of this.#window.expire()) this.#comeBackTo(seq);
  }

  #comeBackTo(seq: number): void {
    this.#underWay.delete(seq);
    this.#suspect(seq - 1);
  }

  #refused(seq: number, reason: string): void {
    this.#comeBackTo(seq);
    // A full stream refuses a thousand at once: one line says it.
    if (this.#holdOff()) this.#core.logger.warn({ seq, reason }, 'the broker refuses events; the outbox keeps them');
  }

  /** Rests for a moment; false when it is resting already. */
  #holdOff(): boolean {
    if (performance.now() < this.#holdOffUntilMs) return false;
    this.#holdOffUntilMs = performance.now() + HOLD_OFF_MS;
    return true;
  }

  #distrust(): void {
    this.#compared = false;
    this.#giveUpAll();
  }

  #giveUpAll(): void {
    this.#window.forget();
    this.#underWay.clear();
    this.#acked = [];
  }
}
