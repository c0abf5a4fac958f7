import { renderOpenApi } from '@loop/runtime';
import type { GoldenFile } from './golden-file.ts';
import { serviceDefinitions } from './service-definitions.ts';

/** `openapi.json` of every service that has routes of its own. */
export function openApiGoldens(): readonly GoldenFile[] {
  return serviceDefinitions()
    .filter(({ routes }) => routes.length > 0)
    .map((definition) => ({
      path: `services/${definition.name}/openapi.json`,
      render: () => renderOpenApi(definition),
    }));
}
