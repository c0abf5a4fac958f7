import type { MoneyFact } from './money-fact.ts';
import type { Payment } from './payment.ts';

const HOUR_MS = 3_600_000;

/** Hours before the end of a hold at which client and operator are warned. */
const WARNINGS = [24, 48] as const;

/** How long before its end a hold is renewed where that can be; an approved one is renewed at once, so that it is not refused. */
const RENEW_BEFORE_MS = 24 * HOUR_MS;

/** The warning that is due for a hold at `now` (domain time): each is given once, and the later one makes up for the earlier. */
export function warnOfEnd(
  payment: Payment,
  now: Date,
): { readonly payment: Payment; readonly facts: readonly MoneyFact[] } | undefined {
  const { captureBefore, isHoldTooShort, state, warnedHours } = payment;
  if (state !== 'authorized' || captureBefore === null || isHoldTooShort || captureBefore <= now) return undefined;
  const leftMs = captureBefore.getTime() - now.getTime();
  const hoursLeft = WARNINGS.find((hours) => leftMs <= hours * HOUR_MS);
  if (hoursLeft === undefined || (warnedHours !== null && warnedHours <= hoursLeft)) return undefined;
  return {
    payment: { ...payment, warnedHours: hoursLeft },
    facts: [{ fact: 'funding_expiring', hoursLeft, captureBefore }],
  };
}

/** Whether a hold is to be renewed at `now`. `renewableFrom` is the provider's word; null where it cannot, or not again. */
export function isToBeRenewed(payment: Payment, renewableFrom: Date | null, now: Date): boolean {
  if (renewableFrom === null || renewableFrom > now) return false;
  const { approval, captureBefore } = payment;
  if (approval === 'approved' || captureBefore === null) return true;
  return captureBefore.getTime() - now.getTime() <= RENEW_BEFORE_MS;
}
