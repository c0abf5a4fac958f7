import { consumers } from '@loop/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Core } from './core.ts';
import { transaction } from './db/session.ts';
import { PARKED } from './inbox/parked.ts';
import type { RuntimeSnapshot } from './telemetry/runtime-metrics.ts';

interface Counts {
  readonly unsent: number;
  readonly oldest_age_seconds: number;
  readonly held: number;
  readonly parked: number;
  readonly dead_letters: number;
  readonly effects: Record<string, number>;
}

/** What a service is behind with right now, for metrics and `loop status`. Rejects while database or broker are away. */
export async function takeSnapshot(core: Core, connection: NatsConnection): Promise<RuntimeSnapshot> {
  const [counts] = await transaction(core.runtimePool, (session) =>
    session.sql<Counts>(
      `WITH unsent AS (SELECT occurred_at FROM outbox o WHERE NOT EXISTS (SELECT 1 FROM outbox_sent s WHERE s.seq = o.seq))
       SELECT (SELECT count(*) FROM unsent) AS unsent,
         (SELECT greatest(0, coalesce(extract(epoch FROM now() - min(occurred_at)), 0))::float8 FROM unsent) AS oldest_age_seconds,
         (SELECT count(*) FROM held) AS held,
         (SELECT count(*) FROM dead_letters WHERE ${PARKED}) AS parked,
         (SELECT count(*) FROM dead_letters WHERE state = 'open' AND NOT (${PARKED})) AS dead_letters,
         (SELECT coalesce(jsonb_object_agg(state, n), '{}') FROM (SELECT state, count(*) AS n FROM effects GROUP BY state) e) AS effects`,
    ),
  );
  if (counts === undefined) throw new Error('The database answered nothing');
  return {
    outbox: { unsent: counts.unsent, oldestAgeSeconds: counts.oldest_age_seconds },
    inbox: await inboxLag(core, connection),
    held: counts.held,
    parked: counts.parked,
    deadLetters: counts.dead_letters,
    effects: counts.effects,
  };
}

async function inboxLag(core: Core, connection: NatsConnection): Promise<RuntimeSnapshot['inbox']> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const own = consumers().filter((consumer) => consumer.service === core.service);
  return Promise.all(
    own.map(async ({ stream, config }) => {
      const info = await manager.consumers.info(stream, config.name);
      return { stream, pending: info.num_pending, unacked: info.num_ack_pending };
    }),
  );
}
