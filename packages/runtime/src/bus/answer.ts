/** A refusal: the request was understood and is not granted. `type` is one of the request's own refusals. */
export interface Refusal {
  readonly refused: string;
  /** One sentence, safe to show to whoever asked. */
  readonly detail: string;
}

/** Answer to a request: what was asked for, or a refusal. */
export type Answer<O> = { readonly ok: O } | Refusal;
