import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { milestoneReleased, railSelected } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { APPROVED_CARD, decideAtPayPal, payByCard } from './outside-world.ts';
import { type PaymentsProcess, startPayments } from './payments-process.ts';
import { type Deal, PaymentsSystem, TENANT } from './payments-system.ts';

/**
 * The grep canary: money moves over both rails, by every way of funding, through a process that logs all it can; then
 * everything that was kept, published or logged is searched for what must stand nowhere.
 */
let loop: PaymentsSystem;
let service: PaymentsProcess;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
  await loop.service.stop();
  service = await startPayments(loop.system, { LOOP_LOG_LEVEL: 'trace' });
});
afterAll(async () => {
  await service.kill();
  await loop.close();
});

/** Addresses to pay at, client secrets, keys and tokens, as they look at either provider. */
const NOWHERE = [
  /\/c\/pay\//,
  /checkoutnow/,
  /_secret_/,
  /sk_sandbox_loop|paypal_sandbox_loop/,
  /Bearer |access_token|A21AA/,
  /whsec_/,
];

const pages: string[] = [];

async function paidOver(rail: 'stripe' | 'paypal', deal: Deal): Promise<void> {
  if (rail === 'paypal') {
    const selected = { contractId: deal.contractId, rail, selectedAt: new Date().toISOString() };
    await loop.system.publish(railSelected, selected, TENANT);
    await settle(async () => {
      const rows = await loop.system.sql('SELECT rail FROM payments.contracts WHERE contract_id = $1', [
        deal.contractId,
      ]);
      expect(rows).toEqual([{ rail }]);
    });
  }
  const page = await settle(async () => {
    const answer = await loop.pay(deal);
    if (!('ok' in answer)) throw new Error(answer.detail);
    return answer.ok;
  });
  pages.push(page.url);
  if (rail === 'paypal') {
    await decideAtPayPal(loop.world, page.sessionId, 'approve');
    await loop.notify('order', page.sessionId, 'CHECKOUT.ORDER.APPROVED');
  } else {
    await payByCard(loop.world, page.sessionId, APPROVED_CARD);
    await loop.notify('checkout.session', page.sessionId, 'checkout.session.completed');
  }
  await loop.approve(deal);
}

/** Every row of every table of the service, as text. */
async function kept(): Promise<string> {
  const tables = await loop.system.sql<{ name: string }>(
    "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'payments'",
  );
  let text = '';
  for (const { name } of tables) {
    const rows = await loop.system.sql<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM ${name} t`);
    text += rows.map(({ row }) => `${name} ${row}\n`).join('');
  }
  return text;
}

test('no pay link, approve link, client secret, key or token stands in a table, a stream or a log', async () => {
  const deals = await Promise.all([
    loop.signedDeal(),
    loop.signedDeal({ fundingMethod: 'card_on_file' }),
    loop.signedDeal({ fundingMethod: 'prepaid' }),
    loop.signedDeal(),
  ]);
  for (const [index, deal] of deals.entries()) await paidOver(index === 3 ? 'paypal' : 'stripe', deal);
  await settle(
    async () => {
      for (const deal of deals) expect(await loop.events(milestoneReleased, deal)).toHaveLength(1);
    },
    { timeoutMs: 40_000 },
  );
  // A call that fails, so that what is said about failures is searched as well.
  await loop.world.control.armFault({
    provider: 'stripe',
    operation: 'checkout.sessions.create',
    kind: 'server_error',
    status: 500,
    count: 1,
  });
  await loop.pay(await loop.signedDeal());
  const texts = {
    tables: await kept(),
    streams: await loop.system.tap.everything(),
    log: service.log(),
  };
  expect(pages).toHaveLength(4);
  for (const [where, text] of Object.entries(texts)) {
    expect(text.length).toBeGreaterThan(1000);
    for (const page of pages) expect({ where, holds: text.includes(page) }).toEqual({ where, holds: false });
    for (const secret of NOWHERE) expect({ where, found: secret.exec(text)?.[0] }).toEqual({ where, found: undefined });
  }
  // The canary sings: what may be kept is found by the same search.
  expect(texts.tables).toContain(deals[0]?.milestoneId);
  expect(texts.streams).toContain(deals[0]?.milestoneId);
}, 120_000);
