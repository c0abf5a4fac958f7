import { randomUUID } from 'node:crypto';
import type { TestSystem } from '@loop/testkit';
import { Pool } from 'pg';
import { madeUpOpportunity } from '../harness/made-up-events.ts';

const PATIENCE_MS = 120_000;

/** Another project's way to do the work that our consumer does. */
export interface Peer {
  /** Package, version, and the settings that its documentation gives for speed. */
  readonly name: string;
  readonly eventsARound: number;
  /** Makes its schema. */
  prepare(ground: Ground): Promise<void>;
  /** Puts events where it takes them from. */
  enqueue(ground: Ground, events: readonly PeerEvent[]): Promise<void>;
  /** Starts its worker; resolves to how it is stopped. */
  work(ground: Ground, progress: Progress): Promise<() => Promise<void>>;
}

/** The least a peer is told of an event. */
export interface PeerEvent {
  readonly id: string;
  readonly entityId: string;
  readonly body: object;
}

/** A database of the peers' own in the bed's server: they work as its superuser, without row-level security. */
export class Ground {
  readonly url: string;
  readonly pool: Pool;

  private constructor(url: string) {
    this.url = url;
    this.pool = new Pool({ connectionString: url, max: 4 });
  }

  static async open(system: TestSystem, name: string): Promise<Ground> {
    const database = `peer_${name}`;
    await system.sql(`CREATE DATABASE ${database}`);
    const url = new URL(system.databaseUrl);
    url.pathname = `/${database}`;
    const ground = new Ground(url.href);
    await ground.pool.query(`
      CREATE TABLE inbox (event_id uuid PRIMARY KEY);
      CREATE TABLE tallies (entity_id uuid PRIMARY KEY, events bigint NOT NULL, note text NOT NULL);
      CREATE TABLE outgoing (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid NOT NULL, body json NOT NULL)`);
    return ground;
  }

  /** Events handled so far: each is in the inbox, and counted in a tally. Throws when the two disagree. */
  async handled(): Promise<number> {
    const { rows } = await this.pool.query<{ inbox: number; tallied: number }>(
      'SELECT (SELECT count(*)::int FROM inbox) AS inbox, (SELECT coalesce(sum(events), 0)::int FROM tallies) AS tallied',
    );
    const { inbox = 0, tallied = 0 } = rows[0] ?? {};
    if (inbox !== tallied) throw new Error(`${inbox} events are in the inbox and ${tallied} in the tallies`);
    return inbox;
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

/** Events about 20,000 entities. */
function peerEvents(count: number): readonly PeerEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    entityId: `0192f0c4-7a10-7004-8000-${String(index % 20_000).padStart(12, '0')}`,
    body: madeUpOpportunity(randomUUID()),
  }));
}

/** Notes when a peer begins, and when it has handled as many events as it was given. */
export class Progress {
  readonly #count: number;
  readonly #finished = Promise.withResolvers<void>();
  #handled = 0;
  #startedMs = 0;
  #endedMs = 0;

  constructor(count: number) {
    this.#count = count;
  }

  /** To be called before each piece of work. */
  begin(): void {
    this.#startedMs ||= performance.now();
  }

  /** To be called once `events` more are handled. */
  add(events: number): void {
    this.#handled += events;
    if (this.#handled < this.#count) return;
    this.#endedMs = performance.now();
    this.#finished.resolve();
  }

  /** Resolves to events a second. Throws when two minutes pass without an end. */
  async rate(): Promise<number> {
    const late = AbortSignal.timeout(PATIENCE_MS);
    late.addEventListener('abort', () => {
      this.#finished.reject(new Error(`A peer handled ${this.#handled} of ${this.#count} events`));
    });
    await this.#finished.promise;
    return this.#count / ((this.#endedMs - this.#startedMs) / 1_000);
  }
}

/**
 * Events a second from the first that the peer begins with to the last that it has handled. `handledSoFar` counts what really
 * happened so far.
 */
export async function peerRate(
  peer: Peer,
  ground: Ground,
  count: number,
  handledSoFar: () => Promise<number>,
): Promise<number> {
  const before = await handledSoFar();
  await peer.enqueue(ground, peerEvents(count));
  globalThis.gc?.();
  const progress = new Progress(count);
  const stop = await peer.work(ground, progress);
  const rate = await progress.rate();
  await stop();
  const handled = (await handledSoFar()) - before;
  if (handled !== count) throw new Error(`${peer.name} was given ${count} events and handled ${handled}`);
  return rate;
}
