import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENTS, type EventDefinition, type PayloadOf, type ServiceName } from '@loop/contracts';
import { type EventHandler, on, type ServiceDefinition, sqlFor, type Tx } from '@loop/runtime';
import type { Generated } from 'kysely';

interface Tables {
  seen: { id: Generated<number>; tenant_id: Generated<string>; event_id: string; note: string };
  deals: { contract_id: string; state: string; history: string };
  book: { id: Generated<number>; note: string };
}

/** Writes the toy's SQL. */
export const sql = sqlFor<Tables>();

/** Folder of the toy's tables, for whichever service plays the toy. */
export const TOY_MIGRATIONS = join(import.meta.dirname, '../test/toy-migrations');

/** A committed sample payload of an event, with changes. */
export function sample<D extends EventDefinition>(event: D, changes: Partial<PayloadOf<D>> = {}): PayloadOf<D> {
  const file = join(import.meta.dirname, '../../contracts/samples', `${event.subject}.v${event.version}.json`);
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as PayloadOf<D>), ...changes };
}

/** Notes that an event was handled; the toy's whole effect on its state. */
export async function noteSeen(tx: Tx, eventId: string, note = ''): Promise<void> {
  await tx.run(sql.insertInto('seen').values({ event_id: eventId, note }));
}

/**
 * A definition under a real service's name, so that the real permissions, streams and consumers hold. Subjects without a
 * handler of the test's are handled by doing nothing.
 */
export function toyService(
  name: ServiceName,
  handlers: readonly EventHandler[] = [],
  rest: Partial<ServiceDefinition> = {},
): ServiceDefinition {
  const given = new Set(handlers.map((handler) => handler.event.subject));
  const silent = EVENTS.filter((event) => event.consumers.includes(name) && !given.has(event.subject)).map((event) =>
    on(event, () => Promise.resolve()),
  );
  return {
    name,
    migrations: TOY_MIGRATIONS,
    handlers: [...handlers, ...silent],
    effects: [],
    routes: [],
    responders: [],
    providers: [],
    ...rest,
  };
}

/** The tenants of these tests. */
export const TENANT = '00000000-0000-4000-8000-000000000001';
export const OTHER_TENANT = '00000000-0000-4000-8000-000000000002';
