import { SERVICE_CONFIGS } from '@loop/deployables';
import { renderEnvExample } from '@loop/runtime';
import { launcherExample } from './settings/launcher-settings.ts';

/** The generated file of this package: every setting of the launcher and of all services, for `pnpm golden`. */
export const envExample = {
  path: '.env.example',
  render: (): string => `${renderEnvExample(SERVICE_CONFIGS)}\n${launcherExample()}\n`,
} as const;
