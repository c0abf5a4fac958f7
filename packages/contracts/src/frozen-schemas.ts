import { breakingEdits } from './compatibility.ts';
import type { EventDefinition } from './define.ts';
import { eventJsonSchema, type JsonSchema } from './json-schema.ts';

/** File name of the committed schema of an event's version, below `schemas/`. */
export function frozenSchemaFile(event: EventDefinition): string {
  return `${event.subject}.v${event.version}.json`;
}

/**
 * The text to commit for an event's version; `committed` is what stands there, undefined when the version is new.
 * Throws, naming the edits, when it would break the committed one: a published version is never edited, so no golden run
 * can overwrite it.
 */
export function renderSchema(event: EventDefinition, committed: string | undefined): string {
  const schema = eventJsonSchema(event);
  const edits = committed === undefined ? [] : breakingEdits(JSON.parse(committed) as JsonSchema, schema);
  if (edits.length > 0) {
    throw new Error(`${event.subject} v${event.version} is published; make a new version for: ${edits.join('; ')}`);
  }
  return `${JSON.stringify(schema, null, 2)}\n`;
}
