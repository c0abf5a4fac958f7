import { randomUUID } from 'node:crypto';
import { defineEffect, rolesOf, sqlFor } from '@loop/runtime';
import { settle, type TestSystem } from '@loop/testkit';
import { Pool } from 'pg';
import { z } from 'zod';
import type { Part } from '../harness/bench.ts';
import { benchService } from '../harness/bench-service.ts';
import { tenants } from '../harness/made-up-events.ts';
import { Provider } from './provider-calls.ts';

const EFFECTS_A_ROUND = 20_000;
const ONE_BY_ONE_A_ROUND = 5_000;
const WORKERS = 16;
const LETTER = JSON.stringify({ to: 'someone@example.com', text: 'Your draft is ready to be looked at. '.repeat(3) });

const sql = sqlFor<{ entries: { entity_id: string; note: string } }>();
const intent = z.object({ to: z.string(), text: z.string() });

/** A call and its outcome: with what it decides, and without. Their providers differ, so that each has its own queue. */
function letterEffect(name: string, provider: Provider, isSettled: boolean) {
  return defineEffect({
    name,
    provider: name,
    intent,
    perform: async ({ intent: letter, idempotencyKey }) => {
      const status = await provider.send(idempotencyKey, JSON.stringify(letter));
      return status === 200
        ? { outcome: 'done', result: { status } }
        : { outcome: 'unknown', reason: `status_${status}` };
    },
    ...(isSettled
      ? {
          settle: async ({ tx }, { effectId }) => {
            await tx.run(sql.insertInto('entries').values({ entity_id: effectId, note: 'sent' }));
          },
        }
      : {}),
  });
}

/** How fast due effects are performed over real HTTP, the provider in a process of its own. */
export const effects: Part = {
  name: 'effects',
  measure: async (bed) => {
    const provider = await Provider.start();
    const [post, settled] = [letterEffect('post', provider, false), letterEffect('settled', provider, true)];
    const service = await bed.system.start({ ...benchService('discovery'), effects: [post, settled] });
    const perform = async (effect: typeof post, count: number): Promise<number> => {
      const startedMs = await queue(bed.system, effect.name, count);
      const [tenant = ''] = tenants(1);
      await service.edge.decide(tenant, { cause: randomUUID() }, (decision) =>
        decision.act(effect, JSON.parse(LETTER), { key: randomUUID() }),
      );
      return rateOf(bed.system, provider, effect.name, count + 1, startedMs);
    };
    const oneByOne = async (count: number): Promise<number> => {
      const startedMs = await queue(bed.system, 'by_hand', count);
      await performOneByOne(bed.system, provider);
      return rateOf(bed.system, provider, 'by_hand', count, startedMs);
    };
    const rates = await bed.interleaved({
      batches: () => perform(post, bed.size(EFFECTS_A_ROUND)),
      settled: () => perform(settled, bed.size(EFFECTS_A_ROUND)),
      oneByOne: () => oneByOne(bed.size(ONE_BY_ONE_A_ROUND)),
    });
    await provider.stop();
    const unit = 'effects/s';
    return [
      {
        name: 'effects through real local HTTP with 1 ms, claimed in batches',
        ...{ value: rates.batches, unit, baseline: null, target: { atLeast: 12_000 } },
      },
      {
        name: 'the same, each settled with one row written, by its tenant',
        ...{ value: rates.settled, unit, baseline: null, target: null },
      },
      {
        name: `the same, claimed and recorded one by one by ${WORKERS} workers`,
        ...{ value: rates.oneByOne, unit, baseline: null, target: null },
      },
    ];
  },
};

/** Queues effects of 20 tenants in one statement; resolves to when they could be claimed from. */
async function queue(system: TestSystem, name: string, count: number): Promise<number> {
  await system.sql(
    `INSERT INTO discovery.effects (id, tenant_id, name, provider, key, intent, due_at, correlation_id, causation_id)
      SELECT gen_random_uuid(), ($1::uuid[])[1 + n % 20], $2, $2, gen_random_uuid()::text, $3, now() - n * interval '10 us',
             gen_random_uuid(), gen_random_uuid()
        FROM generate_series(1, $4) AS s(n)`,
    [tenants(20), name, LETTER, count],
  );
  return performance.now();
}

/** Waits until all are done. Throws when the provider was not called exactly once for each. */
async function rateOf(
  system: TestSystem,
  provider: Provider,
  name: string,
  count: number,
  startedMs: number,
): Promise<number> {
  const open = () =>
    system.sql(
      `SELECT FROM discovery.effects WHERE provider = $1 AND state = 'ready'
        UNION ALL SELECT FROM discovery.effects WHERE state = 'claimed' LIMIT 1`,
      [name],
    );
  await settle(async () => (await open()).length === 0, { timeoutMs: 120_000, everyMs: 5 });
  const rate = count / ((performance.now() - startedMs) / 1_000);
  const [row] = await system.sql<{ done: number }>(
    `WITH done AS (DELETE FROM discovery.effects WHERE provider = $1 AND state = 'done' RETURNING 1) SELECT count(*)::int AS done FROM done`,
    [name],
  );
  const answered = await provider.answered();
  if (row?.done !== count || answered !== count) {
    throw new Error(`Of ${count} effects ${row?.done} are done, and the provider answered ${answered} calls`);
  }
  return rate;
}

/** The plain way, for comparison: a transaction to claim one, the call, a transaction to record it. */
async function performOneByOne(system: TestSystem, provider: Provider): Promise<void> {
  const pool = new Pool({
    connectionString: system.urlAs(rolesOf('discovery').runtime),
    max: WORKERS,
    options: '-c search_path=discovery',
  });
  const worker = async (): Promise<void> => {
    for (;;) {
      const { rows } = await pool.query<{ id: string; intent: object }>({
        name: 'claim',
        text: `UPDATE effects e SET state = 'claimed', attempts = attempts + 1, lease_until = now() + interval '25 s'
          FROM (SELECT id FROM effects WHERE state = 'ready' AND provider = 'by_hand' AND due_at <= now()
                ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) due WHERE e.id = due.id RETURNING e.id, e.intent`,
      });
      const [row] = rows;
      if (row === undefined) return;
      await provider.send(row.id, JSON.stringify(row.intent));
      await pool.query({
        name: 'record',
        text: `UPDATE effects SET state = 'done', ended_at = now(), lease_until = NULL WHERE id = $1`,
        values: [row.id],
      });
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  await pool.end();
}
