import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  deliverySubmitted,
  type EventDefinition,
  fundingMethodSelected,
  milestoneCardSaved,
  milestoneFunded,
  milestoneReleased,
  railSelected,
} from '@loop/contracts';
import { BrowserClient, deliver, recorded, WORKING_CARD } from '@loop/dev';
import type { Page } from 'playwright-core';
import { type Client, type OpenedSystem, openSystem } from './open-system.ts';

// The contract plans a hold for every first milestone; here the client chooses another way on the page.

let opened: OpenedSystem;

beforeAll(async () => {
  opened = await openSystem();
}, 90_000);

afterAll(() => opened?.close(), 60_000);

function published<D extends EventDefinition>(definition: D, key: string) {
  return opened.system.watch.until((record) => recorded(record, definition).find((event) => event.key === key), {
    timeoutMs: 20_000,
    what: definition.subject,
  });
}

/** Opens the other ways of funding and picks one, by the keyboard alone. */
async function choose(page: Page, fundingMethod: string, milestoneId: string): Promise<void> {
  await page.locator('#next-step details > summary', { hasText: 'Fund it another way' }).press('Enter');
  await page.locator(`#next-step [data-action="fund-${fundingMethod}"]`).press('Enter');
  await page.locator('#next-step [data-action="pay"]').waitFor();
  await published(fundingMethodSelected, milestoneId);
}

async function signed(): Promise<Client & { readonly first: Client['deal']['milestones'][number] }> {
  const one = await opened.newClient();
  const [first] = one.deal.milestones;
  if (first === undefined) throw new Error('A deal without a milestone');
  await one.client.open();
  await one.client.sign();
  return { ...one, first };
}

async function delivered({ deal, first }: Awaited<ReturnType<typeof signed>>): Promise<void> {
  await deliver(opened.system, deal.contractId, first.milestoneId, first.title);
  await published(deliverySubmitted, first.milestoneId);
}

/** What the provider says it took for a milestone. */
async function captured(milestoneId: string): Promise<number> {
  const captures = await opened.sandbox.captures();
  const mine = captures.filter(({ metadata }) => metadata['milestone'] === milestoneId);
  return mine.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

test('a client saves a card, sets the amount aside once the work is there, and approves', async () => {
  const one = await signed();
  const { client, complaints, first } = one;
  const { page } = client;
  await choose(page, 'card_on_file', first.milestoneId);
  await client.pay(WORKING_CARD);
  await published(milestoneCardSaved, first.milestoneId);
  await page.reload();
  expect(await page.locator('#milestone-1').textContent()).toContain('Card saved, not secured');
  expect(await captured(first.milestoneId)).toBe(0);

  await delivered(one);
  await page.reload();
  expect(await page.locator('#next-step').textContent()).toContain('The amount is not set aside yet');
  await client.pay(WORKING_CARD);
  await published(milestoneFunded, first.milestoneId);
  await client.approve(5);

  await published(milestoneReleased, first.milestoneId);
  expect(await captured(first.milestoneId)).toBe(first.amountMinor);
  expect(complaints).toEqual([]);
}, 90_000);

test('a client who only approves is charged on the saved card, once', async () => {
  const one = await signed();
  const { client, first } = one;
  await choose(client.page, 'card_on_file', first.milestoneId);
  await client.pay(WORKING_CARD);
  await published(milestoneCardSaved, first.milestoneId);
  await delivered(one);
  await client.approve(4);

  await published(milestoneReleased, first.milestoneId);
  expect(await captured(first.milestoneId)).toBe(first.amountMinor);
}, 90_000);

test('a client prepays, reads that it is refundable, and approves without being charged again', async () => {
  const one = await signed();
  const { client, first } = one;
  const { page } = client;
  await choose(page, 'prepaid', first.milestoneId);
  await client.pay(WORKING_CARD);
  await published(milestoneFunded, first.milestoneId);
  await page.reload();
  const room = await page.locator('body').textContent();
  expect(room).toContain('Prepaid, refundable');
  expect(room?.toLowerCase()).not.toContain('escrow');
  await delivered(one);
  await client.approve(5);

  await published(milestoneReleased, first.milestoneId);
  expect(await captured(first.milestoneId)).toBe(first.amountMinor);
}, 90_000);

test('a client sets the amount aside at PayPal without scripts, and approves', async () => {
  const { deal, mailbox } = await opened.newClient();
  const [first] = deal.milestones;
  if (first === undefined) throw new Error('A deal without a milestone');
  const context = await opened.browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.goto(`${opened.system.portalUrl}/deal`);
  await page.fill('#token', mailbox.dealLink);
  await page.click('[data-action="open-deal"]');
  const client = new BrowserClient(page, mailbox);
  await client.arrived();
  await client.sign();

  await page.click('#next-step [data-action="rail-paypal"]');
  await published(railSelected, deal.contractId);
  expect(await page.locator('#next-step').textContent()).toContain('PayPal sets the amount aside');
  await page.click('#next-step [data-action="pay"]');
  await page.click('#approve');
  expect((await published(milestoneFunded, first.milestoneId)).data.rail).toBe('paypal');
  await deliver(opened.system, deal.contractId, first.milestoneId, first.title);
  await published(deliverySubmitted, first.milestoneId);
  await client.approve(5);

  expect((await published(milestoneReleased, first.milestoneId)).data.amountMinor).toBe(first.amountMinor);
  await context.close();
}, 90_000);
