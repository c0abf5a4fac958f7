import { type Job, PgBoss } from 'pg-boss';
import type { Provider } from '../runtime/provider-calls.ts';
import type { Ground, Peer, PeerEvent } from './peer.ts';

const HANDLE = 'handle';
const FOLLOW = 'follow';

/** https://pgboss.io/api/workers: batches, fetched without a pause while they come full, completed in the handler's transaction. */
const SETTINGS = { batchSize: 500, localConcurrency: 2, burstWhenBatchFull: true, transactional: true } as const;

/** Two batches at a time meet the same entities; taken in one order they cannot deadlock. */
const APPLY = `WITH given AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS u(event_id, entity_id)),
  fresh AS (INSERT INTO inbox SELECT event_id FROM given ON CONFLICT DO NOTHING RETURNING event_id),
  tally AS (INSERT INTO tallies SELECT entity_id, count(*), 'seen' FROM given JOIN fresh USING (event_id) GROUP BY entity_id ORDER BY entity_id
    ON CONFLICT (entity_id) DO UPDATE SET events = tallies.events + excluded.events)
  SELECT event_id FROM fresh`;

/** Our own kind of work: a batch is one transaction, set-based. */
export const pgBoss: Peer = {
  name: 'pg-boss 12.35.0 (batchSize 500, 2 workers, burstWhenBatchFull, transactional; set-based, a commit a batch)',
  eventsARound: 15_000,
  prepare,
  enqueue,
  work: async (ground, progress) => {
    const boss = await started(ground);
    await boss.work(HANDLE, SETTINGS, async (jobs: Job<PeerEvent>[], db) => {
      progress.begin();
      const { rows } = await db.executeSql(APPLY, [
        jobs.map(({ data }) => data.id),
        jobs.map(({ data }) => data.entityId),
      ]);
      const fresh = new Set((rows as { event_id: string }[]).map((row) => row.event_id));
      const follow = jobs
        .filter(({ data }) => fresh.has(data.id))
        .map(({ data }) => ({ data: { causedBy: data.id, body: data.body } }));
      await boss.insert(FOLLOW, follow, { db });
      progress.add(jobs.length);
    });
    return () => boss.stop({ graceful: true, close: true });
  },
};

/** Calls to a provider: a batch is called at once, and settled when its last call is answered. */
export function pgBossCalling(provider: Provider): Peer {
  return {
    name: 'pg-boss 12.35.0 (batchSize 100, 4 workers, burstWhenBatchFull)',
    eventsARound: 10_000,
    prepare,
    enqueue,
    work: async (ground, progress) => {
      const boss = await started(ground);
      const settings = { batchSize: 100, localConcurrency: 4, burstWhenBatchFull: true };
      await boss.work(HANDLE, settings, async (jobs: Job<PeerEvent>[]) => {
        progress.begin();
        await Promise.all(jobs.map(({ data }) => provider.send(data.id, JSON.stringify(data.body))));
        progress.add(jobs.length);
      });
      return () => boss.stop({ graceful: true, close: true });
    },
  };
}

async function prepare(ground: Ground): Promise<void> {
  const boss = await started(ground);
  await boss.createQueue(HANDLE);
  await boss.createQueue(FOLLOW);
  await boss.stop({ graceful: false });
}

async function enqueue(ground: Ground, events: readonly PeerEvent[]): Promise<void> {
  const boss = await started(ground);
  await boss.insert(
    HANDLE,
    events.map((event) => ({ data: event })),
  );
  await boss.stop({ graceful: false });
}

async function started({ url }: Ground): Promise<PgBoss> {
  const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
  // Without a listener Node would throw it; a piece of work that failed shows in the count.
  boss.on('error', (error) => console.error(error));
  await boss.start();
  return boss;
}
