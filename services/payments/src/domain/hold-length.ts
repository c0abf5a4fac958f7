import type { Payment } from './payment.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A hold must outlast work and review by this much, or an approval at the last moment finds nothing to capture. */
const HOLD_MARGIN_MS = DAY_MS;

/** The provider counts from the authorization, we from when we read it: an hour between them is no reason to refuse. */
const READ_LATE_MS = HOUR_MS;

/**
 * Whether a hold that was read at `now` (domain time) ends before what is still to be done for the milestone can: work and
 * review, review alone once work is handed in, nothing once it is approved. Only `hold` promises that it lasts; a saved card
 * is held again. `captureBefore` is the provider's own word; without one nothing is refused.
 */
export function isHoldTooShort(payment: Payment, captureBefore: Date | null, now: Date): boolean {
  const { approval, fundingMethod, reviewDays, workDays } = payment;
  if (fundingMethod !== 'hold' || captureBefore === null || approval === 'approved') return false;
  const days = (approval === 'submitted' ? 0 : (workDays ?? 0)) + reviewDays;
  return captureBefore.getTime() + READ_LATE_MS < now.getTime() + days * DAY_MS + HOLD_MARGIN_MS;
}
