import { expect, test } from '@jest/globals';
import { type Evidence, weigh } from './weigh.ts';

const event = { service: 'payments', subject: 'milestone.funded', id: 'event-1' } as const;
const money = { milestoneId: 'milestone-1', heldMinor: 0, capturedMinor: 32_000 } as const;

/** A run in which one deal was completed and every promise kept. */
const kept: Evidence = {
  unrest: [],
  stuckDeals: [],
  crashes: [],
  decided: [event],
  published: [event],
  unhandled: [],
  effects: [
    { service: 'outreach', name: 'send-email', state: 'done', count: 5 },
    { service: 'outreach', name: 'send-email', state: 'unknown', count: 1 },
  ],
  listedUnknown: { outreach: 1 },
  mailEffects: ['effect-1', 'effect-2'],
  captures: ['milestone-1'],
  ledger: [money],
  provider: [money],
  told: { heldMinor: 0, capturedMinor: 32_000 },
  deadLetters: [],
};

/** A broken promise, what shows it, and what the judge says. */
const broken: readonly (readonly [string, Partial<Evidence>, string])[] = [
  [
    'a mail sent twice',
    { mailEffects: ['effect-1', 'effect-2', 'effect-1'] },
    'more than one message for effect effect-1',
  ],
  [
    'a payment captured twice',
    { captures: ['milestone-1', 'milestone-1'] },
    'more than one capture of milestone milestone-1',
  ],
  [
    'an event that was decided and never published',
    { published: [] },
    'milestone.funded event-1 never reached the stream',
  ],
  ['an event that nobody decided', { decided: [] }, 'milestone.funded event-1 is in a stream and nobody decided it'],
  [
    'an event that a consumer has lost',
    { unhandled: [{ ...event, consumer: 'outreach' }] },
    'outreach knows nothing of milestone.funded event-1',
  ],
  [
    'money captured that our ledger does not have',
    { ledger: [] },
    'milestone milestone-1: our ledger has 0 held and 0 captured, the provider 0 and 32000',
  ],
  [
    'money in our ledger that the provider does not have',
    { ledger: [money, { ...money, milestoneId: 'milestone-2', heldMinor: 500, capturedMinor: 0 }] },
    'milestone milestone-2: our ledger has 500 held and 0 captured, the provider 0 and 0',
  ],
  [
    'money that the events tell otherwise',
    { told: { heldMinor: 0, capturedMinor: 31_999 } },
    'the events say 0 is held and 31999 earned, the provider 0 and 32000',
  ],
  [
    'an effect that is never over',
    { effects: [{ service: 'payments', name: 'capture', state: 'claimed', count: 2 }], listedUnknown: {} },
    'payments left 2 effects capture claimed',
  ],
  ['an unknown effect that no operator sees', { listedUnknown: {} }, 'outreach lists 0 of 1 unknown effects'],
  ['an event held for ever', { unrest: ['payments: 0 unsent, 1 held'] }, 'payments: 0 unsent, 1 held'],
  ['a deal that hangs', { stuckDeals: ['contract-1: in vain'] }, "a client's deal did not end: contract-1: in vain"],
  ['a dead letter', { deadLetters: ['payments buried contract.signed'] }, 'payments buried contract.signed'],
  ['a process that ended by itself', { crashes: ['payments ended with code 1'] }, 'payments ended with code 1'],
];

test('a run in which every promise was kept is found without fault', () => {
  expect(weigh(kept)).toEqual([]);
});

test.each(broken)('the judge finds %s', (_what, evidence, violation) => {
  expect(weigh({ ...kept, ...evidence })).toEqual([violation]);
});
