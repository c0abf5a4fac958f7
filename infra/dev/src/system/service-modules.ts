import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@loop/contracts';

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
