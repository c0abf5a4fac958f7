import { opsEffectsList } from '@loop/contracts';
import { type Responder, respond } from '../bus/responder.ts';
import { transaction } from '../db/session.ts';
import type { BuiltIn } from './built-in.ts';

interface Row {
  readonly id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly provider: string;
  readonly state: string;
  readonly attempts: number;
  readonly due_at: Date;
  readonly correlation_id: string;
  readonly causation_id: string;
  readonly created_at: Date;
  readonly ended_at: Date | null;
  readonly reason: string | null;
  readonly place: string;
}

/** Answers `effects_list`, newest first, without the text of what they send. The cursor is the last item's place. */
export function effectsListResponder({ core, definition }: BuiltIn): Responder {
  return respond(opsEffectsList.request(definition.name), async ({ input }) => {
    const rows = await transaction(core.runtimePool, (session) =>
      session.sql<Row>(
        `SELECT id, tenant_id, name, provider, state, attempts, due_at, correlation_id, causation_id, created_at, ended_at, reason,
           to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || ' ' || id AS place
         FROM effects
         WHERE ($1::uuid IS NULL OR tenant_id = $1) AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR provider = $3)
           AND ($4::text IS NULL OR to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || ' ' || id < $4)
           AND ($6::uuid IS NULL OR correlation_id = $6)
         ORDER BY place DESC LIMIT $5`,
        [input.tenantId, input.state, input.provider, input.cursor, input.limit + 1, input.correlationId],
      ),
    );
    const page = rows.slice(0, input.limit);
    return {
      ok: {
        items: page.map((row) => ({
          effectId: row.id,
          tenantId: row.tenant_id,
          kind: row.name,
          provider: row.provider,
          state: row.state,
          attempts: row.attempts,
          dueAt: row.due_at.toISOString(),
          correlationId: row.correlation_id,
          causationId: row.causation_id,
          createdAt: row.created_at.toISOString(),
          endedAt: row.ended_at?.toISOString() ?? null,
          detail: row.reason,
        })),
        nextCursor: rows.length > input.limit ? (page.at(-1)?.place ?? null) : null,
      },
    };
  });
}
