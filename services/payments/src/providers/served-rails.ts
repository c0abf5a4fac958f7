import type { ProviderState } from '@loop/runtime';
import type { RailName } from '../domain/payment-reading.ts';
import type { PaymentRail } from './payment-rail.ts';

/** A rail of this installation; one without keys refuses every call. */
export interface ServedRail {
  readonly rail: PaymentRail;
  readonly isConfigured: boolean;
  readonly state: ProviderState;
}

/** All rails, side by side. */
export type ServedRails = Readonly<Record<RailName, ServedRail>>;
