import type { JsonSchema } from './json-schema.ts';

/** A schema split into what it may be besides null, and whether it may be null. */
function unwrap(schema: JsonSchema): { readonly schema: JsonSchema; readonly nullable: boolean } {
  const rest = schema.anyOf?.filter((option) => option.type !== 'null') ?? [];
  const [only] = rest;
  const nullable = schema.anyOf?.some((option) => option.type === 'null') ?? false;
  return only !== undefined && rest.length === 1 ? { schema: only, nullable } : { schema, nullable };
}

function propertyEdits(before: JsonSchema, after: JsonSchema, path: string): readonly string[] {
  const old = before.properties ?? {};
  const now = after.properties ?? {};
  const wasRequired = new Set(before.required);
  const isRequired = new Set(after.required);
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const kept = Object.entries(old).flatMap(([name, schema]) => {
    const successor = now[name];
    if (successor === undefined) return [`removed property ${at(name)}`];
    const edits = [...breakingEdits(schema, successor, at(name))];
    if (!wasRequired.has(name) && isRequired.has(name)) edits.push(`property ${at(name)} became required`);
    if (wasRequired.has(name) && !isRequired.has(name)) edits.push(`property ${at(name)} became optional`);
    return edits;
  });
  const added = Object.keys(now).filter((name) => !(name in old) && isRequired.has(name));
  return [...kept, ...added.map((name) => `new required property ${at(name)}`)];
}

/** Bounds whose growth, or whose fall, refuses what was allowed before. An absent bound is the widest. */
const LOWER_BOUNDS = ['minLength', 'minItems', 'minimum'] as const;
const UPPER_BOUNDS = ['maxLength', 'maxItems', 'maximum'] as const;

function boundEdits(before: JsonSchema, after: JsonSchema, path: string): readonly string[] {
  const raised = LOWER_BOUNDS.filter((bound) => (after[bound] ?? -Infinity) > (before[bound] ?? -Infinity));
  const lowered = UPPER_BOUNDS.filter((bound) => (after[bound] ?? Infinity) < (before[bound] ?? Infinity));
  return [...raised, ...lowered].map((bound) => `tightened ${bound} of ${path}`);
}

function enumEdits(before: JsonSchema, after: JsonSchema, path: string): readonly string[] {
  if (after.enum === undefined) return before.enum === undefined ? [] : [`changed type of ${path}`];
  if (before.enum === undefined) return [`narrowed ${path} to a list of values`];
  const now = new Set(after.enum);
  return before.enum.filter((value) => !now.has(value)).map((value) => `narrowed enum ${path}: ${value} is gone`);
}

/**
 * Names every edit that breaks a published payload schema: a removed, newly required or no longer required property, a
 * changed type, format, pattern or nullability, a narrowed enum, a tightened bound. Empty when old payloads still parse
 * and old readers still find what they need. Allowed are new optional properties, wider bounds, and new enum values
 * (deploy the consumers first). Anything else is a new version of the event.
 */
export function breakingEdits(before: JsonSchema, after: JsonSchema, path = ''): readonly string[] {
  const old = unwrap(before);
  const now = unwrap(after);
  const where = path === '' ? 'the payload' : path;
  const changed =
    old.nullable !== now.nullable ||
    old.schema.type !== now.schema.type ||
    old.schema.format !== now.schema.format ||
    old.schema.pattern !== now.schema.pattern;
  if (changed) return [`changed type of ${where}`];
  const items =
    old.schema.items === undefined || now.schema.items === undefined
      ? []
      : breakingEdits(old.schema.items, now.schema.items, `${path}[]`);
  return [
    ...propertyEdits(old.schema, now.schema, path),
    ...enumEdits(old.schema, now.schema, where),
    ...boundEdits(old.schema, now.schema, where),
    ...items,
  ];
}
