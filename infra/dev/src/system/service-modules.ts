import { fileURLToPath } from 'node:url';
import { config as clientPortal } from '@loop/client-portal';
import type { ServiceName } from '@loop/contracts';
import { config as discovery } from '@loop/discovery';
import { config as enrichment } from '@loop/enrichment';
import { config as inboundChannels } from '@loop/inbound-channels';
import { config as outreach } from '@loop/outreach';
import { config as payments } from '@loop/payments';
import type { ServiceConfig } from '@loop/runtime';

/** What each service reads from its environment, in the order of the loop. */
export const SERVICE_CONFIGS: readonly ServiceConfig[] = [
  discovery,
  enrichment,
  clientPortal,
  outreach,
  payments,
  inboundChannels,
];

/** Folder of a service, `services/<name>`, seen from the compiled launcher. */
function folderOf(service: ServiceName): string {
  return fileURLToPath(new URL(`../../../../services/${service}`, import.meta.url));
}

/** Compiled entry point of a service. */
export function mainOf(service: ServiceName): string {
  return `${folderOf(service)}/dist/main.js`;
}

/** Folder of a service's migrations. */
export function migrationsOf(service: ServiceName): string {
  return `${folderOf(service)}/src/migrations`;
}

/** Compiled entry point of the provider sandbox. */
export const SANDBOX_MAIN = fileURLToPath(
  new URL('../../../../packages/provider-sandbox/dist/main.js', import.meta.url),
);

/** The repository's root, where `.env` and `.loop/` stand. */
export const REPOSITORY_ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
