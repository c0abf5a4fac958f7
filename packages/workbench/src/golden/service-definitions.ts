import { clientPortal, config as clientPortalConfig } from '@loop/client-portal';
import { discovery, config as discoveryConfig } from '@loop/discovery';
import { enrichment, config as enrichmentConfig } from '@loop/enrichment';
import { inboundChannels, config as inboundChannelsConfig } from '@loop/inbound-channels';
import { outreach, config as outreachConfig } from '@loop/outreach';
import { payments, config as paymentsConfig } from '@loop/payments';
import { type ConfigOf, environmentFor, loadConfig, type ServiceConfig, type ServiceDefinition } from '@loop/runtime';

/** Addresses at which nobody answers: a definition says what a service would do, and does nothing. */
const environment = {
  LOOP_MODE: 'sandbox',
  LOOP_DATABASE_APP_URL: 'postgres://app@localhost/loop',
  LOOP_DATABASE_RUNTIME_URL: 'postgres://runtime@localhost/loop',
  LOOP_NATS_URL: 'nats://localhost:4222',
  LOOP_SANDBOX_URL: 'http://localhost:4010',
  LOOP_PORTAL_URL: 'http://localhost:4000',
};

/** The six services as their composition roots make them in sandbox mode, in the order of their names. */
export function serviceDefinitions(): readonly ServiceDefinition[] {
  return [
    clientPortal(settingsOf(clientPortalConfig)),
    discovery(settingsOf(discoveryConfig)),
    enrichment(settingsOf(enrichmentConfig)),
    inboundChannels(settingsOf(inboundChannelsConfig)),
    outreach(settingsOf(outreachConfig)),
    payments(settingsOf(paymentsConfig)),
  ];
}

function settingsOf<C extends ServiceConfig>(config: C): ConfigOf<C> {
  return loadConfig(config, environmentFor(config, environment));
}
