import { join } from 'node:path';
import { EVENTS, type ServiceName } from '@loop/contracts';
import { type EventHandler, on, type ServiceDefinition } from '@loop/runtime';

/** The tables that the benches write, whichever service plays a part. */
export const MIGRATIONS = join(import.meta.dirname, '../../src/migrations');

/**
 * A definition under a real service's name, so that the real permissions, streams and consumers hold. Subjects that the
 * registry sends to it and no handler of the bench's takes are handled by doing nothing.
 */
export function benchService(name: ServiceName, handlers: readonly EventHandler[] = []): ServiceDefinition {
  const given = new Set(handlers.map((handler) => handler.event.subject));
  const silent = EVENTS.filter((event) => event.consumers.includes(name) && !given.has(event.subject)).map((event) =>
    on(event, () => Promise.resolve()),
  );
  return {
    name,
    migrations: MIGRATIONS,
    handlers: [...handlers, ...silent],
    effects: [],
    routes: [],
    responders: [],
    providers: [],
  };
}
