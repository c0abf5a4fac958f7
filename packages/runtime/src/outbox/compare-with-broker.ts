import { streamName } from '@loop/contracts';
import { JetStreamApiError, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Pool } from 'pg';
import type { Core } from '../core.ts';
import { transaction } from '../db/session.ts';
import { eraseAgain } from '../erasure/erase-stream.ts';
import { rememberStream } from './relay-lease.ts';

/** A broker that has just come up answers nothing for a moment; asking again is quicker than waiting. */
const BROKER_TIMEOUT_MS = 1_000;

/**
 * Compares what the outbox has marked as sent with what the broker really has, before anything is published again: an ack
 * is not durable, and a broker may come back from an older copy of its store. Whatever the broker lost loses its mark and
 * is found by the sweep. Returns the stream's last sequence.
 *
 * - A stream made anew: nothing is there, every mark goes.
 * - A stream that ends earlier than we know: the marks beyond go.
 * - A stream that has grown differently since (publishes that were under way when the copy was put back): messages are
 *   compared by id from the end, and the marks after the last agreement go.
 *
 * Tombstones keep their marks and say nothing here. What was erased on purpose is erased again: an older store has it still.
 */
export async function compareWithBroker(
  core: Core,
  connection: NatsConnection,
  holder: string,
  knownCreated: string | null,
): Promise<number> {
  const manager = await jetstreamManager(connection, { checkAPI: false, timeout: BROKER_TIMEOUT_MS });
  const stream = streamName(core.service);
  const info = await manager.streams.info(stream);
  const created = String(info.created);
  let agreed = 0;
  if (knownCreated === null || knownCreated === created) {
    agreed = await lastAgreement(core.runtimePool, manager, stream, info.state.last_seq);
  }
  const taken = await takeBackMarks(core.runtimePool, agreed, holder);
  await eraseAgain(core, manager, agreed, info.state.last_seq);
  if (knownCreated !== created) await rememberStream(core.runtimePool, holder, created);
  if (taken > 0) core.logger.warn({ taken, agreed }, 'the broker had lost events; they are published again');
  return info.state.last_seq;
}

/**
 * Whether the stream holds less than it has acknowledged, or is not the one it was: a copy can be put back, or a stream made
 * anew, behind a connection that never breaks.
 */
export async function hasGoneBack(
  core: Core,
  connection: NatsConnection,
  knownCreated: string | null,
  acknowledged: number,
): Promise<boolean> {
  const manager = await jetstreamManager(connection, { checkAPI: false, timeout: BROKER_TIMEOUT_MS });
  const { created, state } = await manager.streams.info(streamName(core.service));
  return String(created) !== knownCreated || state.last_seq < acknowledged;
}

interface Mark {
  readonly stream_seq: number;
  readonly id: string;
}

async function markAtOrBelow(pool: Pool, streamSequence: number): Promise<Mark | undefined> {
  const [row] = await transaction(pool, (session) =>
    session.sql<Mark>(
      `SELECT s.stream_seq, o.id FROM outbox_sent s JOIN outbox o USING (seq)
        WHERE s.stream_seq <= $1 AND s.erasure IS NULL ORDER BY s.stream_seq DESC LIMIT 1`,
      [streamSequence],
    ),
  );
  return row;
}

/** The highest stream sequence up to which broker and marks agree: agreement is a prefix, so it is searched by halves. */
async function lastAgreement(
  pool: Pool,
  manager: JetStreamManager,
  stream: string,
  lastSequence: number,
): Promise<number> {
  const newest = await markAtOrBelow(pool, lastSequence);
  if (newest === undefined || (await agrees(manager, stream, newest))) return lastSequence;
  let low = 0;
  let high = newest.stream_seq - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const mark = await markAtOrBelow(pool, middle);
    if (mark === undefined || (await agrees(manager, stream, mark))) low = middle;
    else high = mark.stream_seq - 1;
  }
  return Math.max(low, 0);
}

/** A message that the broker no longer holds, by age or erased on purpose, is no disagreement. */
async function agrees(manager: JetStreamManager, stream: string, mark: Mark): Promise<boolean> {
  try {
    const message = await manager.streams.getMessage(stream, { seq: mark.stream_seq });
    return message === null || message.header.get('Nats-Msg-Id') === mark.id;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === 10037) return true;
    throw error;
  }
}

async function takeBackMarks(pool: Pool, agreed: number, holder: string): Promise<number> {
  const [row] = await transaction(pool, (session) =>
    session.sql<{ taken: number }>(
      `WITH lease AS (SELECT 1 FROM relay_lease WHERE holder = $2::uuid AND expires_at > clock_timestamp() FOR SHARE),
         gone AS (DELETE FROM outbox_sent USING lease WHERE stream_seq > $1 AND erasure IS NULL RETURNING 1)
       SELECT count(*) AS taken FROM gone`,
      [agreed, holder],
    ),
  );
  return row?.taken ?? 0;
}
