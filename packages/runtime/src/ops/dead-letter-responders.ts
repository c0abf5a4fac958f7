import { opsDeadLettersDiscard, opsDeadLettersList, opsDeadLettersRedrive, opsDeadLettersShow } from '@loop/contracts';
import { type Responder, respond } from '../bus/responder.ts';
import { transaction } from '../db/session.ts';
import { audit } from './audit.ts';
import type { BuiltIn } from './built-in.ts';

interface Row {
  readonly id: string;
  readonly tenant_id: string | null;
  readonly event_id: string | null;
  readonly subject: string;
  readonly reason: string;
  readonly error: string;
  readonly state: 'open' | 'redriven' | 'discarded';
  readonly dead_at: Date;
  readonly history: readonly { readonly at: string; readonly error: string }[];
  readonly delivery: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly place: string;
}

const SELECT = `SELECT *, to_char(dead_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || ' ' || id AS place FROM dead_letters`;

function letterOf(row: Row) {
  return {
    deadLetterId: row.id,
    tenantId: row.tenant_id,
    eventId: row.event_id ?? 'unreadable',
    subject: row.subject,
    handler: row.event_id === null ? null : `on ${row.subject}`,
    reason: row.reason,
    error: row.error || row.reason,
    attempts: row.history.length,
    status: row.state,
    failedAt: row.dead_at.toISOString(),
  };
}

/** Answers the four commands about dead letters. Redriving hands the event to its own handler only, never to the stream. */
export function deadLetterResponders(builtIn: BuiltIn): readonly Responder[] {
  return [list(builtIn), show(builtIn), redrive(builtIn), discard(builtIn)];
}

function list({ core, definition }: BuiltIn): Responder {
  return respond(opsDeadLettersList.request(definition.name), async ({ input }) => {
    const rows = await transaction(core.runtimePool, (session) =>
      session.sql<Row>(
        `SELECT * FROM (${SELECT}) d
          WHERE ($1::uuid IS NULL OR tenant_id = $1) AND ($2::text IS NULL OR subject = $2) AND ($3::text IS NULL OR reason = $3)
            AND state = $4 AND ($5::text IS NULL OR place < $5) ORDER BY place DESC LIMIT $6`,
        [input.tenantId, input.subject, input.reason, input.status ?? 'open', input.cursor, input.limit + 1],
      ),
    );
    const page = rows.slice(0, input.limit);
    return {
      ok: { items: page.map(letterOf), nextCursor: rows.length > input.limit ? (page.at(-1)?.place ?? null) : null },
    };
  });
}

function show({ core, definition }: BuiltIn): Responder {
  return respond(opsDeadLettersShow.request(definition.name), async ({ input }) => {
    const [row] = await transaction(core.runtimePool, (session) =>
      session.sql<Row>(`${SELECT} WHERE id = $1`, [input.deadLetterId]),
    );
    if (row === undefined) return { refused: 'not_found', detail: 'There is no such dead letter' };
    const headers = Object.entries(row.delivery).map(([name, value]) => [name, String(value)]);
    const history = row.history.map(({ at, error }) => ({ at, what: 'failed', by: definition.name, detail: error }));
    return { ok: { ...letterOf(row), headers: Object.fromEntries(headers), body: row.body, history } };
  });
}

/** The event goes into `held`, due at once, in the transaction that closes the letter: no crash can lose it in between. */
function redrive({ core, definition }: BuiltIn): Responder {
  return respond(opsDeadLettersRedrive.request(definition.name), async ({ input }) => {
    const redriven = await transaction(core.runtimePool, async (session) => {
      audit(session, input, 'redrive dead letters', { deadLetterIds: input.deadLetterIds });
      return session.sql(
        `WITH chosen AS (UPDATE dead_letters SET state = 'redriven', ended_at = now()
            WHERE id = ANY($1::uuid[]) AND state = 'open' AND event_id IS NOT NULL RETURNING *)
         INSERT INTO held (event_id, tenant_id, waits_for, correlation_id, reason, delivery, body, due_at)
         SELECT DISTINCT ON (event_id) event_id, tenant_id, delivery ->> 'key', (delivery ->> 'correlationId')::uuid, 'redriven', delivery, body, now()
           FROM chosen
         ON CONFLICT (event_id) DO UPDATE SET due_at = now() RETURNING 1`,
        [input.deadLetterIds],
      );
    });
    core.pokes.held();
    return { ok: { redriven: redriven.length } };
  });
}

function discard({ core, definition }: BuiltIn): Responder {
  return respond(opsDeadLettersDiscard.request(definition.name), async ({ input }) => {
    const discarded = await transaction(core.runtimePool, async (session) => {
      audit(session, input, 'discard dead letters', { deadLetterIds: input.deadLetterIds });
      return session.sql(
        `UPDATE dead_letters SET state = 'discarded', ended_at = now() WHERE id = ANY($1::uuid[]) AND state = 'open' RETURNING 1`,
        [input.deadLetterIds],
      );
    });
    return { ok: { discarded: discarded.length } };
  });
}
