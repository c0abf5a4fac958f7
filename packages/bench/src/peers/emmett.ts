import type { Event } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, postgreSQLEventStoreConsumer } from '@event-driven-io/emmett-postgresql';
import type { Ground, Peer, PeerEvent, Progress } from './peer.ts';

type Happened = Event<'Happened', PeerEvent & Record<string, unknown>>;

const STREAM_LENGTH = 500;

const HANDLE = `WITH fresh AS (INSERT INTO inbox VALUES ($1) ON CONFLICT DO NOTHING RETURNING event_id),
  tally AS (INSERT INTO tallies SELECT $2, 1, 'seen' FROM fresh ON CONFLICT (entity_id) DO UPDATE SET events = tallies.events + 1)
  INSERT INTO outgoing (event_id, body) SELECT event_id, $3 FROM fresh`;

/** It has no way to send on from a processor: what goes out is a plain row. */
export const emmett: Peer = {
  name: 'emmett-postgresql 0.42.0 (reactor, batchSize 1000; a commit a batch, a statement and a checkpoint an event, no relay)',
  eventsARound: 3_000,
  prepare: async ({ url }) => {
    const store = getPostgreSQLEventStore(url);
    await store.schema.migrate();
    await store.close();
  },
  enqueue: async ({ url }, events) => {
    const store = getPostgreSQLEventStore(url);
    for (let from = 0; from < events.length; from += STREAM_LENGTH) {
      const some = events.slice(from, from + STREAM_LENGTH);
      const happened = some.map((event): Happened => ({ type: 'Happened', data: { ...event } }));
      await store.appendToStream(`stream-${some[0]?.id}`, happened);
    }
    await store.close();
  },
  work: async ({ url }: Ground, progress: Progress) => {
    const consumer = postgreSQLEventStoreConsumer<Happened>({
      connectionString: url,
      pulling: { batchSize: 1_000, pullingFrequencyInMs: 1 },
    });
    consumer.reactor<Happened>({
      processorId: 'tally',
      eachMessage: async ({ data }, { connection }) => {
        progress.begin();
        await connection.client.query({
          ...{ name: 'handle', text: HANDLE },
          values: [data.id, data.entityId, JSON.stringify(data.body)],
        });
        progress.add(1);
      },
    });
    const running = consumer.start();
    return async () => {
      await consumer.close();
      await running;
    };
  },
};
