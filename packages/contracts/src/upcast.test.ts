import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { defineEvent, everyVersion, nextVersion } from './define.ts';
import { parseEvent, parseVersion } from './upcast.ts';

const first = defineEvent({
  subject: 'kiln.fired',
  version: 1,
  publisher: 'discovery',
  consumers: [],
  key: 'kilnId',
  personal: [],
  schema: z.object({ kilnId: z.string(), degrees: z.number() }),
});

const second = nextVersion(first, {
  schema: z.object({ kilnId: z.string(), celsius: z.number() }),
  upcast: ({ kilnId, degrees }) => ({ kilnId, celsius: degrees }),
});

const third = nextVersion(second, {
  schema: second.schema.extend({ glaze: z.string().nullable() }),
  upcast: (before) => ({ ...before, glaze: null }),
});

describe('reading events of any version', () => {
  test('lifts an old payload version by version', () => {
    expect(parseVersion(third, 1, { kilnId: 'k1', degrees: 1240 })).toEqual({
      status: 'ok',
      event: third,
      data: { kilnId: 'k1', celsius: 1240, glaze: null },
    });
  });

  test('reads the current version as it is', () => {
    const data = { kilnId: 'k1', celsius: 1240, glaze: 'celadon' };
    expect(parseVersion(third, 3, data)).toEqual({ status: 'ok', event: third, data });
  });

  test('tells a version from the future, so that it can be parked', () => {
    expect(parseVersion(third, 4, {})).toEqual({ status: 'unknown_version', event: third });
  });

  test('refuses an old payload that was never valid as what it says it is', () => {
    expect(parseVersion(third, 1, { kilnId: 'k1', celsius: 1240 })).toMatchObject({
      status: 'invalid',
      event: first,
      issues: [{ path: 'degrees', rule: 'invalid_type' }],
    });
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses the version %p', (version) => {
    expect(parseVersion(third, version, {})).toMatchObject({ status: 'invalid', issues: [{ rule: 'version' }] });
  });

  test('tells a subject it does not know', () => {
    expect(parseEvent('kiln.exploded', 1, {})).toEqual({ status: 'unknown_event' });
  });

  test('says where a payload is wrong without repeating what it says', () => {
    const parsed = parseEvent('contact.enriched', 1, {
      opportunityId: 'orla@kilnharbour-pottery.com',
      contacts: [{ kind: 'orla@kilnharbour-pottery.com', value: 7 }],
      bestContactId: null,
    });
    expect(parsed).toMatchObject({
      status: 'invalid',
      issues: expect.arrayContaining([expect.objectContaining({ path: 'contacts[0].kind' })]),
    });
    expect(JSON.stringify('issues' in parsed ? parsed.issues : [])).not.toContain('kilnharbour');
  });

  test('refuses a payload that is no object at all', () => {
    expect(parseEvent('rail.selected', 1, null)).toMatchObject({ status: 'invalid', issues: [{ path: '' }] });
  });
});

describe('declaring events', () => {
  test('refuses a later version that does not follow from the one before it', () => {
    expect(() => defineEvent({ ...third, version: 5 })).toThrow('does not follow from the version before it');
    expect(() => defineEvent({ ...first, version: 2 })).toThrow('does not follow from the version before it');
    expect(() => defineEvent({ ...third, publisher: 'payments' })).toThrow('does not follow');
    const renamed = z.object({ glaze: z.string(), kilnId: z.string() });
    expect(() => defineEvent({ ...third, key: 'glaze', schema: renamed })).toThrow('does not follow');
  });

  test('a later version keeps the subject and all versions before it', () => {
    expect(everyVersion(third)).toEqual([third, second, first]);
    expect(third).toMatchObject({ subject: 'kiln.fired', version: 3, publisher: 'discovery', key: 'kilnId' });
  });

  test('refuses a subject that is not two words, and a key that is not there', () => {
    expect(() => defineEvent({ ...first, subject: 'kiln.was.fired' })).toThrow('not two lower-case words');
    expect(() => defineEvent({ ...first, key: 'potterId' })).toThrow('no property "potterId"');
  });
});
