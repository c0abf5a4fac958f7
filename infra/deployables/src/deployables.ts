import { clientPortal, config as clientPortalConfig } from '@loop/client-portal';
import { discovery, config as discoveryConfig } from '@loop/discovery';
import { enrichment, config as enrichmentConfig } from '@loop/enrichment';
import { inboundChannels, config as inboundChannelsConfig } from '@loop/inbound-channels';
import { outreach, config as outreachConfig } from '@loop/outreach';
import { payments, config as paymentsConfig } from '@loop/payments';
import {
  type ConfigOf,
  type Environment,
  environmentFor,
  loadConfig,
  type ServiceConfig,
  type ServiceDefinition,
} from '@loop/runtime';

/** A service as whoever runs or describes all of them sees it. */
export interface Deployable {
  readonly config: ServiceConfig;
  /** What its composition root makes of those settings of an environment that it knows. Throws a ConfigError where they do not do. */
  definition(env: Environment): ServiceDefinition;
}

/** Every service, in the order of the loop. Launcher, containers and generated files take them from here. */
export const DEPLOYABLES: readonly Deployable[] = [
  deployable(discoveryConfig, discovery),
  deployable(enrichmentConfig, enrichment),
  deployable(clientPortalConfig, clientPortal),
  deployable(outreachConfig, outreach),
  deployable(paymentsConfig, payments),
  deployable(inboundChannelsConfig, inboundChannels),
];

/** What each service reads from its environment, in the same order. */
export const SERVICE_CONFIGS: readonly ServiceConfig[] = DEPLOYABLES.map(({ config }) => config);

function deployable<C extends ServiceConfig>(
  config: C,
  definitionOf: (settings: ConfigOf<C>) => ServiceDefinition,
): Deployable {
  return { config, definition: (env) => definitionOf(loadConfig(config, environmentFor(config, env))) };
}
