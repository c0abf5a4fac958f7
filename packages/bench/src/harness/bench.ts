import type { ServiceName } from '@loop/contracts';
import type { Bed } from './bed.ts';
import type { Figure } from './figure.ts';

/** A part of a bench: runs in a process of its own, over servers of its own, and yields its rows. */
export interface Part {
  /** For `--only`. */
  readonly name: string;
  /** `false`: measures pure code, and is given a bed without servers. */
  readonly needsServers?: false;
  /** Services that keep their own tables; the others have the benches'. */
  readonly ownTables?: readonly ServiceName[];
  /** Throws when it could not measure; what it measured, good or bad, is a figure. */
  measure(bed: Bed): Promise<readonly Figure[]>;
}

/** What `pnpm bench NAME` runs. */
export interface Bench {
  readonly name: string;
  readonly parts: readonly Part[];
}
