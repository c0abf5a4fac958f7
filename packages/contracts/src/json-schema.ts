import { z } from 'zod';
import type { EventDefinition } from './define.ts';

/** The part of JSON Schema (https://json-schema.org/draft/2020-12) that our payloads use. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/**
 * JSON Schema of what a zod schema reads: properties it does not name are allowed, since readers ignore them.
 * A named format stands for its pattern. Throws when the schema cannot be said in JSON Schema (a transform, a bigint): a bug.
 */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  }) as JsonSchema;
}

/** JSON Schema of an event's payload, with its name: `opportunity.found.v1`. */
export function eventJsonSchema(event: EventDefinition): JsonSchema {
  const { $schema, ...rest } = jsonSchemaOf(event.schema);
  const name = `${event.subject}.v${event.version}`;
  return { ...($schema === undefined ? {} : { $schema }), $id: `urn:loop:${name}`, title: name, ...rest };
}
