import type { PROVIDER_NAMES } from './provider-names.ts';

/** Who an entry of the sandbox's log is about; `sandbox` is the control API. */
export type SandboxProvider = (typeof PROVIDER_NAMES)[number] | 'sandbox';

/** Something a judge counts: an accepted mail, a capture, a decline, an expired hold. `type` names it. */
export interface JournalFact {
  readonly type: string;
  readonly [detail: string]: unknown;
}

/** One line of the durable log, without the state it carries. */
export interface JournalEntry {
  /** Gapless from 1, in the order the sandbox decided things. */
  readonly seq: number;
  /** Real time, ISO 8601. */
  readonly at: string;
  /** Virtual time, ISO 8601. */
  readonly virtualAt: string;
  readonly provider: SandboxProvider;
  /** `request`, `webhook`, `expiry`, `control` or `start`. */
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly facts: readonly JournalFact[];
}

/** State written by one entry. */
export interface JournalPut {
  readonly table: string;
  readonly id: string;
  readonly value: unknown;
}
