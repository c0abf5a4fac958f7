import { consumers } from '@loop/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Core } from './core.ts';
import { transaction } from './db/session.ts';
import { PARKED } from './inbox/parked.ts';
import type { RuntimeSnapshot } from './telemetry/runtime-metrics.ts';

/** A count that reaches this stands for any higher number: counting on would cost more than it tells. */
const COUNT_UP_TO = 10_000;

/** Rows behind the last one sent among which unsent ones are looked for; what is older only a new leader of the relay finds. */
const UNSENT_DEPTH = 20_000;

interface Counts {
  readonly unsent: number;
  readonly oldest_age_seconds: number;
  readonly held: number;
  readonly parked: number;
  readonly dead_letters: number;
  readonly effects: Record<string, number>;
}

const counted = (from: string): string => `(SELECT count(*) FROM (SELECT 1 FROM ${from} LIMIT ${COUNT_UP_TO}) AS c)`;

/** Each part is bounded and has its index: a snapshot costs the same beside a million rows as beside a thousand. */
const COUNTS = `
  WITH suspect AS MATERIALIZED (SELECT coalesce(max(seq), 0) - ${UNSENT_DEPTH} AS after FROM outbox_sent),
    unsent AS MATERIALIZED (SELECT o.occurred_at FROM outbox o
      WHERE o.seq > (SELECT after FROM suspect)
        AND NOT EXISTS (SELECT 1 FROM outbox_sent s WHERE s.seq = o.seq AND s.seq > (SELECT after FROM suspect))
      ORDER BY o.seq LIMIT ${COUNT_UP_TO}),
    letters AS MATERIALIZED (SELECT ${PARKED} AS is_parked FROM dead_letters WHERE state = 'open' LIMIT ${COUNT_UP_TO})
  SELECT (SELECT count(*) FROM unsent) AS unsent,
    (SELECT greatest(0, coalesce(extract(epoch FROM now() - min(occurred_at)), 0))::float8 FROM unsent) AS oldest_age_seconds,
    ${counted('held')} AS held,
    (SELECT count(*) FROM letters WHERE is_parked) AS parked,
    (SELECT count(*) FROM letters WHERE NOT is_parked) AS dead_letters,
    jsonb_strip_nulls(jsonb_build_object(${['held', 'ready', 'claimed', 'unknown'].map(openEffects).concat(['done', 'refused', 'cancelled'].map(endedEffects)).join(', ')})) AS effects`;

function openEffects(state: string): string {
  return `'${state}', nullif(${counted(`effects WHERE state = '${state}'`)}, 0)`;
}

function endedEffects(state: string): string {
  return `'${state}', nullif(${counted(`effects WHERE state = '${state}' AND ended_at > now() - interval '1 day'`)}, 0)`;
}

/**
 * What a service is behind with right now, for metrics and `loop status`. Rejects while database or broker are away. Counts of
 * rows end at 10,000; effects that have ended are those of the last day.
 */
export async function takeSnapshot(core: Core, connection: NatsConnection): Promise<RuntimeSnapshot> {
  const [counts] = await transaction(core.runtimePool, (session) => session.sql<Counts>(COUNTS));
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
