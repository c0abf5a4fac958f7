import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  contractCompleted,
  deliverySubmitted,
  type EventDefinition,
  fundingMethodSelected,
  milestoneCardSaved,
  milestoneFunded,
  milestoneReleased,
  railSelected,
} from '@loop/contracts';
import { deliver, recorded, WORKING_CARD } from '@loop/dev';
import type { Page } from 'playwright-core';
import { AccessibilityAudit } from './accessibility-audit.ts';
import { type Client, type OpenedSystem, openSystem } from './open-system.ts';

const DECLINED_CARD = { ...WORKING_CARD, number: '4000 0000 0000 9995' };

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

type Milestone = Client['deal']['milestones'][number];

async function delivered({ deal }: Client, { milestoneId, title }: Milestone): Promise<void> {
  await deliver(opened.system, deal.contractId, milestoneId, title);
  await published(deliverySubmitted, milestoneId);
}

/** Sends a form with what its browser would have kept back: the server's own refusals are pages as well. */
async function sendUnchecked(page: Page, form: string, action: string): Promise<void> {
  await page.evaluate(`document.querySelector('${form}').noValidate = true`);
  await page.click(`${form} [data-action="${action}"]`);
  await page.locator(`${form} [aria-invalid="true"], ${form} .field-error, .notice`).first().waitFor();
}

const roomOf = (client: Client) => `${opened.system.portalUrl}/client-room/${client.deal.contractId}`;

/** A page that a stranger's browser opens. */
async function stranger(): Promise<Page> {
  return (await opened.browser.newContext()).newPage();
}

/** From the proposal to the signature. */
async function lookWhileSigning(audit: AccessibilityAudit, one: Client): Promise<void> {
  const { client, mailbox } = one;
  const { page } = client;
  await client.open();
  await audit.look(page, 'the proposal');
  await page.click('#request-code [data-action="request-code"]');
  await page.locator('form#sign').waitFor();
  await audit.look(page, 'signing');
  await page.fill('#code', '00000000');
  await sendUnchecked(page, 'form#sign', 'sign');
  await audit.look(page, 'signing, with errors');
  await page.goto(roomOf(one));
  await page.fill('#code', await mailbox.nextCode());
  await page.fill('#name', 'Robin Alder');
  await page.check('#consent');
  await page.click('form#sign [data-action="sign"]');
  await page.locator('#next-step [data-action="pay"]').waitFor();
  await audit.look(page, 'signed, to be funded');
}

/** From the signature to the money held. */
async function lookWhileFunding(audit: AccessibilityAudit, one: Client, first: Milestone): Promise<void> {
  const { client } = one;
  const { page } = client;
  await page.goto(`${roomOf(one)}/milestones/${first.milestoneId}/return`);
  await audit.look(page, 'back from the provider, nothing heard yet');
  await page.goto(roomOf(one));
  await client.submitCard(DECLINED_CARD);
  await page.locator('#decline').waitFor();
  await page.click('a.back');
  await page.locator('#next-step [data-action="pay"]').waitFor();
  await audit.look(page, 'a card was declined');
  await client.pay(WORKING_CARD);
  await published(milestoneFunded, first.milestoneId);
  await page.reload();
  await audit.look(page, 'held, we are working');
  await page.goto(`${roomOf(one)}/milestones/${first.milestoneId}/receipt`);
  await audit.look(page, 'confirmation of a hold');
}

/** From the delivery, over a change that was asked for, to the approval. */
async function lookWhileReviewing(audit: AccessibilityAudit, one: Client, first: Milestone): Promise<void> {
  const { client, deal, mailbox } = one;
  const { page } = client;
  await delivered(one, first);
  await page.goto(roomOf(one));
  await audit.look(page, 'a delivery to review');
  await page.fill('form#revision #note', 'The second page, in blue.');
  await page.click('form#revision [data-action="request-revision"]');
  await page.locator('form#revision').waitFor({ state: 'detached' });
  await audit.look(page, 'changes were asked for');
  await deliver(opened.system, deal.contractId, first.milestoneId, first.title);
  await page.reload();
  await page.click('#request-code [data-action="request-code"]');
  await page.locator('form#approve').waitFor();
  await audit.look(page, 'approving');
  await page.fill('form#approve #code', '00000000');
  await sendUnchecked(page, 'form#approve', 'approve');
  await audit.look(page, 'approving, with an error');
  await page.goto(roomOf(one));
  await page.fill('form#approve #code', await mailbox.nextCode());
  await page.click('form#approve [data-action="approve"]');
  await published(milestoneReleased, first.milestoneId);
}

test('pages for somebody without a room can be used by everybody', async () => {
  const audit = new AccessibilityAudit();
  const page = await stranger();
  const { discovery } = opened.system.serviceUrls;
  await page.goto(`${opened.system.portalUrl}/deal`);
  await audit.look(page, 'pasting a link');
  await page.goto(`${opened.system.portalUrl}/client-room/${randomUUID()}`);
  await audit.look(page, 'a page that is not there');

  const published = await fetch(`${discovery}/api/listings/outreach/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify({
      title: 'Two rooms near the old quay',
      description: 'Third floor, with a view of the cranes.',
      source: { platform: 'tidemark_flats', externalId: 'TMF-7710' },
      seller: { kind: 'whatsapp', value: '+441632960123' },
      language: 'en',
    }),
  });
  const { listingId } = (await published.json()) as { listingId: string };
  await page.goto(`${discovery}/listings/${listingId}`);
  await audit.look(page, 'a listing whose photos are awaited');
  await page.goto(`${discovery}/listings/${randomUUID()}`);
  await audit.look(page, 'a listing that is not there');

  const mails = await opened.sandbox.mailbox();
  const unsubscribe = mails.flatMap(
    ({ text }) => /https?:\/\/\S+\/unsubscribe\/[^\s<>")\]]+/.exec(text ?? '') ?? [],
  )[0];
  await page.goto(unsubscribe ?? 'no unsubscribe link was sent');
  await audit.look(page, 'unsubscribing');

  expect(audit.faults).toEqual([]);
  expect(audit.states.size).toBe(5);
}, 120_000);

test("every state of a client's room can be used by everybody, from the proposal to the last receipt", async () => {
  const audit = new AccessibilityAudit();
  const one = await opened.newClient();
  const { client, deal } = one;
  const { page } = client;
  const [first, ...rest] = deal.milestones;
  if (first === undefined) throw new Error('A deal without a milestone');

  await lookWhileSigning(audit, one);
  await lookWhileFunding(audit, one, first);
  await lookWhileReviewing(audit, one, first);
  for (const milestone of rest) {
    await page.goto(roomOf(one));
    await client.pay(WORKING_CARD);
    await published(milestoneFunded, milestone.milestoneId);
    await delivered(one, milestone);
    await client.approve(5);
    await published(milestoneReleased, milestone.milestoneId);
  }
  await published(contractCompleted, deal.contractId);
  await page.goto(roomOf(one));
  await audit.look(page, 'completed');
  await page.goto(`${roomOf(one)}/timeline`);
  await audit.look(page, 'the timeline');
  await page.goto(`${roomOf(one)}/milestones`);
  await audit.look(page, 'the milestones');
  await page.goto(`${roomOf(one)}/milestones/${first.milestoneId}/receipt`);
  await audit.look(page, 'a receipt');

  expect(audit.faults).toEqual([]);
  expect(audit.states.size).toBe(16);
}, 240_000);

test('the other ways of funding, and a proposal that was declined, can be used by everybody', async () => {
  const audit = new AccessibilityAudit();
  const one = await opened.newClient();
  const { client, deal } = one;
  const { page } = client;
  const [first] = deal.milestones;
  if (first === undefined) throw new Error('A deal without a milestone');
  await client.open();
  await client.sign();
  await page.locator('#next-step details > summary', { hasText: 'Fund it another way' }).press('Enter');
  await page.locator('#next-step [data-action="fund-card_on_file"]').press('Enter');
  await published(fundingMethodSelected, first.milestoneId);
  await audit.look(page, 'a card is to be saved');
  await client.pay(WORKING_CARD);
  await published(milestoneCardSaved, first.milestoneId);
  await page.reload();
  await audit.look(page, 'a card is saved');
  await delivered(one, first);
  await page.reload();
  await audit.look(page, 'delivered, to be set aside');

  const other = await opened.newClient();
  await other.client.open();
  await other.client.sign();
  await other.client.page.click('#next-step [data-action="rail-paypal"]');
  await published(railSelected, other.deal.contractId);
  await audit.look(other.client.page, 'another rail');

  const unwilling = await opened.newClient();
  await unwilling.client.open();
  await unwilling.client.page.locator('details > summary', { hasText: 'Not for you?' }).press('Enter');
  await unwilling.client.page.click('form#decline [data-action="decline"]');
  await unwilling.client.page.locator('form#decline').waitFor({ state: 'detached' });
  await audit.look(unwilling.client.page, 'declined');

  expect(audit.faults).toEqual([]);
  expect(audit.states.size).toBe(5);
}, 180_000);
