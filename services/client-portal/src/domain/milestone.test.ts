import { describe, expect, it } from '@jest/globals';
import { type MilestoneStatus, milestoneStatus, refuseMilestone, refusePayment, type WorkFacts } from './milestone.ts';
import { HOLD_TOO_SHORT, moneyState, type PaymentFacts } from './milestone-money.ts';

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
    expect(moneyState([declined], 100)).toMatchObject({
      kind: 'unfunded',
      failure: { message: 'Your card was declined.' },
    });
    const held = facts({ providerRef: 'pi_2', fundedAt: T(2), captureBefore: T(59) });
    expect(moneyState([declined, held], 100).kind).toBe('secured');
  });

  it('stays secured when the news of an earlier failure on the same payment comes late', () => {
    const held = facts({ fundedAt: T(2), captureBefore: T(59), failedAt: T(1), failureMessage: 'No.' });
    expect(moneyState([held], 100).kind).toBe('secured');
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

describe('the money of a milestone that is not held', () => {
  const prepaid = facts({ fundedAt: T(1), fundedReadAt: T(1) });

  it('is prepaid, and never called held, when it was taken at once', () => {
    expect(moneyState([prepaid], 100).kind).toBe('prepaid');
    expect(moneyState([{ ...prepaid, refundedMinor: 100 }], 100).kind).toBe('refunded');
  });

  it('is a saved card and not more, in whatever order a failure is heard of', () => {
    const saved = facts({ providerRef: 'seti_1', cardSavedAt: T(3) });
    const before = facts({ failedAt: T(1), failureMessage: 'No.', failureReason: 'card_declined' });
    expect(moneyState([saved, before], 100)).toEqual({ kind: 'card_saved', failure: null });
    expect(moneyState([{ ...before, failedAt: T(9) }, saved], 100)).toEqual({
      kind: 'card_saved',
      failure: { reason: 'card_declined', message: 'No.' },
    });
  });

  it('forgets that a hold was too short once the client has chosen another way', () => {
    const short = facts({ failedAt: T(1), failureMessage: 'Too short.', failureReason: HOLD_TOO_SHORT });
    expect(moneyState([short], 100)).toMatchObject({ failure: { reason: HOLD_TOO_SHORT } });
    expect(moneyState([short], 100, { method: 'prepaid', selectedAt: T(2) })).toMatchObject({ failure: null });
  });

  it.each([
    ['a hold captured in full', { captureBefore: T(59), releasedMinor: 100, refundedMinor: 0 }, 100],
    ['a hold captured for 60 %', { captureBefore: T(59), releasedMinor: 60, refundedMinor: 0 }, 60],
    ['60 % captured, then 10 refunded', { captureBefore: T(59), releasedMinor: 60, refundedMinor: 10 }, 50],
    ['a prepayment lowered to 60 %, the rest returned', { releasedMinor: 60, refundedMinor: 40 }, 60],
    ['a prepayment lowered to 60 %, the rest and 10 more returned', { releasedMinor: 60, refundedMinor: 50 }, 50],
  ])('earns what an approval took without what went back: %s', (_case, over, earnedMinor) => {
    const released = moneyState([facts({ fundedAt: T(1), releasedAt: T(5), ...over })], 100);
    expect(released).toMatchObject({ kind: 'released', earnedMinor });
  });
});

describe('a milestone', () => {
  const secured = moneyState([facts({ fundedAt: T(1), captureBefore: T(59) })], 100);
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
    const standing = statuses.map((status) => ({
      status,
      money: status === 'secured' || status === 'approved' ? secured : unfunded,
    }));
    expect(refusePayment(signed, standing, index)?.refused ?? null).toBe(refused);
  });

  it('is worked on with a saved card, which is charged no earlier than the delivery', () => {
    const saved = moneyState([facts({ cardSavedAt: T(1) })], 100);
    const refused = (work: WorkFacts) =>
      refusePayment(true, [{ status: milestoneStatus(saved, work), money: saved }], 0)?.refused ?? null;
    expect(milestoneStatus(saved, NO_WORK)).toBe('card_saved');
    expect(refuseMilestone('card_saved', 'deliver')).toBeNull();
    expect(refused(NO_WORK)).toBe('card_is_saved');
    expect(refused(DELIVERED)).toBeNull();
    expect(refuseMilestone(milestoneStatus(saved, DELIVERED), 'approve')).toBeNull();
    expect(refused({ ...DELIVERED, approved: true })).toBe('card_is_saved');
  });

  it('is paid by the client after all when their bank wanted to hear from them about an approved delivery', () => {
    const asked = moneyState(
      [
        facts({ cardSavedAt: T(1) }),
        facts({
          providerRef: 'pi_2',
          failedAt: T(5),
          failureReason: 'authentication_required',
          failureMessage: 'Come.',
        }),
      ],
      100,
    );
    const status = milestoneStatus(asked, { ...DELIVERED, approved: true });
    expect(refusePayment(true, [{ status, money: asked }], 0)).toBeNull();
  });
});
