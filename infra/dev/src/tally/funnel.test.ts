import { describe, expect, test } from '@jest/globals';
import type { EventDefinition } from '@loop/contracts';
import * as events from '@loop/contracts';
import { dropOutsOf, funnelOf } from './funnel.ts';
import { type LoopRecord, type OpenRecord, type RecordedEvent, recordEvent } from './loop-record.ts';
import { isQuiet, openDeals, underWay } from './presentations.ts';

let nextId = 0;

/** An event with just the properties that the tally looks at. */
function event(definition: EventDefinition, data: Record<string, unknown>): RecordedEvent {
  nextId += 1;
  const key = String(data[definition.key]);
  return { id: `event-${nextId}`, subject: definition.subject, key, correlationId: `loop-of-${key}`, data };
}

function recordOf(...all: readonly RecordedEvent[]): LoopRecord {
  const record: OpenRecord = new Map();
  for (const one of all) recordEvent(record, one);
  return record;
}

const sourceOf = (post: string) => ({ platform: 'hackernews', externalId: post });
const found = (post: string) => event(events.opportunityFound, { opportunityId: post, source: sourceOf(post) });
const dropped = (post: string, reason: string, opportunityId = post) =>
  event(events.opportunityDropped, { opportunityId, reason, source: sourceOf(post) });
const enriched = (opportunityId: string) => event(events.contactEnriched, { opportunityId });
const drafted = (contractId: string, opportunityId: string, milestones: readonly unknown[] = [{}]) =>
  event(events.contractDrafted, { contractId, opportunityId, milestones });
const presented = (contractId: string) =>
  event(events.contractPresented, { contractId, messageId: `mail-${contractId}` });
const failed = (contractId: string, reason: string, final: boolean) =>
  event(events.contractPresentationFailed, { contractId, reason, final });
const signed = (contractId: string) => event(events.contractSigned, { contractId });
const funded = (contractId: string, milestoneId: string) => event(events.milestoneFunded, { contractId, milestoneId });
const completedRun = (runId: string) => event(events.discoveryCompleted, { runId });

describe('the funnel', () => {
  test('counts every post once: found, or dropped at the door', () => {
    const { discovered, dropped: lost } = funnelOf(recordOf(found('a'), found('b'), dropped('c', 'supply')));

    expect({ discovered, lost }).toEqual({ discovered: 3, lost: 1 });
  });

  test('does not call dropped what an earlier run has found', () => {
    const record = recordOf(found('a'), dropped('a', 'duplicate', 'second sighting of a'));

    expect(funnelOf(record)).toMatchObject({ discovered: 1, dropped: 0 });
  });

  test('does not call a duplicate what an earlier run has dropped for another reason', () => {
    const record = recordOf(dropped('a', 'duplicate', 'second sighting of a'), dropped('a', 'supply'));

    expect(funnelOf(record).dropped).toBe(1);
    expect(dropOutsOf(record).dropped).toEqual({ supply: 1 });
  });

  test('counts a contract as funded once, however many of its milestones are', () => {
    expect(funnelOf(recordOf(funded('c', 'm1'), funded('c', 'm2'), funded('d', 'm3'))).funded).toBe(2);
  });

  test('gives the same figures in every order and however often an event is read', () => {
    const all = [found('a'), enriched('a'), drafted('c', 'a'), presented('c'), signed('c'), funded('c', 'm')];

    const doubledAndReversed = recordOf(...all.toReversed(), ...all);

    expect(funnelOf(doubledAndReversed)).toEqual(funnelOf(recordOf(...all)));
  });

  test('says of everything that dropped out why, the commonest reason first', () => {
    const { dropped: reasons } = dropOutsOf(
      recordOf(dropped('a', 'duplicate'), dropped('b', 'supply'), dropped('c', 'supply')),
    );

    expect(Object.entries(reasons)).toEqual([
      ['supply', 2],
      ['duplicate', 1],
    ]);
  });

  test('does not count a failed attempt against a contract that was presented in the end', () => {
    const record = recordOf(failed('c', 'provider_refused', false), presented('c'), failed('d', 'suppressed', true));

    expect(dropOutsOf(record).presentationFailed).toEqual({ suppressed: 1 });
  });
});

describe('presentations', () => {
  const underWayBefore = [found('a'), enriched('a'), drafted('c', 'a')];

  test('are quiet once the run is over and everything found is presented or has dropped out', () => {
    const record = recordOf(...underWayBefore, presented('c'), completedRun('run'));

    expect(isQuiet(underWay(record, ['run']))).toBe(true);
  });

  test('are not quiet while a contract waits to be presented or another channel is to be tried', () => {
    const record = recordOf(...underWayBefore, failed('c', 'recipient_refused', false), completedRun('run'));

    expect(underWay(record, ['run'])).toEqual({ runs: 0, toEnrich: 0, toDraft: 0, toPresent: 1 });
  });

  test('count a message whose outcome nobody knows as come to its end: it is never sent again', () => {
    const record = recordOf(...underWayBefore, failed('c', 'outcome_unknown', false), completedRun('run'));

    expect(isQuiet(underWay(record, ['run']))).toBe(true);
  });

  test('are not quiet before this run is over, whatever earlier runs did', () => {
    expect(underWay(recordOf(completedRun('yesterday')), ['today']).runs).toBe(1);
  });

  test('count a message that waits for approval as come to its end', () => {
    const waiting = event(events.messageReviewRequested, { messageId: 'm', contractId: 'c' });

    expect(isQuiet(underWay(recordOf(...underWayBefore, waiting, completedRun('run')), ['run']))).toBe(true);
  });

  test('are open to a client until they are signed, the shortest contract first', () => {
    const record = recordOf(
      ...[drafted('long', 'a', [{}, {}]), drafted('short', 'b'), drafted('done', 'd')],
      ...[presented('long'), presented('short'), presented('done'), signed('done')],
    );

    expect(openDeals(record).map(({ contractId }) => contractId)).toEqual(['short', 'long']);
  });

  test('that somebody has opened already come last: a killed client may have left a code on its way', () => {
    const viewed = event(events.contractViewed, { contractId: 'short' });
    const record = recordOf(
      ...[drafted('long', 'a', [{}, {}]), drafted('short', 'b'), presented('long'), presented('short'), viewed],
    );

    expect(openDeals(record).map(({ contractId }) => contractId)).toEqual(['long', 'short']);
  });
});
