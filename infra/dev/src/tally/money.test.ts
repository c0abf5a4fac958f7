import { describe, expect, test } from '@jest/globals';
import {
  contractSigned,
  type EventDefinition,
  milestoneFunded,
  milestoneFundingExpired,
  milestoneRefunded,
  milestoneReleased,
} from '@loop/contracts';
import { type LoopRecord, type OpenRecord, type RecordedEvent, recordEvent } from './loop-record.ts';
import { addMoney, type MoneyFigure, moneyOf, nothing } from './money.ts';

let nextId = 0;

function event(definition: EventDefinition, data: Record<string, unknown>): RecordedEvent {
  nextId += 1;
  const all = { currency: 'USD', mode: 'sandbox', ...data };
  return { id: `event-${nextId}`, subject: definition.subject, key: 'key', correlationId: 'loop', data: all };
}

function recordOf(...all: readonly RecordedEvent[]): LoopRecord {
  const record: OpenRecord = new Map();
  for (const one of all) recordEvent(record, one);
  return record;
}

const signed = event(contractSigned, { contractId: 'c', totalMinor: 900_00 });
const move = (definition: EventDefinition, amountMinor: number, more = {}) =>
  event(definition, { milestoneId: 'm', amountMinor, ...more });

function amounts(record: LoopRecord) {
  const [money] = moneyOf(record, 'sandbox');
  return money && [money.contracted.amountMinor, money.held.amountMinor, money.earned.amountMinor];
}

describe('money', () => {
  test('is contracted by a signature, and by nothing else', () => {
    expect(amounts(recordOf(signed))).toEqual([900_00, 0, 0]);
  });

  test('is held from funding to release, and earned from then on', () => {
    const funded = move(milestoneFunded, 300_00);
    const released = move(milestoneReleased, 300_00);

    expect([amounts(recordOf(signed, funded)), amounts(recordOf(signed, funded, released))]).toEqual([
      [900_00, 300_00, 0],
      [900_00, 0, 300_00],
    ]);
  });

  test('is not held any more when a hold runs out or is given back', () => {
    expect(amounts(recordOf(move(milestoneFunded, 300_00), move(milestoneFundingExpired, 300_00)))).toEqual([0, 0, 0]);
    expect(amounts(recordOf(move(milestoneFunded, 300_00), move(milestoneRefunded, 300_00)))).toEqual([0, 0, 0]);
  });

  test('is not earned any more when it is given back after the release', () => {
    const all = [move(milestoneFunded, 300_00), move(milestoneReleased, 300_00), move(milestoneRefunded, 100_00)];

    expect(amounts(recordOf(...all.toReversed()))).toEqual([0, 0, 200_00]);
  });

  test('is counted once however often its event is read', () => {
    const funded = move(milestoneFunded, 300_00);

    expect(amounts(recordOf(funded, funded))).toEqual([0, 300_00, 0]);
  });

  test('of another mode is no money of this one', () => {
    const record = recordOf(move(milestoneReleased, 300_00, { mode: 'sandbox' }));

    expect(moneyOf(record, 'live')).toEqual([]);
  });

  test('of several currencies is told apart', () => {
    const record = recordOf(signed, event(contractSigned, { contractId: 'd', totalMinor: 700_00, currency: 'EUR' }));

    expect(moneyOf(record, 'sandbox').map(({ contracted }) => contracted)).toMatchObject([
      { kind: 'contracted', mode: 'sandbox', currency: 'USD', amountMinor: 900_00 },
      { kind: 'contracted', mode: 'sandbox', currency: 'EUR', amountMinor: 700_00 },
    ]);
  });

  test('of one kind does not compile into a sum with another, and of different modes throws', () => {
    type Addend = Parameters<typeof addMoney<'held'>>[1];
    const addsUp: MoneyFigure<'earned'> extends Addend ? true : false = false;
    const held = nothing('held', 'sandbox', 'USD');

    expect(addsUp).toBe(false);
    expect(() => addMoney(held, nothing('held', 'live', 'USD'))).toThrow('do not add up');
  });
});
