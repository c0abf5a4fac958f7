import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { contractDrafted } from './client-portal.ts';
import { breakingEdits } from './compatibility.ts';
import { defineEvent, type EventDefinition, everyVersion, nextVersion } from './define.ts';
import { frozenSchemaFile, renderSchema } from './frozen-schemas.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { milestoneReleased } from './payments.ts';
import { EVENTS } from './registry.ts';

const schemas = new URL('../schemas/', import.meta.url);
const committed = (event: EventDefinition) => readFileSync(new URL(frozenSchemaFile(event), schemas), 'utf8');

const published = z.object({
  jobId: z.uuid(),
  state: z.enum(['open', 'done']),
  note: z.string().max(100).nullable(),
  hint: z.string().optional(),
  items: z.array(z.object({ name: z.string(), count: z.int() })).max(10),
});

const editsOf = (edited: z.ZodType) => breakingEdits(jsonSchemaOf(published), jsonSchemaOf(edited));

const versions = EVENTS.flatMap(everyVersion);

describe('published versions', () => {
  test.each(versions)('$subject v$version is what was published, or a compatible addition to it', (event) => {
    expect(renderSchema(event, committed(event))).toContain(`${event.subject}.v${event.version}`);
  });

  test('none is gone or goes by another subject', () => {
    expect(readdirSync(schemas).sort()).toEqual(versions.map(frozenSchemaFile).sort());
  });

  const edited: readonly (readonly [string, EventDefinition, string])[] = [
    [
      'without a property',
      { ...milestoneReleased, schema: milestoneReleased.schema.omit({ approvalId: true }) },
      'removed property approvalId',
    ],
    ['about something else', { ...milestoneReleased, key: 'contractId' }, 'changed key from milestoneId'],
    ['told by somebody else', { ...milestoneReleased, publisher: 'outreach' }, 'changed publisher from payments'],
  ];

  test.each(edited)('one is refused %s', (_how, event, edit) => {
    expect(() => renderSchema(event, committed(milestoneReleased))).toThrow(
      `milestone.released v1 is published; make a new version for: ${edit}`,
    );
  });

  test('an earlier version is as frozen as the current one', () => {
    const [first] = everyVersion(contractDrafted).slice(-1);
    if (first === undefined) throw new Error('contract.drafted has no first version');
    const asTheSecond = { ...first, schema: contractDrafted.schema };
    expect(() => renderSchema(asTheSecond, committed(first))).toThrow(
      'contract.drafted v1 is published; make a new version for: new required property milestones[].workDays',
    );
  });

  test('what would break a version is welcome in the next one', () => {
    const next = nextVersion(milestoneReleased, {
      schema: milestoneReleased.schema.omit({ approvalId: true }),
      upcast: (before) => before,
    });
    const texts = everyVersion(defineEvent(next)).map((event) =>
      renderSchema(event, event.version === 1 ? committed(event) : undefined),
    );
    expect(texts[0]).toContain('milestone.released.v2');
    expect(texts[0]).not.toContain('approvalId');
    expect(texts[1]).toBe(committed(milestoneReleased));
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

  test('what it cannot judge', () => {
    const total = (...values: [z.ZodType, z.ZodType]) => jsonSchemaOf(z.object({ total: z.union(values) }));
    const named = z.object({ name: z.string() });
    const before = total(named, z.int());
    expect(breakingEdits(before, total(named, z.string()))).toEqual(['changed anyOf of total']);
    expect(breakingEdits(before, total(named, z.int()))).toEqual([]);
    const record = (value: z.ZodType) => jsonSchemaOf(z.object({ totals: z.record(z.string(), value) }));
    expect(breakingEdits(record(z.int()), record(z.string()))).toEqual(['changed additionalProperties of totals']);
  });

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
