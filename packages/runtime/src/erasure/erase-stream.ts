import { streamName } from '@loop/contracts';
import { JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream';
import type { Core } from '../core.ts';
import { transaction } from '../db/session.ts';
import { failpoint } from '../failpoint/failpoint.ts';

/** Messages erased at a time. */
const LOT = 100;

interface Pending {
  readonly seq: number;
  readonly stream_seq: number;
  readonly erasure_asked: number;
  readonly id: string;
}

/**
 * Has the broker overwrite a lot of messages whose events are tombstones, by the sequence they were stored under. A message is
 * erased only while it is that event's: a broker that came back from an older store may have given the sequence away.
 * Resolves to whether there are more. A crash repeats the lot; a message that is gone is no failure.
 */
export async function erasePending(core: Core, manager: JetStreamManager): Promise<boolean> {
  const rows = await transaction(core.runtimePool, (session) =>
    session.sql<Pending>(
      `SELECT s.seq, s.stream_seq, s.erasure_asked, o.id FROM outbox_sent s JOIN outbox o USING (seq)
        WHERE s.erasure = 'pending' ORDER BY s.seq LIMIT ${LOT}`,
    ),
  );
  if (rows.length === 0) return false;
  const stream = streamName(core.service);
  await Promise.all(
    rows.map(({ id, stream_seq }) => eraseMessage(manager, stream, stream_seq, (found) => found === id)),
  );
  failpoint('erasure.stepped');
  await transaction(core.runtimePool, (session) =>
    session.sql(
      `UPDATE outbox_sent s SET erasure = 'done' FROM unnest($1::bigint[], $2::int[]) AS u(seq, asked)
        WHERE s.seq = u.seq AND s.erasure_asked = u.asked`,
      [rows.map(({ seq }) => seq), rows.map(({ erasure_asked }) => erasure_asked)],
    ),
  );
  return rows.length === LOT;
}

/**
 * Whatever was erased is to be looked for again: the broker may have come back with what it had before. Where it holds messages
 * after `agreed`, of which nobody can tell what they are, each is looked at and erased if its event is a tombstone.
 */
export async function eraseAgain(core: Core, manager: JetStreamManager, agreed: number, last: number): Promise<void> {
  const tombs = await transaction(core.runtimePool, (session) =>
    session.sql<{ id: string }>(
      `WITH again AS (UPDATE outbox_sent SET erasure = 'pending', erasure_asked = erasure_asked + 1
         WHERE erasure IS NOT NULL RETURNING seq)
       SELECT o.id FROM again JOIN outbox o USING (seq)`,
    ),
  );
  if (tombs.length === 0) return;
  const buried = new Set(tombs.map(({ id }) => id));
  for (let first = agreed + 1; first <= last; first += LOT) {
    const lot = Array.from({ length: Math.min(LOT, last - first + 1) }, (_, index) => first + index);
    await Promise.all(lot.map((seq) => eraseMessage(manager, streamName(core.service), seq, (id) => buried.has(id))));
  }
}

async function eraseMessage(
  manager: JetStreamManager,
  stream: string,
  sequence: number,
  isMeant: (eventId: string) => boolean,
): Promise<void> {
  const message = await manager.streams.getMessage(stream, { seq: sequence });
  if (message === null || !isMeant(message.header.get('Nats-Msg-Id'))) return;
  try {
    await manager.streams.deleteMessage(stream, sequence);
  } catch (error) {
    // Somebody else was quicker: another instance, or the message's age.
    if (error instanceof JetStreamApiError && (await manager.streams.getMessage(stream, { seq: sequence })) === null)
      return;
    throw error;
  }
}
