import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Core } from '../core.ts';
import { transaction } from '../db/session.ts';
import { failpoint } from '../failpoint/failpoint.ts';
import { Poller } from '../poller.ts';
import { eraseOutbox } from './erase-outbox.ts';
import { erasePending } from './erase-stream.ts';
import { ERASABLE_TABLES, eraseTable } from './erase-tables.ts';
import { type ErasureWork, workOf } from './erasure-work.ts';

const LOOK_EVERY_MS = 500;
const BROKER_TIMEOUT_MS = 5_000;
/** Erasures that share one walk through the tables. */
const MAX_TOGETHER = 100;
/** How long a pass is another instance's alone; renewed page by page. */
const LEASE = `interval '15 s'`;
/** Waits between passes that left something to wait for: 1 s, doubled each time, at most an hour. */
const WAIT = `least(interval '1 s' * power(2, least(passes, 12)), interval '1 hour')`;
/** What was under way (an event about to fail, an answer about to be kept) may come after a clean pass: it is looked for again. */
const AGAIN = `CASE clean_passes + 1 WHEN 1 THEN now() + interval '1 min' WHEN 2 THEN now() + interval '10 min'
  WHEN 3 THEN now() + interval '1 hour' ELSE 'infinity'::timestamptz END`;

/** What one pass did for one erasure. */
interface Outcome {
  readonly erased: Record<string, number>;
  waitsFor: string | null;
}

/**
 * Erases what the runtime keeps of people who are to be forgotten, see {@link requestErasure}: in passes over this service's
 * tables, and message by message in its stream. Any instance does it; one that dies leaves it to another once its lease is over.
 */
export class Eraser {
  readonly #core: Core;
  readonly #connection: NatsConnection;
  readonly #poller: Poller;

  constructor(core: Core, connection: NatsConnection) {
    this.#core = core;
    this.#connection = connection;
    this.#poller = new Poller(core.logger, LOOK_EVERY_MS, () => this.#round());
  }

  start(): void {
    this.#poller.start();
  }

  stop(): Promise<void> {
    return this.#poller.stop();
  }

  async #round(): Promise<boolean> {
    const works = await this.#claim();
    if (works.length > 0) await this.#pass(works);
    const manager = await jetstreamManager(this.#connection, { checkAPI: false, timeout: BROKER_TIMEOUT_MS });
    const more = await erasePending(this.#core, manager);
    return more || works.length === MAX_TOGETHER;
  }

  async #claim(): Promise<readonly ErasureWork[]> {
    const rows = await transaction(this.#core.runtimePool, (session) =>
      session.sql<{ id: string; tenant_id: string; scope: unknown }>(
        `UPDATE erasures SET not_before = now() + ${LEASE}, passes = passes + 1 WHERE id IN (SELECT id FROM erasures
           WHERE not_before <= now() ORDER BY not_before LIMIT ${MAX_TOGETHER} FOR UPDATE SKIP LOCKED)
         RETURNING id, tenant_id, scope`,
      ),
    );
    return rows.map((row) => workOf(row.id, row.tenant_id, row.scope));
  }

  async #pass(works: readonly ErasureWork[]): Promise<void> {
    const { runtimePool, service } = this.#core;
    const outcomes = new Map<string, Outcome>(works.map(({ id }) => [id, { erased: {}, waitsFor: null }]));
    const alive = () => this.#renew(works);
    const work = [
      { table: 'outbox', erase: () => eraseOutbox(runtimePool, service, works, 'erase', alive) },
      ...ERASABLE_TABLES.map((one) => ({
        table: one.table,
        erase: () => eraseTable(runtimePool, one, works, 'erase', alive),
      })),
    ];
    for (const { erase, table } of work) {
      const { erased, waiting } = await erase();
      failpoint('erasure.stepped');
      for (const [id, rows] of erased) Object.assign(outcomes.get(id)?.erased ?? {}, { [table]: rows });
      for (const [id, why] of waiting) {
        const outcome = outcomes.get(id);
        if (outcome !== undefined) outcome.waitsFor = why;
      }
    }
    await this.#record(outcomes);
  }

  async #renew(works: readonly ErasureWork[]): Promise<void> {
    await transaction(this.#core.runtimePool, (session) =>
      session.sql(`UPDATE erasures SET not_before = now() + ${LEASE} WHERE id = ANY($1::uuid[])`, [
        works.map(({ id }) => id),
      ]),
    );
  }

  async #record(outcomes: ReadonlyMap<string, Outcome>): Promise<void> {
    await transaction(this.#core.runtimePool, async (session) => {
      for (const [id, { erased, waitsFor }] of outcomes) {
        void session.sql(
          `UPDATE erasures SET waits_for = $2,
             erased = erased || (SELECT coalesce(jsonb_object_agg(key, value::int + coalesce((erased->>key)::int, 0)), '{}')
               FROM jsonb_each_text($3::jsonb)),
             done_at = CASE WHEN $2::text IS NULL THEN coalesce(done_at, now()) ELSE done_at END,
             not_before = CASE WHEN $2::text IS NULL THEN ${AGAIN} ELSE now() + ${WAIT} END,
             clean_passes = CASE WHEN $2::text IS NULL THEN clean_passes + 1 ELSE 0 END
           WHERE id = $1`,
          [id, waitsFor, JSON.stringify(erased)],
        );
      }
    });
  }
}
