import type { FoundContact } from '../domain/rank-contacts.ts';

/** What came of reading a place. Nothing outside is ever changed by it. */
export type PlaceReading =
  | { readonly outcome: 'read'; readonly contacts: readonly FoundContact[] }
  /** Reading it again would come to the same; a word of ours for why. */
  | { readonly outcome: 'refused'; readonly reason: string }
  /** It may be read later, at `until` (real time). */
  | { readonly outcome: 'wait'; readonly until: Date }
  /** Not this time. `breaker`: the credential is at fault, so nothing there can be read. */
  | { readonly outcome: 'failed'; readonly reason: string; readonly breaker?: true };

/** Somewhere beside a post where its author may say how to be reached. Never rejects for what it meets there. */
export interface PlaceReader {
  read(target: string, context: { readonly now: Date; readonly signal: AbortSignal }): Promise<PlaceReading>;
}
