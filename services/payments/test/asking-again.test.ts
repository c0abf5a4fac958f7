import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { settle } from '@loop/testkit';
import { type Deal, PaymentsSystem, TENANT } from './payments-system.ts';

/** No webhook ever comes here: what becomes known is known because the provider was asked, on time. */
let loop: PaymentsSystem;

const MINUTE_MS = 60_000;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
});

afterAll(() => loop.close());

async function paidInSilence(): Promise<Deal> {
  const deal = await loop.signedDeal();
  await loop.paid(deal);
  expect(await loop.stateOf(deal)).toBe('session_open');
  return deal;
}

describe('a payment that no webhook told about', () => {
  test('is found by the sweep of the next hour', async () => {
    const deal = await paidInSilence();
    await loop.world.control.advance(60 * MINUTE_MS);
    await settle(async () => expect(await loop.stateOf(deal)).toBe('authorized'), { timeoutMs: 20_000 });
  });

  test('is found among the events that the provider could not deliver', async () => {
    const nobody = { url: 'http://127.0.0.1:9/webhooks/stripe', secret: 'whsec_nobody_listens' };
    await loop.world.control.configureWebhooks({ stripe: nobody });
    const deal = await paidInSilence();
    await settle(
      async () => {
        await loop.system.ask('payments', 'payments_reconcile', { tenantId: TENANT });
        expect(await loop.stateOf(deal)).toBe('authorized');
      },
      { timeoutMs: 20_000 },
    );
    const intent = await loop.intentOf(deal);
    const noted = await loop.system.sql<{ event_type: string }>(
      'SELECT event_type FROM payments.notices WHERE object_ref = $1',
      [intent],
    );
    expect(noted).not.toEqual([]);
  });
});

test('a payment whose last act has no known end is read by the janitor of the next minute', async () => {
  const deal = await loop.signedDeal();
  await loop.funded(deal);
  await loop.system.sql(`UPDATE payments.payments SET certainty = 'indeterminate' WHERE milestone_id = $1`, [
    deal.milestoneId,
  ]);
  await loop.world.control.advance(MINUTE_MS);
  const certainty = () =>
    loop.system.sql('SELECT certainty FROM payments.payments WHERE milestone_id = $1', [deal.milestoneId]);
  await settle(async () => expect(await certainty()).toEqual([{ certainty: 'known' }]), { timeoutMs: 20_000 });
});
