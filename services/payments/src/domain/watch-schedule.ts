const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long a hold that should be over is asked about before it is left to the provider's own notices. */
const GIVE_UP_AFTER_MS = 7 * 24 * HOUR_MS;

/**
 * When to read a hold from the provider again, in domain time: an hour before its end, right after its end, and then every
 * ten minutes while the provider still calls it held. Undefined when that went on for a week.
 */
export function nextHoldReading(now: Date, captureBefore: Date): Date | undefined {
  const end = captureBefore.getTime();
  const at = now.getTime();
  if (at < end - HOUR_MS) return new Date(end - HOUR_MS);
  if (at < end) return new Date(end + MINUTE_MS);
  return at < end + GIVE_UP_AFTER_MS ? new Date(at + 10 * MINUTE_MS) : undefined;
}

/** When to read a checkout session again that nobody told us about: right after it ended, in domain time. */
export function sessionReading(expiresAt: Date): Date {
  return new Date(expiresAt.getTime() + MINUTE_MS);
}
