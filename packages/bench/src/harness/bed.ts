import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICES, type ServiceName } from '@loop/contracts';
import { type RunningPostgres, startPostgres } from '@loop/supervisors';
import { TestSystem } from '@loop/testkit';
import { MIGRATIONS } from './bench-service.ts';
import { interleaved, type RoundOptions, repeated, type Side } from './rounds.ts';

/** As a server of some size would be set; `fsync` and `synchronous_commit` stay on. */
const POSTGRES_SETTINGS = ['shared_buffers=512MB', 'max_wal_size=4GB', 'synchronous_commit=on'];

/** Without a limit, which JetStream would reserve: events of many rounds stay in the streams, since nobody may purge one. */
const STREAM_BYTES = -1;

/** How much is measured. */
export interface Effort {
  /** Counted measurements of each side. */
  readonly rounds: number;
  /** What sizes are multiplied with; below 1 it only shows that a bench runs. */
  readonly scale: number;
}

/** As the targets ask: medians of five. */
export const FULL: Effort = { rounds: 5, scale: 1 };

/** One round of a hundredth. Its figures mean nothing. */
export const QUICK: Effort = { rounds: 1, scale: 0.01 };

/**
 * Real servers for one part: Postgres on disk with durable commits, NATS with its file store, both provisioned as an
 * installation is, with the services' roles, row-level security and broker users.
 */
export class Bed {
  readonly #system: TestSystem | undefined;
  readonly #effort: Effort;

  private constructor(system: TestSystem | undefined, effort: Effort) {
    this.#system = system;
    this.#effort = effort;
  }

  /**
   * Opens a bed for `work` and removes all of it afterwards. Every service but those of `ownTables` has the benches' tables
   * instead of its own.
   */
  static async use<T>(effort: Effort, ownTables: readonly ServiceName[], work: (bed: Bed) => Promise<T>): Promise<T> {
    const others = SERVICES.filter((service) => !ownTables.includes(service));
    const stateDir = mkdtempSync(join(tmpdir(), 'customer-loop-bench-'));
    // Postgres runs under another account when we are root.
    chmodSync(stateDir, 0o711);
    let postgres: RunningPostgres | undefined;
    let system: TestSystem | undefined;
    try {
      postgres = await startPostgres({ stateDir, settings: POSTGRES_SETTINGS });
      system = await TestSystem.open({
        postgresUrl: postgres.url,
        migrations: Object.fromEntries(others.map((service) => [service, MIGRATIONS])),
        streamBytes: STREAM_BYTES,
      });
      return await work(new Bed(system, effort));
    } finally {
      await system?.close();
      await postgres?.stop();
      rmSync(stateDir, { recursive: true, force: true });
    }
  }

  /** A bed for what is pure: no server is started, and to ask for one is a bug. */
  static bare(effort: Effort): Bed {
    return new Bed(undefined, effort);
  }

  /** Starts services, sends SQL, opens broker connections: see the testkit. */
  get system(): TestSystem {
    if (this.#system === undefined) throw new Error('The part said that it needs no servers');
    return this.#system;
  }

  /** `full` scaled to this run's effort, at least 1. */
  size(full: number): number {
    return Math.max(1, Math.round(full * this.#effort.scale));
  }

  /** Medians of the sides, measured in turn: see {@link interleaved}. */
  interleaved<Name extends string>(sides: Readonly<Record<Name, Side>>): Promise<Record<Name, number>> {
    return interleaved(sides, this.#rounds);
  }

  /** Medians of figures that are measured together: see {@link repeated}. */
  repeated<Name extends string>(measure: () => Promise<Readonly<Record<Name, number>>>): Promise<Record<Name, number>> {
    return repeated(measure, this.#rounds);
  }

  get #rounds(): RoundOptions {
    return {
      rounds: this.#effort.rounds,
      before: collectGarbage,
      onMeasured: (side, value) => this.note(`${side}: ${value.toPrecision(4)}`),
    };
  }

  /** Says something about the progress, on standard error. */
  note(line: string): void {
    console.error(`  ${line}`);
  }
}

function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('Run node with --expose-gc: garbage of one round slows the next');
  globalThis.gc();
}
