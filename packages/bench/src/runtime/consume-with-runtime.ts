import { settle } from '@loop/testkit';
import type { Bed } from '../harness/bed.ts';
import { tallyingService } from './tallying-service.ts';

/** Longest wait for events to be consumed. */
const PATIENCE_MS = 1_200_000;

/** Has an instance that is not there lead the relay: publishing what follows is another bench's matter. */
export async function leaveRelayToOthers(bed: Bed): Promise<void> {
  await bed.system.sql(
    `UPDATE enrichment.relay_lease SET holder = gen_random_uuid(), fence = fence + 1, expires_at = 'infinity'`,
  );
}

/**
 * Starts the service on a stream that holds `count` events and waits until it is through; resolves to its events a second,
 * from the first batch on. `onBatch` is told of each batch's size, and of how many have been given to the handler with it.
 * Throws when not every event was handled once.
 */
export async function consumeWithRuntime(
  bed: Bed,
  count: number,
  onBatch: (events: number, given: number) => void = () => undefined,
): Promise<number> {
  const before = await inboxRows(bed);
  let startedMs = 0;
  let given = 0;
  globalThis.gc?.();
  const service = await bed.system.start(
    tallyingService((events) => {
      startedMs ||= performance.now();
      given += events;
      onBatch(events, given);
    }),
  );
  await settle(async () => given >= count && (await bed.system.tap.lag('DISCOVERY', 'enrichment')) === 0, {
    timeoutMs: PATIENCE_MS,
    everyMs: 5,
  });
  const rate = count / ((performance.now() - startedMs) / 1_000);
  await service.stop();
  const handled = (await inboxRows(bed)) - before;
  if (handled !== count) throw new Error(`${count} events came and ${handled} were handled`);
  return rate;
}

async function inboxRows(bed: Bed): Promise<number> {
  const [row] = await bed.system.sql<{ rows: number }>('SELECT count(*)::int AS rows FROM enrichment.inbox');
  return row?.rows ?? 0;
}
