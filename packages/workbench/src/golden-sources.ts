import { goldens as contractGoldens } from '@loop/contracts';
import { envExample } from '@loop/dev';
import type { GoldenSource } from './golden/golden-file.ts';
import { openApiGoldens } from './golden/open-api-goldens.ts';
import { schemaGoldens } from './golden/schema-goldens.ts';

/**
 * Everything generated. A package adds itself by one line here and one reference in this package's `tsconfig.json`;
 * formats that Biome reads are excluded in `biome.json`, since what renders a file also decides how it looks.
 */
export const goldenSources: readonly GoldenSource[] = [
  () => contractGoldens,
  () => [envExample],
  openApiGoldens,
  schemaGoldens,
];
