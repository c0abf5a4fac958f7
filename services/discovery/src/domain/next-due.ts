const MINUTE_MS = 60_000;

/**
 * The next time of a schedule that was due: the first in its rhythm that is not past. Times that were missed while nobody ran are not
 * made up for: a run reads all that is new since the last anyway.
 */
export function nextDue(dueAt: Date, everyMinutes: number, now: Date): Date {
  const everyMs = everyMinutes * MINUTE_MS;
  const missed = Math.max(0, Math.floor((now.getTime() - dueAt.getTime()) / everyMs));
  return new Date(dueAt.getTime() + (missed + 1) * everyMs);
}
