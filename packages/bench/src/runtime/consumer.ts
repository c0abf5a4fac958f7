import { randomUUID } from 'node:crypto';
import { settle } from '@loop/testkit';
import type { Bed } from '../harness/bed.ts';
import type { Part } from '../harness/bench.ts';
import { consumeRaw, readRaw } from './raw-consumer.ts';
import { publishRaw, readyMessages } from './raw-publisher.ts';
import { tallyingService } from './tallying-service.ts';

const EVENTS_A_ROUND = 50_000;

/** Rows that the events are about; each tenant's are its own. */
const ENTITIES = 20_000;

/** How fast events are consumed, against the same without a database, the same SQL without events, and one commit an event. */
export const consumer: Part = {
  name: 'consumer',
  measure: async (bed) => {
    const entities = Array.from({ length: ENTITIES }, () => randomUUID());
    const count = bed.size(EVENTS_A_ROUND);
    await leaveRelayToOthers(bed);
    const { connection } = await bed.system.tapAs('discovery');
    const publish = (events: number) => publishRaw(connection, readyMessages(events, entities));
    const own = (await bed.system.tapAs('enrichment')).connection;
    const rate = await bed.interleaved({
      ours: async () => {
        await publish(count);
        return consumeWithRuntime(bed, count);
      },
      raw: async () => {
        await publish(count);
        return consumeRaw(own, count, (message, done) => {
          readRaw(message);
          message.ack();
          done();
        });
      },
    });
    return [
      {
        name: 'consumer with inbox, one upsert and one outbox row an event, row-level security, 20 tenants ÷ raw consume + decode + JSON.parse + zod + ack',
        ...{ value: rate.ours, baseline: rate.raw, unit: 'events/s', target: { atLeast: 0.3 } },
      },
    ];
  },
};

/** Has an instance that is not there lead the relay: publishing what follows is another bench's matter. */
export async function leaveRelayToOthers(bed: Bed): Promise<void> {
  await bed.system.sql(
    `UPDATE enrichment.relay_lease SET holder = gen_random_uuid(), fence = fence + 1, expires_at = 'infinity'`,
  );
}

/** Starts the service on a full stream and waits until it is through; resolves to its events a second. */
export async function consumeWithRuntime(bed: Bed, count: number): Promise<number> {
  const before = await rowsOf(bed, 'inbox');
  let startedMs = 0;
  let handled = 0;
  globalThis.gc?.();
  const service = await bed.system.start(
    tallyingService((events) => {
      startedMs ||= performance.now();
      handled += events;
    }),
  );
  await settle(async () => handled >= count && (await bed.system.tap.lag('DISCOVERY', 'enrichment')) === 0, {
    timeoutMs: 300_000,
    everyMs: 5,
  });
  const rate = count / ((performance.now() - startedMs) / 1_000);
  await service.stop();
  const after = await rowsOf(bed, 'inbox');
  if (after - before !== count) throw new Error(`${count} events came and ${after - before} were handled`);
  return rate;
}

async function rowsOf(bed: Bed, table: string): Promise<number> {
  const [row] = await bed.system.sql<{ rows: number }>(`SELECT count(*)::int AS rows FROM enrichment.${table}`);
  return row?.rows ?? 0;
}
