import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PaymentReading } from '../dist/domain/payment-reading.js';
import type { PaymentRail } from '../dist/providers/payment-rail.js';
import { stripeRail } from '../dist/providers/stripe-rail.js';
import { APPROVED_CARD, type OutsideWorld, POOR_CARD, payByCard, startOutsideWorld } from './outside-world.ts';
import { identity, ids, keepsTheRailContract, ok, paymentIn, sessionOrder } from './payment-rail.contract.ts';

const ALWAYS_ASKING_CARD = '4000002760003184';
const DAY_MS = 86_400_000;
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

describe('Stripe', () => {
  keepsTheRailContract({ savesCards: true, reauthorizes: false, balanceLines: true }, async () => {
    const world = await startOutsideWorld();
    const at = (sandboxUrl: string, secretKey = 'sk_sandbox_loop') =>
      stripeRail({ secretKey, sandboxUrl, timeoutMs: 500 });
    return {
      world,
      rail: at(world.sandbox.url),
      sessionType: 'checkout.session',
      paymentType: 'payment_intent',
      captureOperation: 'payment_intents.capture',
      agree: (sessionRef) => payByCard(world, sessionRef, APPROVED_CARD),
      fail: (sessionRef) => payByCard(world, sessionRef, POOR_CARD),
      withWrongKey: () => at(world.sandbox.url, 'sk_wrong'),
      at,
    };
  });
});

describe('what only Stripe tells', () => {
  let world: OutsideWorld;
  let rail: PaymentRail;
  beforeAll(async () => {
    world = await startOutsideWorld();
    rail = stripeRail({ secretKey: 'sk_sandbox_loop', sandboxUrl: world.sandbox.url });
  });
  afterAll(() => world.stop());

  const paid = async (card = APPROVED_CARD, rest = {}): Promise<PaymentReading> => {
    const { ref } = ok(await rail.openSession(sessionOrder({ purpose: 'prepaid', ...rest })));
    await payByCard(world, ref, card);
    return ok(await rail.readPayment('checkout.session', ref));
  };
  const read = async (type: string, ref: string): Promise<PaymentReading> => ok(await rail.readPayment(type, ref));
  const everything = () => ({ from: new Date(Date.now() - DAY_MS), to: new Date(Date.now() + 90 * DAY_MS) });

  test('a decline is read with its reason, and the page stays open', async () => {
    const { ref } = ok(await rail.openSession(sessionOrder()));
    await payByCard(world, ref, POOR_CARD);
    expect(await read('checkout.session', ref)).toMatchObject({
      session: { status: 'open', purpose: 'hold' },
      payment: { status: 'open', heldMinor: 0, decline: { code: 'insufficient_funds' } },
    });
  });

  test('a saved card whose bank wants the client refuses, and the hold that failed is found', async () => {
    const order = sessionOrder({ purpose: 'save_card' });
    const { ref } = ok(await rail.openSession(order));
    await payByCard(world, ref, ALWAYS_ASKING_CARD);
    const body = new URLSearchParams({ result: 'complete' });
    await fetch(`${world.sandbox.url}/c/pay/${ref}/authenticate`, { method: 'POST', redirect: 'manual', body });
    const { savedCard } = await read('checkout.session', ref);
    if (savedCard === null) throw new Error('No card was saved');
    const sentAfter = new Date(Date.parse((await world.control.time()).now));
    const wish = { ...identity(ids(order)), ...usd(60_000), title: 'Draft', purpose: 'hold', from: savedCard } as const;
    expect(await rail.placeHold(wish)).toMatchObject({
      failed: { outcome: 'refused', reason: 'authentication_required' },
    });
    const sought = { kind: 'place_hold', paymentRef: null, customerRef: savedCard.customerRef, sentAfter } as const;
    const found = ok(await rail.findByOperation({ ...sought, operationId: wish.operationId }));
    expect(found?.payment).toMatchObject({ status: 'open', decline: { code: 'authentication_required' } });
    expect(ok(await rail.findByOperation({ ...sought, operationId: randomUUID() }))).toBeUndefined();
    const page = ok(await rail.openSession(sessionOrder({ ...ids(order), customerRef: savedCard.customerRef })));
    expect(page.status).toBe('open');
  });

  test('a refund that failed is read with both of its lines, whichever object the notice names', async () => {
    const taken = paymentIn(await paid());
    const wish = { ...identity(), ...usd(20_000), paymentRef: taken.ref, reason: 'operator' };
    await world.control.stripe.set({ refunds: 'pend' });
    const [pending] = ok(await rail.refund(wish)).refunds;
    expect(pending).toMatchObject({ status: 'pending', reason: 'operator' });
    await world.control.stripe.endRefund(String(pending?.ref), 'failed');
    await world.control.stripe.set({ refunds: 'succeed' });
    const after = await read('refund', String(pending?.ref));
    expect(after.refunds).toMatchObject([{ status: 'failed', operationId: wish.operationId }]);
    expect(after.balance.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['charge', 60_000],
      ['refund', -20_000],
      ['refund_failure', 20_000],
    ]);
    const charge = after.balance[0]?.sourceRef ?? '';
    expect({ ...(await read('charge', charge)), readAt: null }).toEqual({ ...after, readAt: null });
  });

  test('a dispute is read with the money it took and brought back; an inquiry takes none', async () => {
    const { ref } = paymentIn(await paid());
    const inquiry = await world.control.stripe.openDispute({ payment: ref, kind: 'inquiry', amountMinor: 10_000 });
    expect((await read('dispute', inquiry.id)).disputes).toMatchObject([
      { status: 'inquiry', providerStatus: 'warning_needs_response', respondBy: expect.any(Date) },
    ]);
    await world.control.stripe.moveDispute(inquiry.id, { to: 'inquiry_closed' });
    const { id } = await world.control.stripe.openDispute({ payment: ref });
    await world.control.stripe.moveDispute(id, { to: 'won' });
    const { balance, disputes } = await read('payment_intent', ref);
    expect(disputes.map(({ status }) => status).sort()).toEqual(['closed', 'won']);
    expect(balance.slice(1)).toMatchObject([
      { kind: 'dispute_withdrawal', amountMinor: -60_000, feeMinor: 1_500, sourceRef: id },
      { kind: 'dispute_reinstatement', amountMinor: 60_000, feeMinor: 0, sourceRef: id },
    ]);
  });

  test('a dispute status nobody knows is named, and stands as what its money says', async () => {
    const { ref } = paymentIn(await paid());
    const { id } = await world.control.stripe.openDispute({ payment: ref });
    await world.control.stripe.moveDispute(id, { to: 'status', status: 'arbitration' });
    expect(await read('dispute', id)).toMatchObject({
      disputes: [{ status: 'disputed', providerStatus: 'arbitration' }],
      unrecognised: ['dispute.status=arbitration'],
    });
  });

  test('a fraud warning is read as long as it asks to act, and after', async () => {
    const { ref } = paymentIn(await paid());
    const warning = await world.control.stripe.warnOfFraud(ref);
    expect((await read('radar.early_fraud_warning', warning.id)).warnings).toEqual([
      { ref: warning.id, actionable: true },
    ]);
    ok(await rail.refund({ ...identity(), ...usd(60_000), paymentRef: ref, reason: 'fraud_warning' }));
    expect((await read('payment_intent', ref)).warnings).toEqual([{ ref: warning.id, actionable: false }]);
  });

  test('a reading is four requests at most: the budget within the provider’s rates is reckoned by that', async () => {
    const { ref } = ok(await rail.openSession(sessionOrder({ purpose: 'prepaid' })));
    await payByCard(world, ref, APPROVED_CARD);
    const requests = async () => (await world.control.log({ kind: 'request', limit: 10_000 })).length;
    const before = await requests();
    await read('checkout.session', ref);
    expect((await requests()) - before).toBe(4);
  });

  test('a hold that ran out is expired, one that never was is only not paid', async () => {
    const { ref } = ok(await rail.openSession(sessionOrder()));
    const poor = ok(await rail.openSession(sessionOrder()));
    await payByCard(world, ref, APPROVED_CARD);
    await payByCard(world, poor.ref, POOR_CARD);
    await world.control.advance(8 * DAY_MS);
    const { payment, refunds } = await read('checkout.session', ref);
    expect([payment?.status, payment?.heldMinor, refunds]).toEqual(['expired', 0, []]);
    const unpaid = await read('checkout.session', poor.ref);
    expect([unpaid.session?.status, unpaid.payment?.status]).toEqual(['expired', 'open']);
  });

  test('a line in another currency says what it was for the client', async () => {
    await world.control.stripe.set({ settlement: { currency: 'eur', rates: { usd: 0.5 } } });
    const { balance } = await paid();
    await world.control.stripe.set({ settlement: null });
    const line = { currency: 'EUR', amountMinor: 30_000, original: { amountMinor: 60_000, currency: 'USD' } };
    expect(balance).toMatchObject([line]);
    const listed = ok(await rail.listBalance(everything(), null)).items.find(({ ref }) => ref === balance[0]?.ref);
    expect(listed).toEqual(balance[0]);
  });

  test('each payout names the lines it is made of, and a page leads to the next payout', async () => {
    const first = (await paid()).balance[0]?.ref;
    await world.control.stripe.runPayouts({ includesPending: true });
    const second = (await paid()).balance[0]?.ref;
    await world.control.stripe.runPayouts({ includesPending: true, outcome: 'failed' });
    const newest = ok(await rail.listPayouts(everything(), null));
    expect(newest.items).toMatchObject([{ status: 'failed', balanceRefs: [second] }]);
    let page = newest;
    while (!page.items[0]?.balanceRefs?.includes(String(first)))
      page = ok(await rail.listPayouts(everything(), page.next));
    expect(page.items).toMatchObject([{ status: 'paid' }]);
    const own = await read('payout', String(newest.items[0]?.ref));
    expect(own).toMatchObject({
      order: null,
      balance: [{ kind: 'payout', payoutRef: newest.items[0]?.ref }, { kind: 'payout_failure' }],
    });
  });

  test('an event that never reached us is listed with the object to read', async () => {
    await world.control.configureWebhooks({ stripe: { url: 'http://127.0.0.1:9/nobody', secret: 'whsec_12345678' } });
    await world.control.armFault({ provider: 'stripe', kind: 'webhook_lost' });
    const { ref } = paymentIn(await paid());
    const missed = ok(await rail.listEvents(everything(), null)).items;
    expect(missed).toContainEqual(
      expect.objectContaining({ eventType: 'payment_intent.succeeded', objectType: 'payment_intent', objectRef: ref }),
    );
  });
});
