import { describe, expect, test } from '@jest/globals';
import { eventJsonSchema, type JsonSchema } from './json-schema.ts';
import { redactionPaths } from './redaction.ts';
import { EVENTS } from './registry.ts';

/** Every path of a payload, `[]` stepping into arrays. */
function paths(schema: JsonSchema, prefix = ''): readonly string[] {
  const inner = [schema, ...(schema.anyOf ?? [])];
  return inner.flatMap((option) => [
    ...Object.entries(option.properties ?? {}).flatMap(([name, property]) => {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      return [path, ...paths(property, path)];
    }),
    ...(option.items === undefined ? [] : paths(option.items, `${prefix}[]`)),
  ]);
}

describe('personal marks', () => {
  test.each(EVENTS)('every personal path of $subject exists', (event) => {
    expect(paths(eventJsonSchema(event))).toEqual(expect.arrayContaining([...event.personal]));
  });

  test('an address or a free text of a person never travels unmarked', () => {
    const unmarked = EVENTS.flatMap((event) =>
      paths(eventJsonSchema(event))
        .filter((path) => /(^|\.)(value|text|note|transcript|author)$/.test(path) && !event.personal.includes(path))
        .map((path) => `${event.subject}: ${path}`),
    );
    expect(unmarked).toEqual([]);
  });

  test('no event has room for a secret', () => {
    const suspicious = EVENTS.flatMap((event) => paths(eventJsonSchema(event))).filter((path) =>
      /token|secret|password|otp|link$/i.test(path),
    );
    expect(suspicious).toEqual([]);
  });

  test('logs redact each personal path once, in the notation of the logger', () => {
    const redacted = redactionPaths();
    expect(redacted).toContain('data.contacts[*].source.url');
    expect(redacted).toContain('data.to.value');
    expect(new Set(redacted).size).toBe(redacted.length);
    expect(redactionPaths('event.data')).toContain('event.data.to.value');
  });
});
