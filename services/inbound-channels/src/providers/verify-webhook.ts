/** The headers of a request, lower-case names; a header sent twice is joined by a comma and a space. */
export type Headers = Readonly<Record<string, string | undefined>>;

/** A delivery whose signature holds. */
export interface Verified {
  /** The body as text; its bytes are exactly those that were signed. */
  readonly body: string;
  /** The headers needed, besides the key, to verify the bytes again. None of them is a secret. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Verifies the original bytes of a delivery at a time (real time, ms since the epoch). `undefined` when anything is wrong:
 * the sender is not told what.
 */
export type VerifyWebhook = (rawBody: Uint8Array, headers: Headers, nowMs: number) => Verified | undefined;

/** How far, in seconds, a signature's time may be from ours, either way. */
export const TOLERANCE_S = 300;
