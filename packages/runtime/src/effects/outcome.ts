/** JSON that is kept with an effect: references only, never a secret, a link or a code. */
export type EffectResult = Readonly<Record<string, string | number | boolean | null>>;

/** An outcome that ends an effect's attempt for good, as far as we know. */
export type FinalOutcome =
  /** `carried` is handed to `settle` and not kept: what a reading effect read. */
  | { readonly outcome: 'done'; readonly result: EffectResult; readonly carried?: unknown }
  /** The provider, or we ourselves, said no. `reason` is one of the effect's own words; `detail` is safe to show. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly detail?: string }
  /** The provider may or may not have acted. Never performed again by itself. */
  | { readonly outcome: 'unknown'; readonly reason: string };

/** What one attempt at an outward call came to. */
export type Outcome =
  | FinalOutcome
  /** The provider asks to wait (429); nothing happened. Tried again at `until` (real time). */
  | { readonly outcome: 'rate_limited'; readonly until: Date }
  /**
   * Surely nothing happened (connection refused, 5xx documented as not done, a local check). Tried again with backoff.
   * `breaker` opens the provider's breaker: the credential or account is at fault, so no other call would fare better.
   */
  | { readonly outcome: 'not_sent'; readonly reason: string; readonly breaker?: true };
