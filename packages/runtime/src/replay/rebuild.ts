import type { JsMsg } from '@nats-io/jetstream';
import type { Pool } from 'pg';
import type { Core } from '../core.ts';
import { isContention } from '../db/contention.ts';
import { type Session, transaction } from '../db/session.ts';
import type { Incoming } from '../inbox/incoming.ts';
import { MAX_BATCH } from '../inbox/lane.ts';
import { readMessage } from '../inbox/read-message.ts';
import { countOutcomes, type EventOutcome, writeOutcomes } from './outcomes.ts';
import { endRun, isOver, type JobRow, saveProgress } from './replay-rows.ts';
import { handleOrBisect, keepRate, type Run } from './run.ts';
import { Slot } from './slot.ts';

/** Events kept waiting because the service itself has not handled them yet; fewer than the broker gives out unacked. */
const MAX_WAITING = 1_000;

/** Wait before another look when nothing moves: the service is behind, or the switch met a long transaction. */
const IDLE_MS = 200;

/** How long the switch may wait for transactions at work on the projection, and with it all that come after them. */
const SWITCH_LOCK_MS = 2_000;

/** Looks at a service that does not get on, before the rebuild stalls: a minute. */
const MAX_IDLE_LOOKS = 300;

/** Looks at which the new generation was caught up but for events that it holds, before the rebuild fails. */
const MAX_HELD_LOOKS = 25;

class Stalled extends Error {}

/** Somebody else's turn, or nobody's: nothing is to be written any more. */
class RunOver extends Error {}

/** Something is missing in the new generation as yet; the switch is tried again. */
class NotCaughtUp extends Error {}

/**
 * A run of a rebuild: handles, in a second generation of the projection's tables, exactly the events that the service has
 * handled by then, and lets that generation take the live one's place when nothing is missing in it.
 *
 * The new generation has an inbox of its own: what is delivered twice, or again after a kill, is handled once. An event the
 * service has not handled (it lags, holds it, or gave it up) waits; at the switch it is left to the service, which will handle
 * it in the new generation. The switch holds the tables while it looks a last time, so that nothing comes between.
 * One event that cannot be handled again fails the rebuild at its end: the live generation stays.
 */
export async function rebuild(run: Run): Promise<void> {
  const pool = run.openRebuildPool();
  try {
    await new Rebuild(run, pool, await Slot.open(run.connection, run.job)).work();
  } catch (error) {
    if (error instanceof RunOver) return;
    if (!(error instanceof Stalled)) throw error;
    await transaction(run.core.runtimePool, (session) => endRun(session, run.job, 'stalled', error.message));
  } finally {
    await pool.end();
  }
}

interface Waiting {
  readonly message: JsMsg;
  readonly incoming: Incoming;
}

class Rebuild {
  readonly #run: Run;
  readonly #job: JobRow;
  readonly #core: Core;
  readonly #slot: Slot;
  readonly #waiting = new Map<number, Waiting>();
  #handled = 0;
  #idleLooks = 0;
  #heldLooks = 0;
  #isAnalyzed = false;

  constructor(run: Run, pool: Pool, slot: Slot) {
    this.#run = run;
    this.#job = run.job;
    this.#slot = slot;
    // What is handled in the new generation is news to nobody.
    const pokes = { outbox: () => undefined, effects: () => undefined, held: () => undefined };
    this.#core = { ...run.core, appPool: pool, pokes };
  }

  async work(): Promise<void> {
    this.#handled = await this.#handledBefore();
    let ackedJustNow = 0;
    while (!this.#run.isStopping()) {
      const startedAtMs = performance.now();
      const { pending, unacked, doneThrough } = await this.#slot.state();
      const lost = Math.max(0, unacked - this.#waiting.size - ackedJustNow);
      const room = MAX_WAITING - this.#waiting.size;
      await this.#take(Math.min(MAX_BATCH, this.#job.rate_per_second, Math.max(pending, lost), room));
      ackedJustNow = await this.#handleReady();
      const progress = { doneThrough, notWanted: 0, handled: this.#handled };
      if (!(await saveProgress(this.#run.core.runtimePool, this.#job, progress))) return;
      if (pending <= MAX_BATCH && lost === 0 && (await this.#switchOver())) return;
      if (ackedJustNow > 0) this.#idleLooks = 0;
      else await this.#idle(pending);
      await keepRate(this.#job, ackedJustNow, startedAtMs);
    }
  }

  async #handledBefore(): Promise<number> {
    const [row] = await transaction(this.#run.core.runtimePool, (session) =>
      session.sql<{ n: number }>('SELECT rebuild_handled() AS n'),
    );
    return row?.n ?? 0;
  }

  async #idle(pending: number): Promise<void> {
    this.#idleLooks += 1;
    if (this.#idleLooks > MAX_IDLE_LOOKS && pending > 0 && this.#waiting.size >= MAX_WAITING) {
      throw new Stalled(
        `${this.#waiting.size} events are not handled by the service: see its lag, held and dead letters`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  }

  /** Takes up to `atMost` messages in; what cannot be read is written down and done with: the service cannot handle it either. */
  async #take(atMost: number): Promise<void> {
    if (atMost <= 0) return;
    const unreadable: EventOutcome[] = [];
    const messages = await this.#slot.fetch(atMost, () => isOver(this.#run.core.runtimePool, this.#job));
    if (messages === undefined) throw new RunOver();
    for (const message of messages) {
      const { delivery, incoming } = readMessage(this.#job.stream ?? '', message, this.#run.handlers);
      if ('reason' in incoming) {
        const outcome = incoming.reason === 'unknown_version' ? 'unknown' : 'invalid';
        unreadable.push({
          streamSequence: message.seq,
          eventId: delivery?.id ?? null,
          outcome,
          detail: incoming.error,
        });
        message.ack();
      } else {
        this.#waiting.set(message.seq, { message, incoming });
      }
    }
    await this.#write(unreadable);
  }

  /** Handles those that the service has handled. Resolves to how many are done with. */
  async #handleReady(): Promise<number> {
    const ready = await this.#ready();
    const failed: EventOutcome[] = [];
    const verdicts = await handleOrBisect(
      this.#core,
      ready.slice(0, MAX_BATCH).map(({ incoming }) => incoming),
      {},
      ({ delivery: { streamSequence, id } }, detail) => {
        failed.push({ streamSequence, eventId: id, outcome: 'failed', detail });
      },
    );
    await this.#write(failed);
    for (const [incoming, verdict] of verdicts) {
      if (verdict === 'handled') this.#handled += 1;
      if (verdict !== 'held') this.#finish(incoming.delivery.streamSequence);
    }
    for (const { streamSequence } of failed) this.#finish(streamSequence);
    return failed.length + [...verdicts.values()].filter((verdict) => verdict !== 'held').length;
  }

  #finish(streamSequence: number): void {
    this.#waiting.get(streamSequence)?.message.ack();
    this.#waiting.delete(streamSequence);
  }

  /** What waits and stands in the service's inbox. Another payload under a handled event's id is done with: it is a dead letter. */
  async #ready(): Promise<Waiting[]> {
    const waiting = [...this.#waiting.values()];
    if (waiting.length === 0) return [];
    const rows = await transaction(this.#run.core.runtimePool, (session) =>
      session.sql<{ event_id: string; fingerprint: string }>(
        'SELECT event_id, fingerprint FROM inbox WHERE event_id = ANY($1::uuid[])',
        [waiting.map(({ incoming }) => incoming.delivery.id)],
      ),
    );
    const handled = new Map(rows.map((row) => [row.event_id, row.fingerprint]));
    const fingerprintOf = ({ incoming }: Waiting) => handled.get(incoming.delivery.id);
    for (const one of waiting) {
      const fingerprint = fingerprintOf(one);
      if (fingerprint !== undefined && fingerprint !== one.incoming.fingerprint) this.#finish(one.message.seq);
    }
    return waiting.filter((one) => fingerprintOf(one) === one.incoming.fingerprint);
  }

  /** Resolves to whether the job has ended. */
  async #switchOver(): Promise<boolean> {
    if (!this.#isAnalyzed) await this.#analyze();
    try {
      return await transaction(this.#run.core.runtimePool, async (session) => {
        void session.sql(`SET LOCAL lock_timeout = ${SWITCH_LOCK_MS}`);
        await session.sql('SELECT rebuild_lock($1)', [this.#job.subject]);
        const lockedAtMs = performance.now();
        await this.#catchUp();
        const problem = await this.#problem();
        if (problem !== undefined) return this.#giveUp(session, problem);
        const progress = { doneThrough: 0, notWanted: 0, handled: this.#handled };
        await saveProgress(this.#run.core.runtimePool, this.#job, progress);
        await session.sql('SELECT rebuild_switch($1)', [this.#job.subject]);
        if (!(await endRun(session, this.#job, 'completed'))) throw new NotCaughtUp();
        const heldMs = Math.round(performance.now() - lockedAtMs);
        this.#run.core.logger.info({ replayId: this.#job.id, heldMs }, 'a projection is switched over');
        return true;
      });
    } catch (error) {
      if (error instanceof NotCaughtUp || isContention(error)) return false;
      throw error;
    }
  }

  async #analyze(): Promise<void> {
    const { runtimePool } = this.#run.core;
    await transaction(runtimePool, (session) => session.sql('SELECT rebuild_analyze($1)', [this.#job.subject]));
    this.#isAnalyzed = true;
  }

  /** Nobody handles anything of the projection now: what is not in the service's inbox by now it handles after the switch. */
  async #catchUp(): Promise<void> {
    const { pending } = await this.#slot.state();
    if (pending > MAX_BATCH || pending > MAX_WAITING - this.#waiting.size) throw new NotCaughtUp();
    await this.#take(pending);
    const after = await this.#slot.state();
    if (after.unacked > this.#waiting.size) throw new NotCaughtUp();
    while ((await this.#handleReady()) > 0);
  }

  async #problem(): Promise<string | undefined> {
    const { failed = 0 } = await countOutcomes(this.#run.core.runtimePool, this.#job.id);
    if (failed > 0) return `${failed} events cannot be handled again; the live generation stays`;
    const held = (await this.#ready()).length;
    if (held === 0) return undefined;
    this.#heldLooks += 1;
    if (this.#heldLooks < MAX_HELD_LOOKS) throw new NotCaughtUp();
    return `${held} events wait for others in the new generation; the live one stays`;
  }

  async #giveUp(session: Session, problem: string): Promise<true> {
    await endRun(session, this.#job, 'failed', problem);
    await session.sql('SELECT rebuild_end()');
    return true;
  }

  async #write(outcomes: readonly EventOutcome[]): Promise<void> {
    if (outcomes.length === 0) return;
    await transaction(this.#run.core.runtimePool, async (session) => writeOutcomes(session, this.#job.id, outcomes));
  }
}
