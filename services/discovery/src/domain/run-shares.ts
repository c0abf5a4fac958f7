/**
 * Shares a run's limit of posts among its sources, so that the first does not take what the others would find: equal shares that add
 * up to the limit, and one post at least.
 */
export function sharesOf(limit: number, sources: number): number[] {
  const whole = Math.floor(limit / sources);
  return Array.from({ length: sources }, (_, at) => Math.max(1, whole + (at < limit % sources ? 1 : 0)));
}
