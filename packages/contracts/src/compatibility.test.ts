import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { breakingEdits } from './compatibility.ts';
import type { EventDefinition } from './define.ts';
import { frozenSchemaFile, renderSchema } from './frozen-schemas.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { milestoneReleased } from './payments.ts';
import { EVENTS } from './registry.ts';

const committed = (event: EventDefinition) =>
  readFileSync(new URL(`../schemas/${frozenSchemaFile(event)}`, import.meta.url), 'utf8');

const published = z.object({
  jobId: z.uuid(),
  state: z.enum(['open', 'done']),
  note: z.string().max(100).nullable(),
  hint: z.string().optional(),
  items: z.array(z.object({ name: z.string(), count: z.int() })).max(10),
});

const editsOf = (edited: z.ZodType) => breakingEdits(jsonSchemaOf(published), jsonSchemaOf(edited));

describe('published payloads', () => {
  test.each(EVENTS)('$subject is what was published, or a compatible addition to it', (event) => {
    expect(renderSchema(event, committed(event))).toContain(`${event.subject}.v${event.version}`);
  });

  test('a breaking edit of a published event is refused, naming it', () => {
    const edited = { ...milestoneReleased, schema: milestoneReleased.schema.omit({ approvalId: true }) };
    expect(() => renderSchema(edited, committed(milestoneReleased))).toThrow(
      'milestone.released v1 is published; make a new version for: removed property approvalId',
    );
  });
});

describe('what breaks a published payload', () => {
  const broken: readonly (readonly [string, z.ZodType, string])[] = [
    ['a removed property', published.omit({ note: true }), 'removed property note'],
    ['a new required property', published.extend({ owner: z.string() }), 'new required property owner'],
    [
      'an optional property that becomes required',
      published.extend({ hint: z.string() }),
      'property hint became required',
    ],
    [
      'a property readers count on becoming optional',
      published.partial({ state: true }),
      'property state became optional',
    ],
    ['a changed type', published.extend({ jobId: z.int() }), 'changed type of jobId'],
    ['a changed format', published.extend({ jobId: z.iso.datetime() }), 'changed type of jobId'],
    ['a property that may no longer be null', published.extend({ note: z.string().max(100) }), 'changed type of note'],
    ['a narrowed list of values', published.extend({ state: z.enum(['open']) }), 'narrowed enum state: done is gone'],
    [
      'free text narrowed to values',
      published.extend({ hint: z.enum(['a']).optional() }),
      'narrowed hint to a list of values',
    ],
    ['values opened to free text', published.extend({ state: z.string() }), 'changed type of state'],
    ['a tightened bound', published.extend({ note: z.string().max(50).nullable() }), 'tightened maxLength of note'],
    [
      'an edit inside a list',
      published.extend({ items: z.array(z.object({ name: z.string() })).max(10) }),
      'removed property items[].count',
    ],
  ];

  test.each(broken)('%s', (_what, edited, edit) => {
    expect(editsOf(edited)).toEqual([edit]);
  });

  test('a new optional property, a wider bound and a new value break nothing', () => {
    const widened = published.extend({
      owner: z.string().optional(),
      note: z.string().max(500).nullable(),
      state: z.enum(['open', 'done', 'late']),
    });
    expect(editsOf(widened)).toEqual([]);
  });
});
