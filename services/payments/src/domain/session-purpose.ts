import type { Payment } from './payment.ts';
import type { SessionPurpose } from './payment-reading.ts';

/**
 * What the next hosted page of a milestone is for, by the way it is funded: a saved card is asked for first, and held once
 * there is work to pay for.
 */
export function sessionPurposeOf({ approval, cardRef, fundingMethod }: Payment): SessionPurpose {
  if (fundingMethod !== 'card_on_file') return fundingMethod;
  const hasWork = approval === 'submitted' || approval === 'approved';
  return cardRef !== null || hasWork ? 'hold' : 'save_card';
}
