import { randomUUID } from 'node:crypto';
import type { Part } from '../harness/bench.ts';
import { consumeWithRuntime, leaveRelayToOthers } from './consume-with-runtime.ts';
import { consumeOneByOne, consumeWithoutDatabase, writeOnly } from './consumer-baselines.ts';
import { publishRaw, readyMessages } from './raw-publisher.ts';

const EVENTS_A_ROUND = 50_000;
const EVENTS_ONE_BY_ONE = 2_000;

/** Events of the parallel baseline; it is that many commits at a time. */
const PARALLEL = 8;

/** Rows that the events are about; each tenant's are its own. */
const ENTITIES = 20_000;

/** How fast events are consumed, against the same without a database, the same writes without events, and one commit an event. */
export const consumer: Part = {
  name: 'consumer',
  measure: async (bed) => {
    const entities = Array.from({ length: ENTITIES }, () => randomUUID());
    const count = bed.size(EVENTS_A_ROUND);
    const few = bed.size(EVENTS_ONE_BY_ONE);
    await leaveRelayToOthers(bed);
    const publisher = (await bed.system.tapAs('discovery')).connection;
    const reader = (await bed.system.tapAs('enrichment')).connection;
    const after = (events: number, consume: () => Promise<number>) => async () => {
      await publishRaw(publisher, readyMessages(events, entities));
      globalThis.gc?.();
      return consume();
    };
    const rate = await bed.interleaved({
      ours: after(count, () => consumeWithRuntime(bed, count)),
      raw: after(count, () => consumeWithoutDatabase(reader, count)),
      sql: () => writeOnly(bed, count, entities, 1),
      sqlTwice: () => writeOnly(bed, count, entities, 2),
      serial: after(few, () => consumeOneByOne(bed, reader, few, 1)),
      parallel: after(few * 2, () => consumeOneByOne(bed, reader, few * 2, PARALLEL)),
    });
    const row = (name: string, baseline: number, atLeast?: number) => ({
      ...{ name, value: rate.ours, baseline, unit: 'events/s' },
      target: atLeast === undefined ? null : { atLeast },
    });
    return [
      row(
        'consumer with inbox, one upsert and one outbox row an event, row-level security, 20 tenants ÷ raw consume + decode + JSON.parse + zod + ack',
        rate.raw,
        0.3,
      ),
      row('the same ÷ the SQL alone, batch after batch', rate.sql, 0.5),
      row('the same ÷ the SQL alone, on two connections at a time', rate.sqlTwice),
      row('the same ÷ one commit an event, serial', rate.serial, 20),
      row('the same ÷ one commit an event, 8 parallel', rate.parallel, 10),
    ];
  },
};
