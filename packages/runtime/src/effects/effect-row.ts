/** A row of `effects` as its worker sees it. */
export interface EffectRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly provider: string;
  readonly generation: number;
  readonly intent: unknown;
  readonly state: string;
  readonly attempts: number;
  readonly correlation_id: string;
  readonly traceparent: string | null;
  readonly due_at: Date;
  /** Claimed to find out whether the provider's open breaker can be closed. */
  readonly probe: boolean;
}

/** Time a provider call may take. */
export const CALL_TIMEOUT_MS = 15_000;

/** Time a claimed effect is its worker's; with room for reading, asking and recording around the call. */
export const EFFECT_LEASE_MS = 25_000;

/** Attempts after which an effect that could never be sent is given up. */
export const MAX_EFFECT_ATTEMPTS = 12;
