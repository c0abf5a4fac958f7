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

/** What is compared by meaning, and what only names the schema. Whatever else JSON Schema can say must stay as it was. */
const COMPARED = [
  ...['type', 'format', 'pattern', 'enum', 'properties', 'required', 'items', ...LOWER_BOUNDS, ...UPPER_BOUNDS],
  ...['$schema', '$id', 'title', 'description', 'x-loop-publisher', 'x-loop-key'],
];

function otherEdits(before: JsonSchema, after: JsonSchema, path: string): readonly string[] {
  const [old, now] = [
    new Map<string, unknown>(Object.entries(before)),
    new Map<string, unknown>(Object.entries(after)),
  ];
  const words = new Set([...old.keys(), ...now.keys()]);
  const differ = [...words].filter((word) => JSON.stringify(old.get(word)) !== JSON.stringify(now.get(word)));
  return differ.filter((word) => !COMPARED.includes(word)).map((word) => `changed ${word} of ${path}`);
}

function itemEdits(before: JsonSchema, after: JsonSchema, path: string): readonly string[] {
  if (before.items === undefined || after.items === undefined) {
    return before.items === after.items ? [] : [`changed items of ${path === '' ? 'the payload' : path}`];
  }
  return breakingEdits(before.items, after.items, `${path}[]`);
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
    JSON.stringify(old.schema.type) !== JSON.stringify(now.schema.type) ||
    old.schema.format !== now.schema.format ||
    old.schema.pattern !== now.schema.pattern;
  if (changed) return [`changed type of ${where}`];
  return [
    ...propertyEdits(old.schema, now.schema, path),
    ...enumEdits(old.schema, now.schema, where),
    ...boundEdits(old.schema, now.schema, where),
    ...itemEdits(old.schema, now.schema, path),
    ...otherEdits(old.schema, now.schema, where),
  ];
}
