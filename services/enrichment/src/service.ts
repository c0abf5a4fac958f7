import { fileURLToPath } from 'node:url';
import type { ConfigOf, ServiceDefinition } from '@loop/runtime';
import type { config } from './config.ts';
import { onOpportunityFound } from './handlers/on-opportunity-found.ts';

/** The SQL is not compiled: it stands beside the source, whether this runs from `src` or from `dist`. */
const MIGRATIONS = fileURLToPath(new URL('../src/migrations', import.meta.url));

/** The enrichment service: works out how the author of an opportunity can be reached. */
export function enrichment(_settings: ConfigOf<typeof config>): ServiceDefinition {
  return {
    name: 'enrichment',
    migrations: MIGRATIONS,
    handlers: [onOpportunityFound],
    effects: [],
    routes: [],
    responders: [],
    providers: [],
  };
}
