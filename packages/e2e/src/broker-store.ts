import { cpSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnServer } from '@loop/dev';
import { SmallDisk } from './small-disk.ts';

/** Room on the small disk beyond what the broker has stored. */
const SPARE_BYTES = 2 * 1024 * 1024;

/** What the broker of a running system keeps on its disk, to be put back to what it was or to run out of room. */
export class BrokerStore {
  readonly #nats: OwnServer;
  readonly #store: string;
  readonly #copy: string;
  readonly #disk: string;

  /** @param stateDir the system's. */
  constructor(nats: OwnServer, stateDir: string) {
    this.#nats = nats;
    this.#store = join(stateDir, 'nats', 'jetstream');
    this.#copy = join(stateDir, 'nats', 'jetstream-copy');
    this.#disk = join(stateDir, 'nats', 'small-disk');
  }

  /** Lets the broker come back, after `meanwhile`, with the store it had before: what it acknowledged in between is gone. */
  async goBack(meanwhile: () => Promise<void>): Promise<void> {
    await this.#whileDown(() => copy(this.#store, this.#copy));
    await meanwhile();
    await this.#whileDown(() => {
      rmSync(this.#store, { recursive: true });
      renameSync(this.#copy, this.#store);
    });
  }

  /**
   * Moves the store to a disk of its own and fills that to the last block for the time of `meanwhile`; afterwards there is
   * room again, and the store moves back. Resolves to false, having changed nothing, where no disk can be mounted.
   */
  async runOutOfRoom(meanwhile: () => Promise<void>): Promise<boolean> {
    const disk = await SmallDisk.mount(this.#disk, sizeOf(this.#store) + SPARE_BYTES);
    if (disk === undefined) return false;
    const onDisk = join(disk.path, 'store');
    const filler = join(disk.path, 'filler');
    try {
      await this.#whileDown(() => {
        renameSync(this.#store, this.#copy);
        copy(this.#copy, onDisk);
        symlinkSync(onDisk, this.#store);
      });
      disk.fill(filler);
      await meanwhile();
      rmSync(filler);
      await this.#whileDown(() => {
        rmSync(this.#store);
        copy(onDisk, this.#store);
        rmSync(this.#copy, { recursive: true });
      });
      return true;
    } finally {
      disk.unmount();
    }
  }

  async #whileDown(work: () => void): Promise<void> {
    await this.#nats.down();
    work();
    await this.#nats.up();
  }
}

function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).blocks * 512, 0);
}
