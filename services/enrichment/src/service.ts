import { fileURLToPath } from 'node:url';
import type { ConfigOf, ServiceDefinition } from '@loop/runtime';
import type { config } from './config.ts';
import { lookUpMailDomain } from './effects/look-up-mail-domain.ts';
import { onOpportunityFound } from './handlers/on-opportunity-found.ts';
import { dnsMailExchanges } from './providers/dns-mail-exchanges.ts';
import { dropOldMailDomains } from './schedules/drop-old-mail-domains.ts';

/** The SQL is not compiled: it stands beside the source, whether this runs from `src` or from `dist`. */
const MIGRATIONS = fileURLToPath(new URL('../src/migrations', import.meta.url));

/** Questions a second that name servers get from all instances together: public ones throttle who asks for more. */
const DNS_QUESTIONS_PER_SECOND = 200;

/** The sandbox answers DNS on the port of its web server. */
function nameServers(settings: ConfigOf<typeof config>): readonly string[] | undefined {
  const { LOOP_MODE: mode, LOOP_SANDBOX_URL: sandboxUrl } = settings;
  if (mode !== 'sandbox') return settings.LOOP_DNS_SERVERS;
  if (sandboxUrl === undefined) throw new Error('In sandbox mode LOOP_SANDBOX_URL is needed');
  return [new URL(sandboxUrl).host];
}

/** The enrichment service: works out how the author of an opportunity can be reached. */
export function enrichment(settings: ConfigOf<typeof config>): ServiceDefinition {
  const lookUp = lookUpMailDomain(dnsMailExchanges(nameServers(settings)));
  return {
    name: 'enrichment',
    migrations: MIGRATIONS,
    handlers: [onOpportunityFound(lookUp)],
    effects: [lookUp] as ServiceDefinition['effects'],
    callRates: { dns: DNS_QUESTIONS_PER_SECOND },
    routes: [],
    responders: [],
    schedules: [dropOldMailDomains],
    providers: [{ provider: 'dns', state: settings.LOOP_MODE }],
  };
}
