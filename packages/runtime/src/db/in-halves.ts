import { isInfrastructure } from './infrastructure-error.ts';

/**
 * Commits items together. A failing batch is halved until the item at fault stands alone and is handed to `fail`, so that it
 * does not sink its neighbours. Rejects, with some of the items perhaps committed, when database or broker are away.
 */
export async function inHalves<T>(
  items: readonly T[],
  commit: (items: readonly T[]) => Promise<void>,
  fail: (item: T, error: unknown) => Promise<void>,
): Promise<void> {
  const [only] = items;
  if (only === undefined) return;
  try {
    return await commit(items);
  } catch (error) {
    if (isInfrastructure(error)) throw error;
    if (items.length === 1) return fail(only, error);
  }
  const middle = Math.ceil(items.length / 2);
  await inHalves(items.slice(0, middle), commit, fail);
  await inHalves(items.slice(middle), commit, fail);
}
