import { DEPLOYABLES } from '@loop/deployables';
import type { ServiceDefinition } from '@loop/runtime';

/** Addresses at which nobody answers: a definition says what a service would do, and does nothing. */
const environment = {
  LOOP_MODE: 'sandbox',
  LOOP_DATABASE_APP_URL: 'postgres://app@localhost/loop',
  LOOP_DATABASE_RUNTIME_URL: 'postgres://runtime@localhost/loop',
  LOOP_NATS_URL: 'nats://localhost:4222',
  LOOP_SANDBOX_URL: 'http://localhost:4010',
  LOOP_PORTAL_URL: 'http://localhost:4000',
};

/** The services as their composition roots make them in sandbox mode. */
export function serviceDefinitions(): readonly ServiceDefinition[] {
  return DEPLOYABLES.map(({ definition }) => definition(environment));
}
