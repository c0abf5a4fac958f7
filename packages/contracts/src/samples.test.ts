import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { everyVersion } from './define.ts';
import { EVENTS } from './registry.ts';
import { parseEvent } from './upcast.ts';

const directory = new URL('../samples/', import.meta.url);
const files = readdirSync(directory).sort();
const sample = (file: string): unknown => JSON.parse(readFileSync(new URL(file, directory), 'utf8'));

describe('frozen samples', () => {
  test('every version of every event keeps exactly one sample', () => {
    const expected = EVENTS.flatMap(everyVersion).map(({ subject, version }) => `${subject}.v${version}.json`);
    expect(files).toEqual(expected.sort());
  });

  test.each(files)('%s still parses', (file) => {
    const [, subject = '', version = ''] = /^(.*)\.v(\d+)\.json$/.exec(file) ?? [];
    expect(parseEvent(subject, Number(version), sample(file))).toMatchObject({ status: 'ok' });
  });

  test.each(EVENTS.map((event) => event.subject))('a reader of %s ignores what it does not know', (subject) => {
    const payload = { ...(sample(`${subject}.v1.json`) as object), addedLater: 'by a newer publisher' };
    const parsed = parseEvent(subject, 1, payload);
    expect(parsed).toMatchObject({ status: 'ok' });
    expect(parsed).not.toMatchObject({ data: { addedLater: expect.anything() } });
  });

  test('every sample names its key', () => {
    const unnamed = EVENTS.filter((event) => {
      const payload = sample(`${event.subject}.v${event.version}.json`) as Record<string, unknown>;
      return typeof payload[event.key] !== 'string';
    });
    expect(unnamed).toEqual([]);
  });
});
