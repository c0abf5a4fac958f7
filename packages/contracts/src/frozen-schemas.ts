import { existsSync, readFileSync } from 'node:fs';
import { breakingEdits } from './compatibility.ts';
import type { EventDefinition } from './define.ts';
import { eventJsonSchema, type JsonSchema } from './json-schema.ts';

/** File name of the committed schema of an event's version, below `schemas/`. */
export function frozenSchemaFile(event: EventDefinition): string {
  return `${event.subject}.v${event.version}.json`;
}

/** The committed schema of an event's version, or undefined when the version is new. */
export function frozenSchema(event: EventDefinition): JsonSchema | undefined {
  const file = new URL(`../schemas/${frozenSchemaFile(event)}`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as JsonSchema) : undefined;
}

/**
 * The text to commit for an event's version. Throws, naming the edits, when it would break the committed one: a published
 * version is never edited, so no golden run can overwrite it.
 */
export function renderSchema(event: EventDefinition, frozen: JsonSchema | undefined): string {
  const schema = eventJsonSchema(event);
  const edits = frozen === undefined ? [] : breakingEdits(frozen, schema);
  if (edits.length > 0) {
    throw new Error(`${event.subject} v${event.version} is published; make a new version for: ${edits.join('; ')}`);
  }
  return `${JSON.stringify(schema, null, 2)}\n`;
}
