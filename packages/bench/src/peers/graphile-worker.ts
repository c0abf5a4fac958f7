import { Logger, makeWorkerUtils, run, type Task } from 'graphile-worker';
import type { Provider } from '../runtime/provider-calls.ts';
import type { Ground, Peer, PeerEvent } from './peer.ts';

const logger = new Logger(() => () => undefined);

/** The whole work of an event in one statement, hence in one round trip and one commit. */
const HANDLE = `WITH fresh AS (INSERT INTO inbox VALUES ($1) ON CONFLICT DO NOTHING RETURNING event_id),
  tally AS (INSERT INTO tallies SELECT $2, 1, 'seen' FROM fresh ON CONFLICT (entity_id) DO UPDATE SET events = tallies.events + 1)
  SELECT graphile_worker.add_job('follow', json_build_object('causedBy', event_id, 'body', $3::json)) FROM fresh`;

/** A job an event: it has no handlers of batches that nobody formed before. */
export const graphileWorker: Peer = {
  name: 'graphile-worker 0.18.0 (24 jobs at a time, localQueue 500, completion batched; a commit an event)',
  eventsARound: 3_000,
  prepare,
  enqueue,
  work: ({ url }, progress) =>
    runTask(
      url,
      { concurrentJobs: 24, maxPoolSize: 26, localQueue: { size: 500 }, completeJobBatchDelay: 0 },
      async (payload, { withPgClient }) => {
        const { id, entityId, body } = payload as PeerEvent;
        progress.begin();
        const values = [id, entityId, JSON.stringify(body)];
        await withPgClient((client) => client.query({ name: 'handle', text: HANDLE, values }));
        progress.add(1);
      },
    ),
};

/** Calls to a provider, a job each. */
export function graphileWorkerCalling(provider: Provider): Peer {
  return {
    name: 'graphile-worker 0.18.0 (100 jobs at a time, localQueue 1000, completion batched for 5 ms)',
    eventsARound: 10_000,
    prepare,
    enqueue,
    work: ({ url }, progress) =>
      runTask(
        url,
        { concurrentJobs: 100, maxPoolSize: 10, localQueue: { size: 1_000 }, completeJobBatchDelay: 5 },
        async (payload) => {
          const { id, body } = payload as PeerEvent;
          progress.begin();
          await provider.send(id, JSON.stringify(body));
          progress.add(1);
        },
      ),
  };
}

async function prepare({ url }: Ground): Promise<void> {
  const utils = await makeWorkerUtils({ connectionString: url, logger });
  await utils.migrate();
  await utils.release();
}

async function enqueue(ground: Ground, events: readonly PeerEvent[]): Promise<void> {
  await ground.pool.query(
    `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
      SELECT json_populate_record(null::graphile_worker.job_spec, json_build_object('identifier', 'handle', 'payload', event))
        FROM json_array_elements($1) AS e(event)))`,
    [JSON.stringify(events)],
  );
}

/** The settings its documentation reaches its best figures with: https://worker.graphile.org/docs/performance#batching */
async function runTask(url: string, worker: GraphileConfig.WorkerOptions, handle: Task): Promise<() => Promise<void>> {
  const runner = await run({
    connectionString: url,
    logger,
    noHandleSignals: true,
    preset: { worker },
    taskList: { handle },
  });
  return () => runner.stop();
}
