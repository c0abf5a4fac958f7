/** The deployable services. Their names are also their Postgres schemas' (with `_` for `-`), streams' and broker users'. */
export const SERVICES = [
  'discovery',
  'enrichment',
  'outreach',
  'payments',
  'client-portal',
  'inbound-channels',
] as const;

/** Name of one of the services. */
export type ServiceName = (typeof SERVICES)[number];

/**
 * Narrows a string from outside (a command line, a subject) to a service's name.
 * Returns false for anything else; never throws.
 */
export function isServiceName(name: string): name is ServiceName {
  return (SERVICES as readonly string[]).includes(name);
}
