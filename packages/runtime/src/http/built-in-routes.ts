import type { ServiceDefinition } from '../service-definition.ts';
import { renderOpenApi } from './openapi.ts';
import { json } from './reply.ts';
import { type Route, route } from './route.ts';

/** Whether the service is provisioned and connected; when not, the reasons, without secrets. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons?: readonly string[];
}

/** Probes come often and from one address. */
const PROBES_PER_MINUTE = 6000;

/** Paths that are asked every other second and tell of nothing but themselves. */
export const PROBES: readonly string[] = ['/livez', '/readyz'];

/**
 * What every service serves: `/livez` says that the event loop turns, `/readyz` whether the service is provisioned and
 * connected (503 when not) and which providers are configured, `/openapi.json` what it serves.
 */
export function builtInRoutes(definition: ServiceDefinition, readiness: () => Readiness): readonly Route[] {
  const openApi = renderOpenApi(definition);
  return [
    route({
      method: 'get',
      path: '/livez',
      summary: 'Whether the process is alive',
      ratePerMinute: PROBES_PER_MINUTE,
      handle: async () => json({ alive: true }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      summary: 'Whether the service is ready',
      ratePerMinute: PROBES_PER_MINUTE,
      handle: async () => {
        const now = readiness();
        return json({ ...now, providers: definition.providers }, now.ready ? 200 : 503);
      },
    }),
    route({
      method: 'get',
      path: '/openapi.json',
      summary: 'What this service serves',
      handle: async () => ({ ...json(null), body: openApi }),
    }),
  ];
}
