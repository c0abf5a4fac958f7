import type { ServiceName } from '@loop/contracts';

/** Schema of a service: its name with `_` for `-`. */
export function schemaOf(service: ServiceName): string {
  return service.replaceAll('-', '_');
}

/** Schema in which a service's projections are rebuilt, empty while none is. */
export function rebuildSchemaOf(schema: string): string {
  return `${schema}_rebuild`;
}

/** The three roles of a service, by what each is for. */
export interface RoleNames {
  /** Owns schema and tables; cannot log in. */
  readonly owner: string;
  /** Decides, under row-level security for the tenants it names. */
  readonly app: string;
  /** Moves outbox, inbox, effects, held events and dead letters of all tenants; reads nothing else. */
  readonly runtime: string;
}

/** Names of a service's roles. */
export function rolesOf(service: ServiceName): RoleNames {
  const schema = schemaOf(service);
  return { owner: `${schema}_owner`, app: `${schema}_app`, runtime: `${schema}_runtime` };
}
