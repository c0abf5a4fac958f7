import type { JsonSchema } from './json-schema.ts';

const FORMAT_NAMES: Readonly<Record<string, string>> = { uuid: 'uuid', 'date-time': 'instant', uri: 'url' };

/** Writes a payload schema down as people read types: `{ counts: { seen: integer }, url: url | null }`. */
export function shape(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(shape).join(' | ');
  if (schema.enum !== undefined) return schema.enum.map((value) => `'${value}'`).join(' | ');
  if (schema.type === 'array') {
    const item = shape(schema.items ?? {});
    return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === 'object') return schema.properties === undefined ? 'record' : objectShape(schema.properties);
  return FORMAT_NAMES[schema.format ?? ''] ?? schema.type ?? 'unknown';
}

function objectShape(properties: Readonly<Record<string, JsonSchema>>): string {
  const inner = Object.entries(properties).map(([name, property]) => `${name}: ${shape(property)}`);
  return inner.length === 0 ? '{}' : `{ ${inner.join(', ')} }`;
}

/** The top-level properties of a payload, one a line: name, type, and `?` where it may be absent. */
export function shapeLines(schema: JsonSchema): readonly string[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(
    ([name, property]) => `${name}${required.has(name) ? '' : '?'}: ${shape(property)}`,
  );
}
