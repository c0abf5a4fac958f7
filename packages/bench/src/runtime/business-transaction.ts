import { randomUUID } from 'node:crypto';
import { opportunityFound } from '@loop/contracts';
import type { TestService, TestSystem } from '@loop/testkit';
import { madeUpOpportunity, tenants } from '../harness/made-up-events.ts';
import { sql } from '../harness/tables.ts';

/** Nobody waits for another's lock: each transaction of a client has an entity that no other client's has. */
const ENTITIES = 1_000;

const [TENANT = ''] = tenants(1);

/** An entity of the benches. */
function entityId(index: number): string {
  return `0192f0c4-7a10-7003-8000-${String(index % ENTITIES).padStart(12, '0')}`;
}

/** Makes the entities that transactions are about. */
export async function makeEntities(system: TestSystem): Promise<void> {
  await system.sql(
    `INSERT INTO discovery.tallies (tenant_id, entity_id, events, note)
      SELECT $1::uuid, ('0192f0c4-7a10-7003-8000-' || lpad(n::text, 12, '0'))::uuid, 0, '' FROM generate_series(0, $2) AS s(n)`,
    [TENANT, ENTITIES - 1],
  );
}

/**
 * The usual decision, as a route makes it: lock and read the entity, change it, add a row; one event about it where `emits`.
 * Resolves to the event's key, once its COMMIT was answered.
 */
export async function decideOnce(service: TestService, index: number, emits: boolean): Promise<string> {
  const key = randomUUID();
  await service.edge.decide(TENANT, { cause: key }, async ({ tx, emit }) => {
    const entity = entityId(index);
    const tally = await tx.first(
      sql.selectFrom('tallies').select('events').where('entity_id', '=', entity).forUpdate(),
    );
    if (tally === undefined) throw new Error('There is no such entity');
    void tx.run(
      sql
        .updateTable('tallies')
        .set({ events: tally.events + 1 })
        .where('entity_id', '=', entity),
    );
    void tx.run(sql.insertInto('entries').values({ entity_id: entity, note: 'one more' }));
    if (emits) emit(opportunityFound, madeUpOpportunity(key));
  });
  return key;
}

/** Has `clients` decide without pause until `count` decisions are made. Resolves to milliseconds a decision. */
export async function decideMany(
  count: number,
  clients: number,
  decide: (index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const client = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await decide(index);
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  return (performance.now() - startedMs) / count;
}
