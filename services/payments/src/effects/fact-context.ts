import type { Payment } from '../domain/payment.ts';
import type { Evidence } from '../store/evidence.ts';

/** A payment as decided, and what its facts rest on. */
export interface FactContext {
  readonly payment: Payment;
  readonly evidence: Pick<Evidence, 'providerEventId' | 'readAt'>;
  /** The rail's object that the money is, or was, on. */
  readonly providerRef: string;
  readonly revision: number;
  /** The loop's correlation id. */
  readonly correlationId: string;
}
