import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  fundingMethodSelected,
  milestoneCardSaved,
  milestoneFunded,
  milestoneFundingExpiring,
  milestoneFundingFailed,
  milestoneReleased,
} from '@loop/contracts';
import { settle } from '@loop/testkit';
import { APPROVED_CARD } from './outside-world.ts';
import { type Deal, PaymentsSystem, TENANT } from './payments-system.ts';

const DAY_MS = 86_400_000;
/** Stripe's test card that can be saved and is declined when it is charged. */
const DECLINED_LATER = '4000000000000341';

let loop: PaymentsSystem;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
});
afterAll(() => loop.close());

const patience = { timeoutMs: 20_000 };

async function toldOnce(event: Parameters<PaymentsSystem['events']>[0], deal: Deal) {
  return settle(async () => {
    const events = await loop.events(event, deal);
    expect(events).toHaveLength(1);
    return events[0]?.data as Record<string, unknown>;
  }, patience);
}

async function paymentsOf({ milestoneId }: Deal): Promise<number> {
  const made = await loop.world.control.payments();
  return made.filter(({ metadata }) => metadata['milestone'] === milestoneId).length;
}

async function withSavedCard(card = APPROVED_CARD): Promise<Deal> {
  const deal = await loop.signedDeal({ fundingMethod: 'card_on_file' });
  await loop.notify('checkout.session', await loop.paid(deal, card), 'checkout.session.completed');
  await toldOnce(milestoneCardSaved, deal);
  expect(await loop.stateOf(deal)).toBe('card_saved');
  return deal;
}

describe('a card on file', () => {
  test('secures nothing, and cannot be asked for again before there is work', async () => {
    const deal = await withSavedCard();
    expect(await paymentsOf(deal)).toBe(0);
    expect(await loop.balance(deal, 'memo.card_holds')).toBe(0);
    expect(await loop.pay(deal)).toMatchObject({ refused: 'milestone_not_payable' });
  });

  test('is held once when the client has let a day pass since the work came, and captured when they approve', async () => {
    const deal = await withSavedCard();
    await loop.submitWork(deal);
    await loop.world.control.advance(DAY_MS + 60_000);
    await toldOnce(milestoneFunded, deal);
    await loop.approve(deal);
    expect(await toldOnce(milestoneReleased, deal)).toMatchObject({ amountMinor: 60_000 });
    expect(await loop.captures(deal)).toBe(1);
    expect(await paymentsOf(deal)).toBe(1);
  });

  test('is held and captured at once when the client approves', async () => {
    const deal = await withSavedCard();
    await loop.submitWork(deal);
    await loop.approve(deal);
    await toldOnce(milestoneReleased, deal);
    expect(await paymentsOf(deal)).toBe(1);
  });

  test('is held by the client in the portal where they pay before that, and then by nobody else', async () => {
    const deal = await withSavedCard();
    await loop.submitWork(deal);
    await loop.notify('checkout.session', await loop.paid(deal), 'checkout.session.completed');
    await toldOnce(milestoneFunded, deal);
    await loop.world.control.advance(DAY_MS + 60_000);
    await loop.approve(deal);
    await toldOnce(milestoneReleased, deal);
    expect(await paymentsOf(deal)).toBe(1);
  });

  test('that is declined when it is charged is told to the client, whose other card still pays', async () => {
    const deal = await withSavedCard(DECLINED_LATER);
    await loop.submitWork(deal);
    await loop.approve(deal);
    expect(await toldOnce(milestoneFundingFailed, deal)).toMatchObject({ retryable: true });
    expect(await loop.stateOf(deal)).toBe('auth_failed');
    await loop.notify('payment_intent', await loop.intentOf(deal), 'payment_intent.payment_failed');
    await settle(async () => (await loop.system.tap.lag('INBOUND_CHANNELS', 'payments')) === 0);
    await loop.notify('checkout.session', await loop.paid(deal), 'checkout.session.completed');
    await toldOnce(milestoneReleased, deal);
    expect(await loop.events(milestoneFundingFailed, deal)).toHaveLength(1);
  });
});

describe('a prepaid milestone', () => {
  test('is taken at once, owed back until the client approves, and then earned without another capture', async () => {
    const deal = await loop.signedDeal({ fundingMethod: 'prepaid' });
    await loop.notify('checkout.session', await loop.paid(deal), 'checkout.session.completed');
    expect(await toldOnce(milestoneFunded, deal)).toMatchObject({ captureBefore: null });
    expect(await loop.stateOf(deal)).toBe('captured');
    await settle(async () => expect(await loop.balance(deal, 'liability.client_prepayments')).toBe(-60_000), patience);
    expect(await loop.balance(deal, 'income.earned')).toBe(0);
    await loop.approve(deal);
    await toldOnce(milestoneReleased, deal);
    expect(await loop.balance(deal, 'income.earned')).toBe(-60_000);
    expect(await loop.balance(deal, 'liability.client_prepayments')).toBe(0);
  });
});

describe('a hold', () => {
  test('that would end before work and review can is released, and the client can choose another way', async () => {
    const deal = await loop.signedDeal({ workDays: 10, reviewDays: 3 });
    await loop.notify('checkout.session', await loop.paid(deal), 'checkout.session.completed');
    const failed = await toldOnce(milestoneFundingFailed, deal);
    expect(failed).toMatchObject({ reason: 'hold_too_short', retryable: false });
    await settle(async () => (await loop.stateOf(deal)) === 'voided', patience);
    expect(await loop.events(milestoneFunded, deal)).toHaveLength(0);
    expect(await loop.captures(deal)).toBe(0);
    const { contractId, milestoneId } = deal;
    const chosen = { milestoneId, contractId, fundingMethod: 'prepaid' as const, selectedAt: new Date().toISOString() };
    await loop.system.publish(fundingMethodSelected, chosen, TENANT);
    await settle(async () => (await loop.stateOf(deal)) === 'unfunded');
    await loop.notify('checkout.session', await loop.paid(deal), 'checkout.session.completed');
    await toldOnce(milestoneFunded, deal);
    expect(await loop.stateOf(deal)).toBe('captured');
  });

  test('is warned of 48 and 24 hours before its end, once each', async () => {
    const deal = await loop.signedDeal();
    await loop.funded(deal);
    await loop.world.control.advance(5 * DAY_MS + 60_000);
    expect(await toldOnce(milestoneFundingExpiring, deal)).toMatchObject({ hoursLeft: 48 });
    await loop.world.control.advance(DAY_MS);
    await settle(async () => {
      const told = await loop.events(milestoneFundingExpiring, deal);
      expect(told.map(({ data }) => data.hoursLeft)).toEqual([48, 24]);
    }, patience);
  });
});
