import { opportunityFound, streamName } from '@loop/contracts';
import { settle, type TestService, type TestSystem } from '@loop/testkit';
import { jetstreamManager } from '@nats-io/jetstream';
import type { Part } from '../harness/bench.ts';
import { benchService } from '../harness/bench-service.ts';
import { madeUpOpportunity, tenants } from '../harness/made-up-events.ts';
import { publishRaw, readyMessages } from './raw-publisher.ts';

const EVENTS_A_ROUND = 50_000;

/** How fast a full outbox is drained, against publishing the same messages without database. */
export const relay: Part = {
  name: 'relay',
  measure: async (bed) => {
    const count = bed.size(EVENTS_A_ROUND);
    const service = await bed.system.start(benchService('discovery'));
    const { connection } = await bed.system.tapAs('discovery');
    const messages = await bed.interleaved({
      relay: () => drain(bed.system, service, count),
      raw: async () => {
        const ready = readyMessages(count);
        globalThis.gc?.();
        const startedMs = performance.now();
        await publishRaw(connection, ready);
        return perSecond(count, startedMs);
      },
    });
    return [
      {
        name: 'relay, reading and marking included ÷ raw windowed publish with the same headers',
        ...{ value: messages.relay, baseline: messages.raw, unit: 'events/s', target: { atLeast: 0.5 } },
      },
    ];
  },
};

/** Fills the outbox in one transaction, wakes the relay, and waits until every event is published and marked. */
async function drain(system: TestSystem, service: TestService, count: number): Promise<number> {
  const before = await storedEvents(system);
  await fillOutbox(system, count);
  const startedMs = performance.now();
  const [tenant = ''] = tenants(1);
  await service.edge.decide(tenant, { cause: `wake ${before}` }, async ({ emit }) =>
    emit(opportunityFound, madeUpOpportunity('0192f0c4-7a10-7001-8c3e-5b1d2f4a6001')),
  );
  await settle(async () => (await unmarked(system)) === 0, { timeoutMs: 120_000, everyMs: 20 });
  const rate = perSecond(count + 1, startedMs);
  const stored = (await storedEvents(system)) - before;
  if (stored !== count + 1) throw new Error(`${count + 1} events were decided and ${stored} are in the stream`);
  return rate;
}

/** Rows as decisions write them, made by the database itself: only draining them is measured. */
async function fillOutbox(system: TestSystem, count: number): Promise<void> {
  const body = JSON.stringify(madeUpOpportunity('00000000-0000-4000-8000-000000000000'));
  await system.sql(
    `INSERT INTO discovery.outbox (id, tenant_id, subject, version, key, occurred_at, correlation_id, causation_id, body)
      SELECT gen_random_uuid(), ($1::uuid[])[1 + n % 20], $2, $3, key, now(), gen_random_uuid(), gen_random_uuid(),
             replace($4, '00000000-0000-4000-8000-000000000000', key::text)
        FROM (SELECT n, gen_random_uuid() AS key FROM generate_series(1, $5) AS s(n)) AS events`,
    [tenants(20), opportunityFound.subject, opportunityFound.version, body, count],
  );
}

/** 0 once the newest row is marked and no other lacks its mark; the full count is taken only then. */
async function unmarked(system: TestSystem): Promise<number> {
  const [newest] = await system.sql<{ marked: boolean }>(
    'SELECT EXISTS (SELECT FROM discovery.outbox_sent WHERE seq = (SELECT max(seq) FROM discovery.outbox)) AS marked',
  );
  if (!newest?.marked) return 1;
  const [row] = await system.sql<{ rows: number }>(
    `SELECT count(*)::int AS rows FROM discovery.outbox o
      WHERE NOT EXISTS (SELECT FROM discovery.outbox_sent s WHERE s.seq = o.seq)`,
  );
  return row?.rows ?? 0;
}

async function storedEvents(system: TestSystem): Promise<number> {
  const manager = await jetstreamManager(system.tap.connection, { checkAPI: false });
  return (await manager.streams.info(streamName('discovery'))).state.last_seq;
}

function perSecond(count: number, startedMs: number): number {
  return count / ((performance.now() - startedMs) / 1_000);
}
