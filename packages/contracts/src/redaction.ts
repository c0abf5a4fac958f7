import { everyVersion } from './define.ts';
import { EVENTS } from './registry.ts';

/**
 * Paths that a log must redact when it logs a payload under `property`, in the notation of pino's `redact`
 * (https://github.com/pinojs/pino/blob/main/docs/redaction.md): `data.contacts[*].value`. Sorted, without repeats.
 */
export function redactionPaths(property = 'data'): readonly string[] {
  const paths = EVENTS.flatMap(everyVersion)
    .flatMap((event) => event.personal)
    .map((path) => `${property}.${path.replaceAll('[]', '[*]')}`);
  return [...new Set(paths)].sort();
}
