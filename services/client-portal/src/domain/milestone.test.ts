import { describe, expect, it } from '@jest/globals';
import { type MilestoneStatus, milestoneStatus, refuseMilestone, refusePayment, type WorkFacts } from './milestone.ts';
import { moneyState, type PaymentFacts } from './milestone-money.ts';

const T = (minute: number) => new Date(Date.UTC(2026, 10, 20, 9, minute));

function facts(over: Partial<PaymentFacts> = {}): PaymentFacts {
  return {
    providerRef: 'pi_1',
    fundedAt: null,
    captureBefore: null,
    failedAt: null,
    failureMessage: null,
    failureReason: null,
    releasedMinor: null,
    reducedAt: null,
    reducedMinor: null,
    rail: 'stripe',
    expiredAt: null,
    cardSavedAt: null,
    releasedAt: null,
    refundedMinor: 0,
    exposure: 'none',
    fundedReadAt: null,
    ...over,
  };
}

const NO_WORK: WorkFacts = { deliveryId: null, deliveries: 0, revisionOpen: false, revisions: 0, approved: false };
const DELIVERED: WorkFacts = { ...NO_WORK, deliveryId: 'd', deliveries: 1 };

describe('the money of a milestone', () => {
  it('is grey before anything is known', () => {
    expect(moneyState([], 100)).toEqual({ kind: 'unfunded', failure: null, lapsed: false });
  });

  it('tells the client why a card was declined, until another payment secures it', () => {
    const declined = facts({ failedAt: T(1), failureMessage: 'Your card was declined.' });
    expect(moneyState([declined], 100)).toMatchObject({ kind: 'unfunded', failure: 'Your card was declined.' });
    expect(moneyState([declined, facts({ providerRef: 'pi_2', fundedAt: T(2) })], 100).kind).toBe('secured');
  });

  it('stays secured when the news of an earlier failure on the same payment comes late', () => {
    expect(moneyState([facts({ fundedAt: T(2), failedAt: T(1), failureMessage: 'No.' })], 100).kind).toBe('secured');
  });

  it('is grey again when the hold lapsed, even if the funding is reported after that', () => {
    expect(moneyState([facts({ fundedAt: T(1), expiredAt: T(9) })], 100)).toMatchObject({
      kind: 'unfunded',
      lapsed: true,
    });
  });

  it('is released even if that is heard before the funding', () => {
    expect(moneyState([facts({ releasedAt: T(5) })], 100).kind).toBe('released');
  });

  it('counts as refunded only when all of it went back', () => {
    expect(moneyState([facts({ releasedAt: T(5), refundedMinor: 40 })], 100).kind).toBe('released');
    expect(moneyState([facts({ releasedAt: T(5), refundedMinor: 100 })], 100).kind).toBe('refunded');
  });
});

describe('a milestone', () => {
  const secured = moneyState([facts({ fundedAt: T(1) })], 100);
  const unfunded = moneyState([], 100);

  it('is delivered and approved only on secured money', () => {
    expect(refuseMilestone(milestoneStatus(unfunded, NO_WORK), 'deliver')).toMatchObject({ refused: 'not_funded' });
    expect(refuseMilestone(milestoneStatus(secured, NO_WORK), 'deliver')).toBeNull();
    expect(refuseMilestone(milestoneStatus(unfunded, DELIVERED), 'approve')).toMatchObject({ refused: 'not_funded' });
    expect(refuseMilestone(milestoneStatus(secured, DELIVERED), 'approve')).toBeNull();
  });

  it('is approved once', () => {
    const approved = milestoneStatus(secured, { ...DELIVERED, approved: true });
    expect(approved).toBe('approved');
    expect(refuseMilestone(approved, 'approve')).toMatchObject({ refused: 'already_approved' });
    expect(refuseMilestone(approved, 'deliver')).toMatchObject({ refused: 'already_approved' });
  });

  it('can be delivered again after changes were asked for', () => {
    const open = milestoneStatus(secured, { ...DELIVERED, revisionOpen: true });
    expect(open).toBe('revision_requested');
    expect(refuseMilestone(open, 'deliver')).toBeNull();
    expect(refuseMilestone(open, 'request_revision')).toMatchObject({ refused: 'nothing_delivered' });
  });

  it.each<[string, boolean, MilestoneStatus[], number, string | null]>([
    ['before the signature', false, ['unfunded'], 0, 'not_signed'],
    ['first in line', true, ['unfunded', 'unfunded'], 0, null],
    ['while the one before is open', true, ['delivered', 'unfunded'], 1, 'not_yet'],
    ['after the one before is approved', true, ['approved', 'unfunded'], 1, null],
    ['twice', true, ['secured'], 0, 'already_funded'],
  ])('is paid or not: %s', (_when, signed, statuses, index, refused) => {
    expect(refusePayment(signed, statuses, index)?.refused ?? null).toBe(refused);
  });
});
