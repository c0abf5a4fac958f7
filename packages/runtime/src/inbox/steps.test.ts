import { expect, test } from '@jest/globals';
import { contractDrafted, contractSigned, type EventDefinition, opportunityFound } from '@loop/contracts';
import { type EventHandler, on, onMany } from '../bus/handler.ts';
import type { Incoming } from './incoming.ts';
import { stepsOf } from './steps.ts';

const nothing = () => Promise.resolve();
const found = onMany(opportunityFound, nothing);
const drafted = on(contractDrafted, nothing);
const signed = on(contractSigned, nothing);

const incoming = (handler: EventHandler, key: string, tenantId = 'ours'): Incoming =>
  ({ handler, delivery: { key, tenantId }, event: named(handler.event, key) }) as unknown as Incoming;
const named = ({ subject }: EventDefinition, key: string) => `${subject} ${key}`;
const plan = (...items: Incoming[]) => stepsOf(items).map((step) => [step.kind, step.items.map(({ event }) => event)]);

test('events of one set-based handler are handled together, those between them one by one in one step', () => {
  const batch = [incoming(found, 'a'), incoming(drafted, 'x'), incoming(found, 'b'), incoming(signed, 'y')];
  expect(plan(...batch)).toEqual([
    ['together', ['opportunity.found a', 'opportunity.found b']],
    ['one by one', ['contract.drafted x', 'contract.signed y']],
  ]);
});

test('no event is handled before an earlier one of its key', () => {
  const batch = [incoming(found, 'a'), incoming(drafted, 'b'), incoming(found, 'b'), incoming(found, 'c')];
  expect(plan(...batch, incoming(drafted, 'a'), incoming(drafted, 'c'))).toEqual([
    ['together', ['opportunity.found a']],
    ['one by one', ['contract.drafted b', 'contract.drafted a']],
    ['together', ['opportunity.found b', 'opportunity.found c']],
    ['one by one', ['contract.drafted c']],
  ]);
});

test('the same key of another tenant is another key', () => {
  const batch = [incoming(found, 'a'), incoming(drafted, 'b', 'theirs'), incoming(found, 'b')];
  expect(plan(...batch).map(([, items]) => items)).toEqual([
    ['opportunity.found a', 'opportunity.found b'],
    ['contract.drafted b'],
  ]);
});

test('events of one handler and key stay together in their order', () => {
  expect(plan(incoming(found, 'a'), incoming(found, 'b'), incoming(found, 'a'))).toEqual([
    ['together', ['opportunity.found a', 'opportunity.found b', 'opportunity.found a']],
  ]);
});
