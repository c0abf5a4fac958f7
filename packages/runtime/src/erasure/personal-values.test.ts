import { expect, test } from '@jest/globals';
import { personalSubjects, personalValues } from './personal-values.ts';

test('the values of an event that say something about people are read, in lists as well', () => {
  const body = {
    opportunityId: '1',
    contacts: [
      { value: 'mo@cobbswell.works', source: { url: 'https://cobbswell.works' } },
      { value: 'mo_cobb', source: { url: null } },
    ],
  };
  expect(personalValues('contact.enriched', JSON.stringify(body)).split('\n')).toEqual([
    'mo@cobbswell.works',
    'mo_cobb',
    'https://cobbswell.works',
  ]);
});

test('an event of an older shape, or of none, has no values', () => {
  expect(personalValues('contact.enriched', '{"contacts":"none"}')).toBe('');
  expect(personalValues('contract.viewed', '{"contractId":"1"}')).toBe('');
});

test('only events with something personal in them are erased', () => {
  expect(personalSubjects('payments')).toEqual([]);
  expect(personalSubjects('discovery')).toEqual(expect.arrayContaining(['opportunity.found', 'opportunity.dropped']));
  expect(personalSubjects()).not.toContain('contact.forgotten');
});
