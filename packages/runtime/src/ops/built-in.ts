import type { Mode } from '../config/base-settings.ts';
import type { Core } from '../core.ts';
import type { Health } from '../health.ts';
import type { Replays } from '../replay/replays.ts';
import type { ServiceDefinition } from '../service-definition.ts';
import type { RuntimeSnapshot } from '../telemetry/runtime-metrics.ts';

/** What the built-in answers to `loop` are made of. */
export interface BuiltIn {
  readonly core: Core;
  readonly definition: Pick<ServiceDefinition, 'name' | 'providers' | 'effects' | 'previewForgetting'>;
  readonly mode: Mode;
  readonly startedAt: Date;
  readonly snapshot: () => Promise<RuntimeSnapshot>;
  readonly health: () => Promise<Health>;
  readonly replays: Replays;
}
