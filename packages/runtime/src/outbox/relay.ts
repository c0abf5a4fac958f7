import { randomUUID } from 'node:crypto';
import { inboxPrefix } from '@loop/contracts';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Core } from '../core.ts';
import { isInfrastructure } from '../db/infrastructure-error.ts';
import { failpoint } from '../failpoint/failpoint.ts';
import { Poller } from '../poller.ts';
import { type Acked, AckWindow, type Publication } from './ack-window.ts';
import { compareWithBroker, hasGoneBack } from './compare-with-broker.ts';
import { GapWatch } from './gap-watch.ts';
import { Marker } from './marker.ts';
import { lastSeq, markSent, readFresh, readUnsent, recentGaps } from './outbox-rows.ts';
import { dropLease, LEASE_MS, type Lease, takeLease } from './relay-lease.ts';

/** How often the outbox is looked at without a poke: other instances' commits poke only their own process. */
const POLL_EVERY_MS = 100;
const RENEW_EVERY_MS = 1_000;
const RENEW_AT_LATEST_MS = 2_500;
/** How often one that waits asks for the lease: its own process's commits poke it all the time. */
const ASK_EVERY_MS = 250;
const SWEEP_EVERY_MS = 10_000;
/** Rows behind the cursor that a sweep looks at; gaps older than a transaction can live are none. */
const SWEEP_DEPTH = 100_000;
/** Rows read at a time. As many may wait while the next are being read: those published meanwhile hide the way there and back. */
const READ_ROWS = 1_000;
/** Numbers behind the cursor that are looked through for gaps when nothing is known yet. */
const FIRST_GAPS = 1_000;
/** Rest after a refusal: a full or absent stream does not get better by asking at once. */
const HOLD_OFF_MS = 250;

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
  readonly #marker = new Marker((lot) => this.#mark(lot));
  /** Rows read and not published yet. */
  #queue: Publication[] = [];
  /** Rows queued or published, and neither marked nor given up: whoever reads them again leaves them alone. */
  readonly #underWay = new Set<number>();
  readonly #gaps = new GapWatch();
  /** Whether the last reading stopped at its limit. */
  #hasMore = false;
  /** Rows after this one, up to the cursor, may not be sent; undefined when none is suspected. */
  #suspectAfter: number | undefined;
  #lease: Lease | undefined;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;
  #sweptAtMs = 0;
  #holdOffUntilMs = 0;
  #cursor = 0;
  #compared = false;
  #connected = true;
  #stopping = false;
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
    this.#stopping = true;
    const deadlineMs = performance.now() + drainMs;
    while (this.#connected && this.#lease !== undefined && this.#window.size > 0 && performance.now() < deadlineMs) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await this.#poller.stop();
    await this.#asking?.catch(() => undefined);
    await this.#marker.flush();
    this.#window.close();
    if (this.#lease !== undefined) await dropLease(this.#core.runtimePool, this.#holder);
  }

  async #round(): Promise<boolean> {
    if (!(await this.#lead()) || !this.#connected || performance.now() < this.#holdOffUntilMs) return false;
    this.#giveUpLate();
    if (!this.#compared) await this.#catchUp();
    await this.#sweep();
    if (!this.#compared) return false;
    if (this.#queue.length < READ_ROWS) await this.#readOn();
    this.#pump();
    return this.#hasMore && this.#queue.length < READ_ROWS;
  }

  /** Whether this relay leads. A lease that holds for a while yet is renewed beside the work: a slow commit holds up nothing. */
  async #lead(): Promise<boolean> {
    const ageMs = performance.now() - this.#askedAtMs;
    if (ageMs < (this.#lease === undefined ? ASK_EVERY_MS : RENEW_EVERY_MS)) return this.#lease !== undefined;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    if (this.#lease === undefined || ageMs > RENEW_AT_LATEST_MS) await this.#asking;
    // Asked again by the next round, which waits once the lease runs short.
    else this.#asking.catch(() => undefined);
    return this.#lease !== undefined;
  }

  async #ask(): Promise<void> {
    const askedAtMs = performance.now();
    const lease = await takeLease(this.#core.runtimePool, this.#holder);
    if (lease === undefined || lease.fence !== this.#lease?.fence) this.#distrust();
    if (lease === undefined && this.#lease !== undefined) this.#core.logger.warn('another instance relays now');
    this.#lease = lease;
    this.#askedAtMs = askedAtMs;
  }

  /** First thing as a leader, and whenever the broker is distrusted: believe it, then find all that it does not have. */
  async #catchUp(): Promise<void> {
    const { runtimePool } = this.#core;
    const connection = this.#connections;
    const fence = this.#lease?.fence;
    // A mark that is still on its way would outlive the comparison that disproves it.
    await this.#marker.idle();
    const created = this.#lease?.streamCreated ?? null;
    const highest = await compareWithBroker(this.#core, this.#connection, this.#holder, created);
    const cursor = await lastSeq(runtimePool);
    const gaps = await recentGaps(runtimePool, cursor, FIRST_GAPS);
    // Learnt from a broker that may be another by now, or as a leader that is none any more.
    if (connection !== this.#connections || fence !== this.#lease?.fence) return;
    this.#window.forget(highest);
    this.#cursor = cursor;
    this.#suspectAfter = 0;
    this.#gaps.clear();
    this.#gaps.watch(gaps);
    this.#sweptAtMs = performance.now();
    this.#compared = true;
  }

  /** Reads on where rows are due: late ones, suspected ones, new ones. While it reads, what waits is published. */
  async #readOn(): Promise<void> {
    const { runtimePool, service } = this.#core;
    const from = this.#suspectAfter;
    const cursor = this.#cursor;
    const [suspects, fresh] = await Promise.all([
      from === undefined ? [] : readUnsent(runtimePool, service, from, cursor, READ_ROWS),
      readFresh(runtimePool, service, cursor, READ_ROWS, this.#gaps.seqs),
    ]);
    // Distrusted meanwhile: the comparison starts all over.
    if (!this.#compared) return;
    if (from === this.#suspectAfter)
      this.#suspectAfter = suspects.length < READ_ROWS ? undefined : suspects.at(-1)?.seq;
    for (const { seq } of fresh) {
      this.#gaps.filled(seq);
      if (seq <= cursor) continue;
      this.#gaps.watchBetween(this.#cursor, seq);
      this.#cursor = seq;
    }
    this.#gaps.expire();
    this.#hasMore = this.#suspectAfter !== undefined || fresh.length >= READ_ROWS;
    for (const row of [...fresh, ...suspects]) this.#enqueue(row);
  }

  #enqueue(row: Publication): void {
    if (this.#underWay.has(row.seq)) return;
    this.#underWay.add(row.seq);
    this.#queue.push(row);
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

  /** Publishes what waits as far as the window has room, and asks for more in time. */
  #pump(): void {
    if (!this.#mayPublish()) return;
    for (let room = this.#window.room; room > 0; room--) {
      const row = this.#queue.shift();
      if (row === undefined) break;
      this.#publish(row);
    }
    if (this.#hasMore && this.#queue.length < READ_ROWS) this.#poller.poke();
  }

  #mayPublish(): boolean {
    if (!this.#connected || !this.#compared || this.#stopping || this.#lease === undefined) return false;
    const nowMs = performance.now();
    return nowMs >= this.#holdOffUntilMs && nowMs - this.#askedAtMs < LEASE_MS;
  }

  #publish(row: Publication): void {
    try {
      this.#window.publish(row);
    } catch (error) {
      this.#underWay.delete(row.seq);
      if (isInfrastructure(error)) this.#refused(row.seq, 'the connection is closed');
      else this.#core.logger.error({ err: error, seq: row.seq }, 'an event cannot be published; the outbox keeps it');
    }
  }

  #collect(acked: Acked): void {
    this.#marker.add(acked);
    if (this.#queue.length > 0) this.#pump();
  }

  /** Marks a lot of acked rows in one statement. */
  async #mark(lot: readonly Acked[]): Promise<void> {
    failpoint('outbox.published');
    if (await this.#hasMarked(lot)) for (const ack of lot) this.#underWay.delete(ack.seq);
    else for (const ack of lot) this.#comeBackTo(ack.seq);
  }

  async #hasMarked(lot: readonly Acked[]): Promise<boolean> {
    const fence = this.#lease?.fence;
    if (fence === undefined) return false;
    try {
      const marked = await markSent(this.#core.runtimePool, lot, this.#holder, fence);
      if (!marked) this.#askedAtMs = Number.NEGATIVE_INFINITY;
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
    this.#marker.forget();
    this.#underWay.clear();
    this.#queue = [];
  }
}
