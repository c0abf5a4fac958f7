import { setTimeout as delay } from 'node:timers/promises';
import { SERVICES, type ServiceName } from '@loop/contracts';
import { schemaOf } from '@loop/runtime';
import type { Pool } from 'pg';
import type { Victim } from './chaos-plan.ts';

/** How long a kill waits for a moment in which it hurts. */
const PATIENCE_MS = 300;
const LOOK_AGAIN_AFTER_MS = 5;

/**
 * Waits a moment for a moment in which a victim has work in hand: a transaction under way, an effect being performed, events
 * committed and not known to be published. Resolves to whether it came; false as well when the database cannot be asked.
 */
export async function awaitWork(database: Pool, victim: Victim): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    if (await hasWork(database, victim)) return true;
    await delay(LOOK_AGAIN_AFTER_MS);
  }
  return false;
}

async function hasWork(database: Pool, victim: Victim): Promise<boolean> {
  const services = victim === 'postgres' || victim === 'nats' ? SERVICES : [victim];
  const conditions = victim === 'nats' ? services.map(unpublished) : services.flatMap(underWay);
  try {
    const { rows } = await database.query<{ busy: boolean }>(`SELECT ${conditions.join(' OR ')} AS busy`);
    return rows[0]?.busy === true;
  } catch {
    return false;
  }
}

function underWay(service: ServiceName): readonly string[] {
  return [
    `EXISTS (SELECT FROM pg_stat_activity WHERE application_name IN ('${service} app', '${service} runtime')
      AND (state = 'idle in transaction' OR (state = 'active' AND xact_start IS NOT NULL)))`,
    `EXISTS (SELECT FROM ${schemaOf(service)}.effects WHERE state = 'claimed' AND lease_until > now())`,
    unpublished(service),
  ];
}

function unpublished(service: ServiceName): string {
  const schema = schemaOf(service);
  return `EXISTS (SELECT FROM (SELECT seq FROM ${schema}.outbox ORDER BY seq DESC LIMIT 100) o
    WHERE NOT EXISTS (SELECT FROM ${schema}.outbox_sent s WHERE s.seq = o.seq))`;
}
