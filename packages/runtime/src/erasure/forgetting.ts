import type { Tx } from '../db/tx.ts';
import type { HashedIdentity } from './erasure-scope.ts';

/** Whom forgetting is about: what leads to a person, without any of it. */
export interface Forgettable {
  readonly contactId: string;
  readonly opportunityIds: readonly string[];
  /** Ways to reach them, and the names they post under. */
  readonly identities: readonly HashedIdentity[];
}

/** What a service keeps of a person although they are to be forgotten. */
export interface KeptRows {
  readonly what: string;
  readonly rows: number;
  /** The rule that says so: an article of a law, or what the money needs. */
  readonly basis: string;
}

/** What forgetting somebody takes in a service's own tables: reads, and changes nothing. */
export interface ForgettingPreview {
  /** Rows that would be erased or emptied, by table. */
  readonly erased: Readonly<Record<string, number>>;
  readonly kept: readonly KeptRows[];
  /** Correlations of what stays. */
  readonly keptCorrelationIds?: readonly string[];
}

/** Counts for an operator what a service's handler of `contact.forgotten` would do, before anybody orders it. */
export type PreviewForgetting = (tx: Tx, person: Forgettable) => Promise<ForgettingPreview>;
