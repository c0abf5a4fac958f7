import { describe, expect, test } from '@jest/globals';
import { checkContact, domainsToAsk } from './check-contact.ts';
import type { MailDomainStatus } from './mail-domain.ts';

const email = (value: string, status: MailDomainStatus | undefined = 'receives') => {
  const domain = value.slice(value.lastIndexOf('@') + 1);
  return checkContact({ kind: 'email', value }, new Map(status === undefined ? [] : [[domain, status]])).check;
};
const phone = (value: string, kind: 'phone' | 'whatsapp' = 'phone') => checkContact({ kind, value }, new Map()).check;

describe('e-mail addresses', () => {
  test.each([
    ['tilda@vossmill.coop', 'receives', 'valid'],
    ['tilda@vossmill.coop', 'by_address', 'risky'],
    ['tilda@vossmill.coop', 'refuses', 'invalid'],
    ['tilda@vossmill.coop', 'absent', 'invalid'],
    ['tilda@vossmill.coop', 'unanswered', 'unknown'],
    ['tilda@mailinator.com', 'receives', 'risky'],
    ['tilda@box7.mailinator.com', 'receives', 'risky'],
    ['tilda@mailinator.com', 'absent', 'invalid'],
    ['x7k2q9v4z1@vossmill.coop', 'receives', 'risky'],
    ['tilda@example.com', 'receives', 'invalid'],
    ['tilda@vossmill.test', 'receives', 'invalid'],
    ['tilda..v@vossmill.coop', 'receives', 'invalid'],
  ] as const)('%s, of whose domain is said %s, is %s', (address, status, verdict) => {
    expect(email(address, status).verdict).toBe(verdict);
  });

  test('a domain that nobody asked about leaves it open', () => {
    expect(checkContact({ kind: 'email', value: 'tilda@vossmill.coop' }, new Map()).check.verdict).toBe('unknown');
  });

  test.each([
    ['hiring+rota@vossmill.coop', 'Tagged behind a plus sign: its owner sorts by it'],
    ['info@vossmill.coop', 'A role address: no person is named'],
    ['tilda.voss@gmail.com', 'At a free-mail service'],
  ])('%s is valid, with a word on it', (address, reason) => {
    expect(email(address)).toMatchObject({ verdict: 'valid', reasons: expect.arrayContaining([reason]) });
  });
});

describe('telephone numbers', () => {
  test.each([
    ['+447911123456', 'valid', 'mobile'],
    ['+442079460958', 'valid', 'fixed_line'],
    ['+12025550143', 'valid', 'fixed_line_or_mobile'],
    ['+18002345678', 'valid', 'toll_free'],
    ['+449098790000', 'risky', 'premium_rate'],
    ['+449999999999', 'risky', 'unknown'],
    ['+4412', 'invalid', 'unknown'],
  ])('%s is %s, of type %s', (number, verdict, phoneType) => {
    expect(phone(number)).toMatchObject({ verdict, phoneType });
  });

  test('a WhatsApp number is checked as a number, another WhatsApp link is not', () => {
    expect(phone('+447911123456', 'whatsapp')).toMatchObject({ verdict: 'valid', phoneType: 'mobile' });
    expect(phone('chat/Kj2', 'whatsapp')).toMatchObject({ verdict: 'unknown', phoneType: null });
  });
});

test('handles are not known to be there: nobody was asked', () => {
  expect(checkContact({ kind: 'telegram', value: 'tilda_v' }, new Map()).check.verdict).toBe('unknown');
});

test('domains are asked about once each, ten at the most, and by the name DNS knows', () => {
  const contacts = Array.from({ length: 30 }, (_, at) => ({ kind: 'email' as const, value: `a@d${at >> 1}.works` }));
  expect(domainsToAsk(contacts)).toHaveLength(10);
  expect(domainsToAsk([{ kind: 'email', value: 'tilda@bücher.works' }])).toEqual(['xn--bcher-kva.works']);
  expect(domainsToAsk([{ kind: 'phone', value: '+447911123456' }])).toEqual([]);
});
