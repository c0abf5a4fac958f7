import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { defineEvent } from './define.ts';
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

const second = defineEvent({
  ...first,
  version: 2,
  previous: first,
  upcast: (previous) => {
    const { kilnId, degrees } = first.schema.parse(previous);
    return { kilnId, celsius: degrees };
  },
  schema: z.object({ kilnId: z.string(), celsius: z.number() }),
});

const third = defineEvent({
  ...second,
  version: 3,
  previous: second,
  upcast: (previous) => ({ ...second.schema.parse(previous), glaze: null }),
  schema: z.object({ kilnId: z.string(), celsius: z.number(), glaze: z.string().nullable() }),
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
  });

  test('refuses a subject that is not two words, and a key that is not there', () => {
    expect(() => defineEvent({ ...first, subject: 'kiln.was.fired' })).toThrow('not two lower-case words');
    expect(() => defineEvent({ ...first, key: 'potterId' })).toThrow('no property "potterId"');
  });
});
