import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  contractCompleted,
  deliveryApproved,
  deliveryRevisionRequested,
  deliverySubmitted,
  milestoneFundingExpired,
  milestoneFundingFailed,
} from '@loop/contracts';
import { settle } from '@loop/testkit';
import { type Deal, declined, funded, PortalWorld } from './portal-world.ts';

const TWO_MILESTONES = 'SEEKING FREELANCER | Connect our shop with the warehouse, integration with webhooks';

let world: PortalWorld;
let deal: Deal;
let cookie: string;
let room: string;
let milestone: string;

beforeAll(async () => {
  world = await PortalWorld.open();
});

afterAll(() => world.close());

beforeEach(async () => {
  deal = await world.draft(TWO_MILESTONES);
  cookie = await world.enter(deal);
  room = `/client-room/${deal.contractId}`;
  milestone = `${room}/milestones/${deal.draft.milestones[0]?.milestoneId}`;
  await world.sign(deal, cookie);
});

afterEach(() => {
  world.checkout = 'open';
  world.asked.length = 0;
});

function payment(index = 0): Record<string, string> {
  return { amountMinor: String(deal.draft.milestones[index]?.amountMinor), currency: deal.draft.currency };
}

function artifacts() {
  return [{ name: 'Pull request', url: 'https://code.lampwright.studio/pull/3', sha256: 'ab'.repeat(32) }];
}

function deliver(title = 'First records') {
  const milestoneId = deal.draft.milestones[0]?.milestoneId;
  const { tenantId, contractId } = deal;
  return world.system.ask('client-portal', 'deliver', {
    tenantId,
    contractId,
    milestoneId,
    title,
    artifacts: artifacts(),
  });
}

async function secured(): Promise<void> {
  await world.fund(deal);
  await settle(async () => {
    const [first] = (await world.room(deal, cookie)).milestones;
    expect(first).toMatchObject({ status: 'secured', light: 'green' });
  });
}

async function newestDelivery(): Promise<string> {
  const [first] = (await world.room(deal, cookie)).milestones;
  return first?.delivery?.deliveryId ?? '';
}

async function approve(rating = '5'): Promise<number> {
  const milestoneId = deal.draft.milestones[0]?.milestoneId ?? '';
  await world.post(`${room}/code`, { purpose: 'approve', milestoneId }, cookie);
  const code = await world.receiveCode(deal, 'approve');
  const form = { deliveryId: await newestDelivery(), code, rating };
  return (await world.post(`${milestone}/approve`, form, cookie)).status;
}

describe('paying', () => {
  it('leads to the page that payments names, with the amount the client saw', async () => {
    const answer = await world.post(`${milestone}/pay`, payment(), cookie);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('https://checkout.stripe.com/c/pay/cs_test_1');
    expect(world.asked[0]).toMatchObject({
      contractId: deal.contractId,
      amountMinor: deal.draft.milestones[0]?.amountMinor,
      returnUrl: `https://portal.lampwright.studio${milestone}/return`,
    });
  });

  it('is not offered, and answers 503 without any address, where payments is off', async () => {
    const off = await PortalWorld.open();
    try {
      off.checkout = 'payments_not_configured';
      const mine = await off.draft();
      const own = await off.enter(mine);
      await off.sign(mine, own);
      const page = await off.get(`/client-room/${mine.contractId}`, own);
      expect(page.body).toContain('Payments are not set up yet');
      expect(page.body).not.toContain('data-action="pay"');
      const path = `/client-room/${mine.contractId}/milestones/${mine.draft.milestones[0]?.milestoneId}/pay`;
      const form = { amountMinor: String(mine.draft.totalMinor), currency: 'USD' };
      const html = await off.post(path, form, own);
      expect(html.status).toBe(503);
      expect(html.headers.get('location')).toBeNull();
      const problem = await off.post(path, form, own, {
        origin: 'https://portal.lampwright.studio',
        accept: 'application/json',
      });
      expect(JSON.parse(problem.body)).toMatchObject({ status: 503, type: 'urn:loop:problem:payments_not_configured' });
    } finally {
      await off.close();
    }
  });

  it('goes milestone by milestone', async () => {
    const second = `${room}/milestones/${deal.draft.milestones[1]?.milestoneId}/pay`;
    const answer = await world.post(second, payment(1), cookie);
    expect(answer.status).toBe(409);
    expect(answer.body).toContain('after the one before it is approved');
    expect(world.asked).toEqual([]);
  });

  it('counts for nothing when the client merely comes back from the provider', async () => {
    const landing = await world.get(`${milestone}/return?session_id=cs_test_1`, cookie);
    expect(landing.status).toBe(200);
    expect(landing.body).toContain('Checking with the payment provider');
    expect((await world.room(deal, cookie)).money.held.amountMinor).toBe(0);
    await secured();
    const after = await world.get(`${milestone}/return`, cookie);
    expect([after.status, after.headers.get('location')]).toEqual([303, room]);
  });

  it('tells the client why a card was declined, leaves the milestone unfunded and lets them try again', async () => {
    await world.system.publish(milestoneFundingFailed, declined(deal), deal.tenantId);
    await settle(async () => {
      const page = await world.get(room, cookie);
      expect(page.body).toContain('Your card has insufficient funds. Nothing was taken.');
      expect(page.body).toContain('data-action="pay"');
    });
    const [first] = (await world.room(deal, cookie)).milestones;
    expect(first).toMatchObject({ status: 'unfunded', light: 'red', canPay: true });
  });

  it('is open again when the hold has lapsed', async () => {
    await secured();
    const { captureBefore: _captureBefore, fundedAt: _fundedAt, ...hold } = funded(deal);
    await world.system.publish(
      milestoneFundingExpired,
      { ...hold, expiredAt: '2026-11-27T09:00:00.000Z' },
      deal.tenantId,
    );
    await settle(async () => {
      const [first] = (await world.room(deal, cookie)).milestones;
      expect(first).toMatchObject({ status: 'unfunded', canPay: true });
    });
  });
});

describe('delivering', () => {
  it('waits for the money', async () => {
    expect(await deliver()).toMatchObject({ refused: 'not_funded' });
  });

  it('is once when the command is given twice, and again after changes were asked for', async () => {
    await secured();
    const first = await deliver();
    expect(first).toMatchObject({ ok: { version: 1 } });
    expect(await deliver()).toEqual(first);
    const form = { deliveryId: await newestDelivery(), note: 'Please add the returns' };
    expect((await world.post(`${milestone}/revision`, form, cookie)).status).toBe(303);
    const [asked] = await world.eventuallyAbout(deliveryRevisionRequested, deal.contractId);
    expect(asked).toMatchObject({ round: 1, note: 'Please add the returns' });
    expect(await deliver()).toMatchObject({ ok: { version: 2 } });
    await settle(async () => {
      expect(await world.publishedAbout(deliverySubmitted, deal.contractId)).toHaveLength(2);
    });
  });

  it('is not approved by somebody who saw an older delivery', async () => {
    await secured();
    await deliver('First');
    const old = await newestDelivery();
    await world.post(`${milestone}/revision`, { deliveryId: old, note: 'More' }, cookie);
    await deliver('Second');
    const milestoneId = deal.draft.milestones[0]?.milestoneId ?? '';
    await world.post(`${room}/code`, { purpose: 'approve', milestoneId }, cookie);
    const code = await world.receiveCode(deal, 'approve');
    expect((await world.post(`${milestone}/approve`, { deliveryId: old, code }, cookie)).status).toBe(409);
    expect(await world.publishedAbout(deliveryApproved, deal.contractId)).toEqual([]);
  });
});

describe('the way to the end', () => {
  it('completes the contract when every milestone is released, once, with the last rating', async () => {
    await secured();
    await deliver();
    expect(await approve('4')).toBe(303);
    const [approval] = await world.eventuallyAbout(deliveryApproved, deal.contractId);
    expect(approval).toMatchObject({ rating: 4 });
    await world.release(deal, approval?.approvalId ?? '');
    await settle(async () => {
      const { money, next } = await world.room(deal, cookie);
      expect(money.earned.amountMinor).toBe(deal.draft.milestones[0]?.amountMinor);
      expect(next).toBe('pay');
    });
    expect(await world.publishedAbout(contractCompleted, deal.contractId)).toEqual([]);
    await world.fund(deal, 1);
    await world.release(deal, randomUUID(), 1);
    await world.release(deal, randomUUID(), 1);
    const completed = await world.eventuallyAbout(contractCompleted, deal.contractId);
    expect(completed).toEqual([expect.objectContaining({ rating: 4 })]);
    const receipt = await world.get(`${milestone}/receipt`, cookie);
    expect(receipt.body).toContain('No money moved: this is test money.');
    const { timeline, status } = await world.room(deal, cookie);
    expect(status).toBe('completed');
    expect(timeline.filter((event) => event.kind === 'completed')).toHaveLength(1);
  });

  it('takes an approval once', async () => {
    await secured();
    await deliver();
    expect(await approve()).toBe(303);
    const again = await world.post(`${milestone}/approve`, { deliveryId: await newestDelivery(), code: '1' }, cookie);
    expect(again.status).toBe(303);
    expect(await world.eventuallyAbout(deliveryApproved, deal.contractId)).toHaveLength(1);
  });
});
