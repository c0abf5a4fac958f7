import { canonicalJson, type Json } from '../domain/canonical-json.ts';
import { sha256 } from './sha256.ts';

/** Hash that the first link of every contract's chain builds on. */
export const CHAIN_START = '0'.repeat(64);

/** One link of a contract's chain of evidence, as it is kept. */
export interface EvidenceLink {
  readonly position: number;
  /** Canonical JSON of what happened. */
  readonly record: string;
  readonly hash: string;
}

/** `SHA256(previous hash ‖ canonical JSON)` of the next link, and the JSON itself. */
export function nextLink(previousHash: string, record: Json): { readonly record: string; readonly hash: string } {
  const written = canonicalJson(record);
  return { record: written, hash: sha256(previousHash + written) };
}

/** Checks a whole chain, in order of position. Returns the position of the first link that does not fit, or null. */
export function brokenLink(chain: readonly EvidenceLink[]): number | null {
  let previous = CHAIN_START;
  for (const [index, link] of chain.entries()) {
    if (link.position !== index + 1 || link.hash !== sha256(previous + link.record)) return index + 1;
    previous = link.hash;
  }
  return null;
}
