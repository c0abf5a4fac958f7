import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  contractCompleted,
  contractSigned,
  contractViewed,
  type EventDefinition,
  milestoneFunded,
  milestoneFundingFailed,
  milestoneReleased,
} from '@loop/contracts';
import { deliver, moneyOf, recorded, WORKING_CARD } from '@loop/dev';
import { settle } from '@loop/testkit';
import type { Page } from 'playwright-core';
import { type OpenedSystem, openSystem } from './open-system.ts';

const DECLINED_CARD = { ...WORKING_CARD, number: '4000 0000 0000 9995' };
const DAY_MS = 86_400_000;

let opened: OpenedSystem;

beforeAll(async () => {
  opened = await openSystem();
}, 90_000);

afterAll(() => opened?.close(), 60_000);

/** Waits for an event about an aggregate. */
function published<D extends EventDefinition>(definition: D, key: string) {
  return opened.system.watch.until((record) => recorded(record, definition).find((event) => event.key === key), {
    timeoutMs: 20_000,
    what: definition.subject,
  });
}

/** Presses Tab until the element has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await page.locator(`${selector}:focus`).count()) > 0) return;
  }
  throw new Error(`The keyboard does not reach ${selector}`);
}

/** What the portal answers to the secret of a link, as a page without scripts sends it. */
async function openWith(token: string): Promise<{ readonly status: number; readonly body: string }> {
  const { portalUrl } = opened.system;
  const answer = await fetch(`${portalUrl}/deal/open`, {
    method: 'POST',
    headers: { origin: portalUrl },
    body: new URLSearchParams({ token }),
    redirect: 'manual',
  });
  return { status: answer.status, body: await answer.text() };
}

test('a client opens, signs, pays and approves, and the contract is completed with every cent accounted for', async () => {
  const { deal, client, complaints } = await opened.newClient();

  await client.open();
  await published(contractViewed, deal.contractId);
  await client.sign();
  for (const { milestoneId, title } of deal.milestones) {
    await client.pay(WORKING_CARD);
    await published(milestoneFunded, milestoneId);
    await deliver(opened.system, deal.contractId, milestoneId, title);
    await client.approve(5);
    await published(milestoneReleased, milestoneId);
  }
  await published(contractCompleted, deal.contractId);
  await client.page.reload();

  expect(await client.page.locator('#next-step').textContent()).toContain('All done');
  expect(await client.page.locator('body').textContent()).toMatch(/sandbox/i);
  expect(complaints).toEqual([]);
  const [money] = moneyOf(opened.system.watch.record, 'sandbox');
  const captured = await opened.sandbox.captures();
  expect(money?.earned.amountMinor).toBe(captured.reduce((sum, { amountMinor }) => sum + amountMinor, 0));
  expect(money?.held.amountMinor).toBe(0);
}, 90_000);

test('a declined card leaves the milestone unfunded and tells the client why; another card then funds it', async () => {
  const { deal, client } = await opened.newClient();
  const [first] = deal.milestones;
  const { page } = client;
  await client.open();
  await client.sign();

  await client.submitCard(DECLINED_CARD);
  const reason = await page.locator('#decline').textContent();
  const failure = await published(milestoneFundingFailed, first?.milestoneId ?? '');
  await page.click('a.back');
  await page.locator('#next-step [data-action="pay"]').waitFor();

  expect(reason).toMatch(/insufficient funds/i);
  expect(failure.data).toMatchObject({ reason: 'insufficient_funds', retryable: true });
  expect(await page.locator('#next-step').textContent()).toContain(failure.data.clientMessage);
  expect(recorded(opened.system.watch.record, milestoneFunded).map(({ key }) => key)).not.toContain(first?.milestoneId);

  await client.pay(WORKING_CARD);

  expect((await published(milestoneFunded, first?.milestoneId ?? '')).data.amountMinor).toBe(first?.amountMinor);
}, 90_000);

test('a client signs without touching a mouse', async () => {
  const { deal, client, mailbox } = await opened.newClient();
  const { page } = client;
  await client.open();

  await tabTo(page, '#request-code [data-action="request-code"]');
  await page.keyboard.press('Enter');
  await page.locator('form#sign').waitFor();
  await tabTo(page, '#code');
  await page.keyboard.type(await mailbox.nextCode());
  await tabTo(page, '#name');
  await page.keyboard.type('Robin Alder');
  await tabTo(page, '#consent');
  await page.keyboard.press('Space');
  await tabTo(page, 'form#sign [data-action="sign"]');
  await page.keyboard.press('Enter');

  await published(contractSigned, deal.contractId);
}, 60_000);

test('a room is open to nobody who has not opened its link', async () => {
  const { deal } = await opened.newClient();
  const page = await (await opened.browser.newContext()).newPage();

  const answer = await page.goto(`${opened.system.portalUrl}/client-room/${deal.contractId}`);

  expect(answer?.status()).toBe(404);
  expect(await page.locator('h1').textContent()).toMatch(/can.t open this page/i);
}, 60_000);

test('a wrong link, no link and an expired link get the same answer, to the byte', async () => {
  const { mailbox } = await opened.newClient();
  const nothing = await openWith('');
  const wrong = await openWith(`${opened.system.portalUrl}/deal#${'A'.repeat(43)}`);
  await opened.sandbox.advance(400 * DAY_MS);
  // Services follow the sandbox's clock within a second or two.
  await settle(async () => (await openWith(mailbox.dealLink)).status !== 303, { everyMs: 500 });
  const expired = await openWith(mailbox.dealLink);

  expect(nothing.status).toBe(404);
  expect(wrong).toEqual(nothing);
  expect(expired).toEqual(nothing);
}, 60_000);
