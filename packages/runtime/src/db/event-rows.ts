import type { EventEnvelope } from '@loop/contracts';
import { type RawBuilder, sql } from 'kysely';
import { textArray } from './array-parameter.ts';

type ColumnType = 'uuid' | 'text' | 'int4' | 'int8' | 'float8' | 'bool' | 'timestamptz' | 'jsonb';

/** A column of the rows made from events: its type, and its value for an event; null where there is none. */
export type EventColumn<E> = readonly [type: ColumnType, value: (event: E) => string | number | boolean | Date | null];

/**
 * One row an event, as a table to select or insert from in one statement: `tenant_id` first, each event's own, then the given
 * columns in their order. It is how a set-based handler writes rows of several tenants without ever naming the wrong one:
 *
 * ```ts
 * const rows = eventRows(events, { opportunity_id: ['uuid', ({ data }) => data.opportunityId] });
 * db.insertInto('opportunities').columns(['tenant_id', 'opportunity_id']).expression(db.selectFrom(rows.as('e')).selectAll())
 * ```
 *
 * What follows from events, several rows of one, is written the same way: it takes whatever names its tenant.
 *
 * The statement's text is the same for any number of events, so that it is prepared once.
 */
export function eventRows<
  E extends Pick<EventEnvelope, 'tenantId'>,
  C extends Readonly<Record<string, EventColumn<E>>>,
>(events: readonly E[], columns: C): RawBuilder<Record<keyof C | 'tenant_id', unknown>> {
  const all: Readonly<Record<string, EventColumn<E>>> = { tenant_id: ['uuid', (event) => event.tenantId], ...columns };
  const arrays = Object.values(all).map(([type, value]) => {
    return sql`${arrayOf(type, events.map(value))}::${sql.raw(type)}[]`;
  });
  const names = Object.keys(all).map((name) => sql.ref(name));
  return sql`(SELECT * FROM unnest(${sql.join(arrays)}) AS u(${sql.join(names)}))`;
}

function arrayOf(type: ColumnType, values: readonly (string | number | boolean | Date | null)[]): unknown {
  return type === 'text' ? textArray(values.map((value) => (value === null ? null : String(value)))) : values;
}
