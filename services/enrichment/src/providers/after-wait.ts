const SHORTEST_SECONDS = 1;
const LONGEST_SECONDS = 60 * 60;

/** When to come again after a wait that a vendor names in seconds, within an hour; a minute when it names none that can be read. */
export function afterWait(seconds: number): Date {
  const wished = Number.isFinite(seconds) ? seconds : 60;
  return new Date(Date.now() + Math.min(Math.max(wished, SHORTEST_SECONDS), LONGEST_SECONDS) * 1_000);
}
