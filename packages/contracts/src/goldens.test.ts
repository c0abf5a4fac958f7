import { describe, expect, test } from '@jest/globals';
import { goldens } from './goldens.ts';
import { EVENTS } from './registry.ts';

const rendered = (path: string) => goldens.find((golden) => golden.path === path)?.render(undefined) ?? '';

describe('generated documents', () => {
  test('name every event', () => {
    for (const path of ['docs/event-flow.md', 'docs/asyncapi.json', 'packages/contracts/api.md']) {
      const text = rendered(path);
      expect(EVENTS.filter((event) => !text.includes(event.subject))).toEqual([]);
    }
  });

  test('come out the same every time', () => {
    expect(goldens.map((golden) => golden.render(undefined))).toEqual(
      goldens.map((golden) => golden.render(undefined)),
    );
  });

  test('point only to what they hold', () => {
    const document: unknown = JSON.parse(rendered('docs/asyncapi.json'));
    const at = (path: string) =>
      path
        .split('/')
        .slice(1)
        .reduce<unknown>((so, step) => (so as Readonly<Record<string, unknown>> | undefined)?.[step], document);
    const references = [...rendered('docs/asyncapi.json').matchAll(/"\$ref": "#(?<path>[^"]+)"/g)];
    const dangling = references.filter(({ groups }) => at(groups?.['path'] ?? '') === undefined);
    expect(references.length).toBeGreaterThan(EVENTS.length);
    expect(dangling.map(([reference]) => reference)).toEqual([]);
  });
});
