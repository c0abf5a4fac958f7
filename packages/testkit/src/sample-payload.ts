import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventDefinition, PayloadOf } from '@loop/contracts';

/** The committed sample payload of an event's current version. */
export function samplePayload<D extends EventDefinition>(event: D): PayloadOf<D> {
  const file = join(import.meta.dirname, '../../contracts/samples', `${event.subject}.v${event.version}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as PayloadOf<D>;
}
