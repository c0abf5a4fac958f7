import { describe, expect, test } from '@jest/globals';
import { chooseChannel } from './choose-channel.ts';
import { normalisedEmail } from './email-address.ts';
import { maySend, type SendingRules, type SendWish } from './may-send.ts';
import { afterReport, type DeliveryStatus, type MessageState, suppressionOf } from './message-state.ts';

const sandbox: SendingRules = { mode: 'sandbox', providerMissing: [], senderMissing: [], testRecipients: [] };
const live: SendingRules = { ...sandbox, mode: 'live' };
const test1: SendingRules = { ...sandbox, mode: 'test', testRecipients: ['ines@brackenlane.org'] };
const firstContact = {
  messageClass: 'first_contact',
  address: 'jo@brackenlane.org',
  suppression: undefined,
  approved: false,
} as const;

/** Asks about a contract of the system's own mode. */
const ask = (rules: SendingRules, wish: Omit<SendWish, 'contractMode'>) =>
  maySend(rules, { contractMode: rules.mode, ...wish });

describe('whether a message may go out', () => {
  test('the sandbox writes to anybody at once', () => {
    expect(ask(sandbox, firstContact)).toEqual({ allowed: 'now' });
  });

  test('a contract of another mode reaches nobody, approved or not', () => {
    for (const approved of [true, false]) {
      const wish = { ...firstContact, approved, contractMode: 'sandbox' } as const;
      expect(maySend(live, wish)).toMatchObject({ allowed: 'no', reason: 'not_permitted' });
    }
  });

  test('a first contact outside sandbox waits for a person, a notice does not', () => {
    expect(ask(live, firstContact)).toEqual({ allowed: 'after_review' });
    expect(ask(live, { ...firstContact, approved: true })).toEqual({ allowed: 'now' });
    expect(ask(live, { ...firstContact, messageClass: 'notice' })).toEqual({ allowed: 'now' });
  });

  test('test mode writes to its test recipients only, whoever approved', () => {
    expect(ask(test1, { ...firstContact, approved: true })).toMatchObject({ reason: 'not_permitted' });
    expect(ask(test1, { ...firstContact, approved: true, address: 'ines@brackenlane.org' })).toEqual({
      allowed: 'now',
    });
  });

  test('nothing leaves without provider and sender', () => {
    expect(ask({ ...live, providerMissing: ['LOOP_SENDGRID_API_KEY'] }, firstContact)).toMatchObject({
      reason: 'provider_off',
    });
    expect(ask({ ...live, senderMissing: ['LOOP_POSTAL_ADDRESS'] }, firstContact)).toMatchObject({
      reason: 'sender_incomplete',
      detail: 'Nothing is sent without: LOOP_POSTAL_ADDRESS.',
    });
  });

  test.each(['unsubscribed', 'complained', 'operator', 'bounced', 'dropped'] as const)(
    'an address that is suppressed (%s) gets no proposal and no notice',
    (suppression) => {
      expect(ask(sandbox, { ...firstContact, suppression })).toMatchObject({ reason: 'suppressed' });
      expect(ask(sandbox, { ...firstContact, messageClass: 'notice', suppression })).toMatchObject({
        reason: 'suppressed',
      });
    },
  );

  test('somebody who unsubscribed still gets the code they asked for; nobody forgotten, nothing that bounces', () => {
    const code = { ...firstContact, messageClass: 'requested' } as const;
    expect(ask(sandbox, { ...code, suppression: 'unsubscribed' })).toEqual({ allowed: 'now' });
    expect(ask(sandbox, { ...code, suppression: 'complained' })).toEqual({ allowed: 'now' });
    expect(ask(sandbox, { ...code, suppression: 'forgotten' })).toMatchObject({ reason: 'forgotten' });
    expect(ask(sandbox, { ...code, suppression: 'bounced' })).toMatchObject({ reason: 'suppressed' });
  });
});

describe('the channel of a presentation', () => {
  const email = { contactId: 'c2', kind: 'email', value: ' Jo@BrackenLane.org ' };
  const handle = { contactId: 'c1', kind: 'twitter', value: 'jo_bracken' };

  test('is the best e-mail address, in its normal form, with the reason', () => {
    expect(chooseChannel([handle, email])).toEqual({
      channel: 'email',
      contactId: 'c2',
      address: 'jo@brackenlane.org',
      reason: 'E-mail: contact 2 of 2; better ones have no channel yet.',
    });
  });

  test('is none where there is no e-mail address, and says what there is', () => {
    expect(chooseChannel([handle])).toEqual({
      channel: null,
      reason: 'Reachable only by twitter; no such channel is configured.',
    });
  });

  test.each([
    'jo@brackenlane',
    'jo brackenlane.org',
    '<jo@brackenlane.org>',
    'jo@bracken lane.org',
    'a@b@brackenlane.org',
  ])('%s is no address to write to', (value) => {
    expect(normalisedEmail(value)).toBeUndefined();
  });
});

describe('reports on a message', () => {
  test('come in any order and doubled, and end in the same state', () => {
    const reports: DeliveryStatus[] = ['accepted', 'deferred', 'delivered', 'opened', 'clicked'];
    const final = (order: readonly DeliveryStatus[]) =>
      order.reduce<MessageState>((state, report) => afterReport(state, report) ?? state, 'sent');
    expect(final(reports)).toBe('clicked');
    expect(final([...reports].reverse())).toBe('clicked');
    expect(final([...reports, ...reports])).toBe('clicked');
  });

  test('a bounce, a drop, a complaint and an unsubscription suppress; a deferral does not', () => {
    expect(suppressionOf('bounced')).toBe('bounced');
    expect(suppressionOf('dropped')).toBe('dropped');
    expect(suppressionOf('complained')).toBe('complained');
    expect(suppressionOf('unsubscribed')).toBe('unsubscribed');
    expect(suppressionOf('deferred')).toBeUndefined();
  });
});
