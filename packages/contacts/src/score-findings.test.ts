import { expect, test } from '@jest/globals';
import { scoreFindings } from './score-findings.ts';

const post = { platform: 'github', url: 'https://github.com/wren/loom/issues/1', author: 'hazel-w', expected: {} };

test('values are compared by what they are, not by how they are written', () => {
  const expected = {
    emails: ['hazel@wrenlock.io'],
    twitter: ['hazelw'],
    linkedin: ['in/hazel-w'],
    discord: ['discord.gg/wren'],
    urls_contact: ['cal.com/hazel/30min'],
    phones: ['+442079460123'],
  };
  const found = {
    emails: ['Hazel@wrenlock.io'],
    twitter: ['@HazelW'],
    linkedin: ['https://uk.linkedin.com/in/hazel-w/'],
    discord: ['https://discord.com/invite/wren'],
    urls_contact: ['https://cal.com/hazel/30min/?month=5'],
    phones: ['+44 20 7946 0123'],
  };
  expect(scoreFindings([{ ...post, expected }], [found]).micro).toMatchObject({ right: 6, wrong: 0, missed: 0, f1: 1 });
});

test('what is neutral, or the author’s own, costs and earns nothing', () => {
  const found = { github: ['hazel-w', 'wren', 'rowan'], website: ['github.com', 'loom.io'] };
  const { micro, empty, emptyLeftClean } = scoreFindings([{ ...post, neutral: { website: ['loom.io'] } }], [found]);
  expect(micro).toMatchObject({ right: 0, wrong: 1, missed: 0 });
  expect({ empty, emptyLeftClean }).toEqual({ empty: 1, emptyLeftClean: 0 });
});

test('a number labelled as WhatsApp’s may be found as a telephone number as well', () => {
  const expected = { whatsapp: ['+34600000177'] };
  const found = { phones: ['+34600000177'] };
  expect(scoreFindings([{ ...post, expected }], [found]).micro).toMatchObject({ right: 0, wrong: 0, missed: 1, f1: 0 });
});
