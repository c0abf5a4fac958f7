import { opsErasurePreview, opsErasureStatus } from '@loop/contracts';
import { type Responder, respond } from '../bus/responder.ts';
import { transaction } from '../db/session.ts';
import { eraseOutbox } from '../erasure/erase-outbox.ts';
import { ERASABLE_TABLES, eraseTable } from '../erasure/erase-tables.ts';
import { identitiesOf } from '../erasure/erasure-scope.ts';
import { workOf } from '../erasure/erasure-work.ts';
import type { BuiltIn } from './built-in.ts';

const COUNTED = 'preview';

interface Standing {
  readonly known: number;
  readonly done: number;
  readonly waits_for: string | null;
  readonly done_at: Date | null;
}

/** Answers what erasing a person would take here, and how far an erasure is that was ordered. Neither changes anything. */
export function erasureResponders({ core, definition }: BuiltIn): readonly Responder[] {
  const { runtimePool, service } = core;
  return [
    respond(opsErasurePreview.request(definition.name), async ({ input, read }) => {
      const { contactId, opportunityIds, tenantId } = input;
      const hashed = identitiesOf(input);
      const person = { contactId, opportunityIds, identities: hashed };
      const own = await read(tenantId, async (tx) => definition.previewForgetting?.(tx, person));
      const scope = { ids: [contactId, ...opportunityIds], identities: hashed, kept: own?.keptCorrelationIds ?? [] };
      const works = [workOf(COUNTED, tenantId, scope)];
      const erased: Record<string, number> = { ...own?.erased };
      const asleep = async (): Promise<void> => undefined;
      const outbox = await eraseOutbox(runtimePool, service, works, 'count', asleep);
      erased['outbox'] = outbox.erased.get(COUNTED) ?? 0;
      for (const table of ERASABLE_TABLES) {
        const counted = await eraseTable(runtimePool, table, works, 'count', asleep);
        erased[table.table] = counted.erased.get(COUNTED) ?? 0;
      }
      return { ok: { erased, kept: [...(own?.kept ?? [])] } };
    }),
    respond(opsErasureStatus.request(definition.name), async ({ input }) => {
      const { standing, counts, pending } = await transaction(runtimePool, async (session) => ({
        standing: await session.sql<Standing>(
          `SELECT count(*)::int AS known, count(done_at)::int AS done, max(waits_for) AS waits_for, max(done_at) AS done_at
             FROM erasures WHERE id = ANY($1::uuid[])`,
          [input.eventIds],
        ),
        counts: await session.sql<{ table_name: string; rows: number }>(
          `SELECT key AS table_name, sum(value::int)::int AS rows FROM erasures, jsonb_each_text(erased)
            WHERE id = ANY($1::uuid[]) GROUP BY key`,
          [input.eventIds],
        ),
        pending: await session.sql<{ n: number }>(
          `SELECT count(*)::int AS n FROM outbox_sent WHERE erasure = 'pending'`,
        ),
      }));
      const [one] = standing;
      return {
        ok: {
          known: one?.known ?? 0,
          done: one?.done ?? 0,
          waitsFor: one?.waits_for ?? null,
          erased: Object.fromEntries(counts.map(({ rows, table_name }) => [table_name, rows])),
          pendingInStream: pending[0]?.n ?? 0,
          doneAt: one?.done_at?.toISOString() ?? null,
        },
      };
    }),
  ];
}
