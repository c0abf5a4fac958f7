import { breakingEdits } from './compatibility.ts';
import type { EventDefinition } from './define.ts';
import { eventJsonSchema, type JsonSchema } from './json-schema.ts';

/** File name of the committed schema of an event's version, below `schemas/`. */
export function frozenSchemaFile(event: EventDefinition): string {
  return `${event.subject}.v${event.version}.json`;
}

/** What of a published version is frozen: its payload, whose stream it is on, and what it is about. */
interface FrozenSchema extends JsonSchema {
  readonly 'x-loop-publisher'?: string;
  readonly 'x-loop-key'?: string;
}

/** Names what of a version's frame was edited. */
function frameEdits(before: FrozenSchema, event: EventDefinition): readonly string[] {
  const { 'x-loop-publisher': publisher = event.publisher, 'x-loop-key': key = event.key } = before;
  return [
    ...(publisher === event.publisher ? [] : [`changed publisher from ${publisher}`]),
    ...(key === event.key ? [] : [`changed key from ${key}`]),
  ];
}

/**
 * The text to commit for an event's version; `committed` is what stands there, undefined when the version is new.
 * Throws, naming the edits, when it would break the committed one: a published version is never edited, so no golden run
 * can overwrite it.
 */
export function renderSchema(event: EventDefinition, committed: string | undefined): string {
  const schema: FrozenSchema = {
    ...eventJsonSchema(event),
    'x-loop-publisher': event.publisher,
    'x-loop-key': event.key,
  };
  const frozen = committed === undefined ? schema : (JSON.parse(committed) as FrozenSchema);
  const edits = [...frameEdits(frozen, event), ...breakingEdits(frozen, schema)];
  if (edits.length > 0) {
    throw new Error(`${event.subject} v${event.version} is published; make a new version for: ${edits.join('; ')}`);
  }
  return `${JSON.stringify(schema, null, 2)}\n`;
}
