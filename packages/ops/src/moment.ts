import { CommandError, EXIT } from './command-error.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a `--since`: a time (ISO 8601), or how long ago (`90s`, `30m`, `2h`, `7d`). Throws with a remedy otherwise. */
export function readMoment(text: string, now: Date): Date {
  const ago = /^(\d{1,6})([smhd])$/.exec(text);
  if (ago !== null) return new Date(now.getTime() - Number(ago[1]) * (UNIT_MS[ago[2] ?? ''] ?? 0));
  const time = new Date(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new CommandError(`"${text}" is no time`, {
    remedy: 'Give an ISO 8601 time, or how long ago: 90s, 30m, 2h, 7d',
    exitCode: EXIT.usage,
  });
}
