const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long a hold that should be over is asked about before it is left to the provider's own notices. */
const GIVE_UP_AFTER_MS = 7 * 24 * HOUR_MS;

/** Before its end a hold is looked at to warn of it, twice, and once more just before. */
const BEFORE_END_MS = [48 * HOUR_MS, 24 * HOUR_MS, HOUR_MS];

/** A charge line that the provider has not put down yet is asked for this often, for as long as a hold would be. */
const LINE_EVERY_MS = 10 * MINUTE_MS;

/**
 * When to read a hold from the provider again, in domain time: 48, 24 and one hour before its end, right after it, and then
 * every ten minutes while the provider still calls it held. Undefined when that went on for a week.
 */
export function nextHoldReading(now: Date, captureBefore: Date): Date | undefined {
  const end = captureBefore.getTime();
  const at = now.getTime();
  const before = BEFORE_END_MS.find((ms) => at < end - ms);
  if (before !== undefined) return new Date(end - before);
  if (at < end) return new Date(end + MINUTE_MS);
  return at < end + GIVE_UP_AFTER_MS ? new Date(at + LINE_EVERY_MS) : undefined;
}

/** When to read a checkout session again that nobody told us about: right after it ended, in domain time. */
export function sessionReading(expiresAt: Date): Date {
  return new Date(expiresAt.getTime() + MINUTE_MS);
}

/** When to read a captured payment again whose line is not in the provider's account yet. */
export function lineReading(now: Date): Date {
  return new Date(now.getTime() + LINE_EVERY_MS);
}
