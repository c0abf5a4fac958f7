import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  deliveryApproved,
  type EventDefinition,
  fundingMethodSelected,
  milestoneAmountReduced,
  milestoneCardSaved,
  milestoneExposed,
  milestoneFunded,
  milestoneFundingExpiring,
  milestoneFundingFailed,
  milestoneRefunded,
  milestoneRefundFailed,
  milestoneReleased,
  type PayloadOf,
  railSelected,
} from '@loop/contracts';
import { settle } from '@loop/testkit';
import { type Deal, declined, funded, PortalWorld, type RoomJson, released } from './portal-world.ts';

// Three milestones; the second takes longer than a card hold lasts.
const PRODUCT = 'SEEKING FREELANCER | We need an MVP of a marketplace web app, built from scratch';

let world: PortalWorld;
let deal: Deal;
let cookie: string;
let room: string;

beforeAll(async () => {
  world = await PortalWorld.open();
});

afterAll(() => world.close());

beforeEach(async () => {
  world.asked.length = 0;
  deal = await world.draft(PRODUCT);
  cookie = await world.enter(deal);
  room = `/client-room/${deal.contractId}`;
  await world.sign(deal, cookie);
});

function publish<D extends EventDefinition>(event: D, data: PayloadOf<D>): Promise<unknown> {
  return world.system.publish(event, data, deal.tenantId);
}

async function milestone(index: number): Promise<RoomJson['milestones'][number]> {
  const found = (await world.room(deal, cookie)).milestones[index];
  if (found === undefined) throw new Error('There is no such milestone');
  return found;
}

function path(index: number): string {
  return `${room}/milestones/${deal.draft.milestones[index]?.milestoneId}`;
}

function pay(index: number) {
  const amountMinor = String(deal.draft.milestones[index]?.amountMinor);
  return world.post(`${path(index)}/pay`, { amountMinor, currency: deal.draft.currency }, cookie);
}

function choose(index: number, fundingMethod: string) {
  return world.post(`${path(index)}/funding-method`, { fundingMethod }, cookie);
}

async function cardSaved(index: number): Promise<void> {
  const { captureBefore: _end, fundedAt, ...money } = funded(deal, index);
  await publish(milestoneCardSaved, { ...money, savedAt: fundedAt });
  await settle(async () => expect(await milestone(index)).toMatchObject({ status: 'card_saved', light: 'amber' }));
}

/** Brings the first milestone behind, so that the second, on a card on file, is next. */
async function secondIsNext(): Promise<void> {
  await world.fund(deal);
  await world.release(deal, deal.contractId);
  await settle(async () => expect(await milestone(1)).toMatchObject({ canPay: true, fundingMethod: 'card_on_file' }));
}

async function deliver(index: number): Promise<unknown> {
  const artifacts = [{ name: 'Preview', url: 'https://preview.lampwright.studio/', sha256: 'cd'.repeat(32) }];
  const { tenantId, contractId } = deal;
  const milestoneId = deal.draft.milestones[index]?.milestoneId;
  return world.system.ask('client-portal', 'deliver', { tenantId, contractId, milestoneId, title: 'Core', artifacts });
}

async function approve(index: number): Promise<number> {
  const milestoneId = deal.draft.milestones[index]?.milestoneId ?? '';
  await world.post(`${room}/code`, { purpose: 'approve', milestoneId }, cookie);
  const code = await world.receiveCode(deal, 'approve');
  const deliveryId = (await milestone(index)).delivery?.deliveryId ?? '';
  return (await world.post(`${path(index)}/approve`, { deliveryId, code }, cookie)).status;
}

describe('a milestone that takes longer than a card hold', () => {
  it('is agreed on with a card on file, and work starts once the card is saved, unsecured', async () => {
    expect(deal.draft.milestones.map((one) => one.fundingMethod)).toEqual(['hold', 'card_on_file', 'hold']);
    await secondIsNext();
    expect((await world.get(room, cookie)).body).toContain('Save a card for');
    expect((await pay(1)).status).toBe(303);
    expect(world.asked.at(-1)).toMatchObject({ fundingMethod: 'card_on_file', rail: 'stripe' });
    await cardSaved(1);
    expect((await world.room(deal, cookie)).money.held.amountMinor).toBe(0);
    expect((await pay(1)).status).toBe(409);
    expect(await deliver(1)).toMatchObject({ ok: { version: 1 } });
    const page = (await world.get(room, cookie)).body;
    expect(page).toContain('The amount is not set aside yet');
    expect((await pay(1)).status).toBe(303);
  });

  it('can be approved on the saved card; when the bank wants to hear from the client, they are asked back to pay', async () => {
    await secondIsNext();
    await cardSaved(1);
    await deliver(1);
    expect(await approve(1)).toBe(303);
    await world.eventuallyAbout(deliveryApproved, deal.contractId);
    expect((await world.room(deal, cookie)).next).toBe('await_release');
    const refused = { ...declined(deal, 1), providerRef: 'pi_off_session', reason: 'authentication_required' };
    await publish(milestoneFundingFailed, {
      ...refused,
      clientMessage: 'Your bank asks you to confirm this payment.',
      failedAt: new Date().toISOString(),
    });
    await settle(async () => expect(await milestone(1)).toMatchObject({ status: 'approved', canPay: true }));
    expect((await world.room(deal, cookie)).next).toBe('pay');
    expect((await world.get(room, cookie)).body).toContain('Your bank asks you to confirm this payment.');
  });
});

describe('another way of funding', () => {
  it('is put on record and told once, and leads to that payment page', async () => {
    expect((await choose(0, 'prepaid')).status).toBe(303);
    expect((await choose(0, 'prepaid')).status).toBe(303);
    const told = await world.eventuallyAbout(fundingMethodSelected, deal.contractId);
    expect(told).toEqual([expect.objectContaining({ fundingMethod: 'prepaid' })]);
    const { timeline } = await world.room(deal, cookie);
    expect(timeline.filter((event) => event.kind === 'funding_method_selected')).toHaveLength(1);
    await pay(0);
    expect(world.asked.at(-1)).toMatchObject({ fundingMethod: 'prepaid' });
    await publish(milestoneFunded, { ...funded(deal), captureBefore: null });
    await settle(async () => expect(await milestone(0)).toMatchObject({ status: 'secured', light: 'green' }));
    const { money } = await world.room(deal, cookie);
    expect([money.held.amountMinor, money.earned.amountMinor]).toEqual([0, 0]);
    expect(money.prepaid.amountMinor).toBe(deal.draft.milestones[0]?.amountMinor);
    expect((await world.get(`${path(0)}/receipt`, cookie)).body).toContain('Confirmation of a prepayment');
  });

  it('is refused where money is held, where a hold could not last, and from a foreign page', async () => {
    await secondIsNext();
    expect((await choose(1, 'hold')).status).toBe(409);
    expect((await choose(0, 'prepaid')).status).toBe(409);
    const foreign = await world.post(`${path(1)}/funding-method`, { fundingMethod: 'prepaid' }, cookie, {
      origin: 'https://elsewhere.lampwright.store',
    });
    expect(foreign.status).toBe(403);
    expect(await world.publishedAbout(fundingMethodSelected, deal.contractId)).toEqual([]);
  });

  it('is asked for when the hold was found too short', async () => {
    await publish(milestoneFundingFailed, {
      ...declined(deal),
      reason: 'hold_too_short',
      retryable: false,
      clientMessage: 'Your bank keeps a hold for too short a time.',
      failedAt: new Date().toISOString(),
    });
    await settle(async () => expect((await world.room(deal, cookie)).next).toBe('choose_funding'));
    expect((await milestone(0)).choices).toEqual(['card_on_file', 'prepaid']);
    expect((await pay(0)).status).toBe(409);
    await choose(0, 'card_on_file');
    expect(await world.room(deal, cookie)).toMatchObject({ next: 'pay' });
  });
});

describe('the rail', () => {
  it('is the one the client picked, told before the page is asked for; PayPal is offered no card on file', async () => {
    await secondIsNext();
    expect((await world.post(`${room}/select-rail`, { rail: 'paypal' }, cookie)).status).toBe(303);
    expect(await world.eventuallyAbout(railSelected, deal.contractId)).toMatchObject([{ rail: 'paypal' }]);
    expect(await world.room(deal, cookie)).toMatchObject({ rail: 'paypal', next: 'choose_funding' });
    expect((await milestone(1)).choices).toEqual(['hold', 'prepaid']);
    expect((await pay(1)).status).toBe(409);
    await choose(1, 'hold');
    expect((await pay(1)).status).toBe(303);
    expect(world.asked.at(-1)).toMatchObject({ rail: 'paypal', fundingMethod: 'hold' });
  });

  it('stays where a card is saved for work under way', async () => {
    await secondIsNext();
    await cardSaved(1);
    expect((await world.post(`${room}/select-rail`, { rail: 'paypal' }, cookie)).status).toBe(409);
  });
});

describe('news of money', () => {
  it('is shown as what it is: an ending hold, a lowered amount, a refund that failed, a bank dispute', async () => {
    const { captureBefore: _end, fundedAt: _at, ...money } = funded(deal);
    const full = money.amountMinor;
    await publish(milestoneFundingExpiring, { ...money, captureBefore: '2026-11-29T09:00:00.000Z', hoursLeft: 24 });
    const lowered = { ...money, amountMinor: full - 100, contractMinor: full, reason: 'settlement' };
    await publish(milestoneAmountReduced, { ...lowered, reducedAt: '2026-11-20T10:00:00.000Z' });
    const refund = { ...money, amountMinor: 50, refundId: deal.contractId, reason: 'requested_by_client' };
    await publish(milestoneRefundFailed, { ...refund, failedAt: '2026-11-22T10:00:00.000Z' });
    await publish(milestoneRefunded, { ...refund, refundedAt: '2026-11-21T10:00:00.000Z' });
    await publish(milestoneFunded, funded(deal));
    const dispute = { exposure: 'disputed' as const, reason: 'fraudulent', respondBy: null };
    await publish(milestoneExposed, { ...money, ...dispute, exposedAt: '2026-11-22T11:00:00.000Z' });
    await settle(async () => {
      const kinds = (await world.room(deal, cookie)).timeline.map((event) => event.kind);
      const news = ['funding_expiring', 'amount_reduced', 'refund_failed', 'refunded', 'funded', 'bank_dispute'];
      expect(kinds).toEqual(expect.arrayContaining(news));
    });
    expect(await milestone(0)).toMatchObject({ approvalMinor: full - 100, status: 'secured' });
    const { body } = await world.get(room, cookie);
    expect(body).toContain('This payment is disputed at your bank');
    expect(body).not.toContain('of it went back to you');
    expect(body.toLowerCase()).not.toContain('escrow');
  });

  it('counts as paid only what a lowered approval took', async () => {
    const full = deal.draft.milestones[0]?.amountMinor ?? 0;
    await world.fund(deal);
    const taken = { ...released(deal, deal.contractId), amountMinor: Math.floor(full * 0.6) };
    await publish(milestoneReleased, taken);
    await settle(async () => {
      expect((await world.room(deal, cookie)).money.earned.amountMinor).toBe(Math.floor(full * 0.6));
    });
  });
});
