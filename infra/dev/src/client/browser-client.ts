import type { Page } from 'playwright-core';
import type { DealMailbox } from './deal-mailbox.ts';

/** A card as typed on the payment page. */
export interface Card {
  readonly number: string;
  /** `MM / YY`. */
  readonly expiry: string;
  readonly cvc: string;
}

/** The provider's test card that always works. https://docs.stripe.com/testing#cards */
export const WORKING_CARD: Card = { number: '4242 4242 4242 4242', expiry: '12 / 34', cvc: '123' };

/** Longer than it takes until an event that a killed service had in hand is delivered again (30 s). */
const PAY_TRIES = 25;
const RETRY_DELAY_MS = 2_000;

/** An invented client. */
const CLIENT_NAME = 'Robin Alder';
const CLIENT_EMAIL = 'robin.alder@northfield.works';

const action = (name: string) => `[data-action="${name}"]`;

/** A client in a browser: does on the portal's pages what a person would, and nothing a person could not. */
export class BrowserClient {
  readonly page: Page;
  readonly #mailbox: DealMailbox;
  #room = '';

  constructor(page: Page, mailbox: DealMailbox) {
    this.page = page;
    this.#mailbox = mailbox;
  }

  /** Opens the deal link of the proposal and arrives in the client room. */
  async open(): Promise<void> {
    await this.page.goto(this.#mailbox.dealLink);
    await this.arrived();
  }

  /** Waits until the client room is there, however it was come to: without scripts the link is pasted. */
  async arrived(): Promise<void> {
    await this.page.waitForURL(/\/client-room\/[^/]+$/);
    this.#room = this.page.url();
  }

  /** Asks for the code, reads it, and signs. */
  async sign(): Promise<void> {
    const { page } = this;
    await page.locator('#request-code').locator(action('request-code')).click();
    await page.locator('form#sign').waitFor();
    await page.fill('#code', await this.#mailbox.nextCode());
    await page.fill('#name', CLIENT_NAME);
    await page.check('#consent');
    await page.click(action('sign'));
    await page.locator(`#next-step ${action('pay')}`).waitFor();
  }

  /** Leaves for the provider's payment page of the milestone whose turn it is, and types the card. */
  async submitCard(card: Card): Promise<void> {
    const { page } = this;
    if (page.url().startsWith(this.#room)) await this.#leaveToPay();
    await page.fill('#email', CLIENT_EMAIL);
    await page.fill('#cardNumber', card.number);
    await page.fill('#cardExpiry', card.expiry);
    await page.fill('#cardCvc', card.cvc);
    await page.fill('#billingName', CLIENT_NAME);
    await page.click('#pay');
  }

  /**
   * Clicks the pay button until the provider's page is there. Shortly after a restart payments may not have heard of the
   * contract yet; the portal then says so and asks to try again in a moment.
   */
  async #leaveToPay(): Promise<void> {
    const { page } = this;
    const form = page.locator('#cardNumber');
    const refusal = page.locator(action('back'));
    for (let tries = 1; ; tries += 1) {
      await page.click(`#next-step ${action('pay')}`);
      await form.or(refusal).first().waitFor();
      if ((await form.count()) > 0) return;
      if (tries === PAY_TRIES) throw new Error(`The portal does not lead to the payment page: ${await page.title()}`);
      await refusal.click();
      await page.waitForTimeout(RETRY_DELAY_MS);
    }
  }

  /** Pays and waits until the portal shows the money as secured. */
  async pay(card: Card): Promise<void> {
    await this.submitCard(card);
    await this.page.waitForURL(this.#room);
  }

  /** Comes back to the room, asks for the code of the delivery that waits, and approves it with the rating. */
  async approve(rating: 1 | 2 | 3 | 4 | 5): Promise<void> {
    const { page } = this;
    await page.goto(this.#room);
    await page.locator('#request-code').locator(action('request-code')).click();
    await page.locator('form#approve').waitFor();
    await page.fill('form#approve #code', await this.#mailbox.nextCode());
    await page.locator('label', { has: page.locator(`input[name="rating"][value="${rating}"]`) }).click();
    await page.click(action('approve'));
    await page.waitForURL(this.#room);
  }
}
