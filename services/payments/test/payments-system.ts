import { randomUUID } from 'node:crypto';
import {
  contractDrafted,
  contractSigned,
  deliveryApproved,
  deliverySubmitted,
  type EventDefinition,
  openCheckout,
  type PayloadOf,
  paymentNotified,
} from '@loop/contracts';
import { payments } from '@loop/payments';
import { type Answer, asker, DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { APPROVED_CARD, type OutsideWorld, payByCard, startOutsideWorld } from './outside-world.ts';

export const TENANT = DEFAULT_TENANT_ID;

type Page = Answer<{ sessionId: string; url: string; expiresAt: string }>;

/** A signed contract of one milestone over 600.00 USD. */
export interface Deal {
  readonly contractId: string;
  readonly milestoneId: string;
  readonly correlationId: string;
}

/** What the contract says of its milestone, and in which currency it is. */
export type MilestoneTerms = Partial<PayloadOf<typeof contractDrafted>['milestones'][number]> & {
  readonly currency?: string;
};

/** The payments service over real brokers, with the provider sandbox as its outside world. */
export class PaymentsSystem {
  readonly world: OutsideWorld;
  readonly system: TestSystem;
  readonly service: TestService;
  readonly #ask: ReturnType<typeof asker>;

  private constructor(world: OutsideWorld, system: TestSystem, service: TestService, ask: ReturnType<typeof asker>) {
    this.world = world;
    this.system = system;
    this.service = service;
    this.#ask = ask;
  }

  static async open(): Promise<PaymentsSystem> {
    const world = await startOutsideWorld();
    const system = await TestSystem.open({ mode: 'sandbox', sandboxUrl: world.sandbox.url });
    const service = await system.start(payments(system.configOf('payments')));
    return new PaymentsSystem(world, system, service, asker((await system.tapAs('client-portal')).connection));
  }

  async close(): Promise<void> {
    await this.system.close();
    await this.world.stop();
  }

  draft(deal: Deal, rest: Partial<PayloadOf<typeof contractDrafted>> = {}): Promise<void> {
    return publishDraft(this.system, deal, rest);
  }

  sign(deal: Deal): Promise<void> {
    return publishSignature(this.system, deal);
  }

  /** A contract that can be paid; its signature came before its draft, as events may. */
  async signedDeal(terms: MilestoneTerms = {}): Promise<Deal> {
    const deal = newDeal();
    await publishSignedDeal(this.system, deal, terms);
    return deal;
  }

  /** Work for the milestone is handed in at the provider's time, which the service follows. */
  async submitWork({ contractId, milestoneId }: Deal): Promise<void> {
    const { now } = await this.world.control.time();
    const artifact = { name: 'draft.pdf', url: null, sha256: 'b'.repeat(64) };
    const delivery = { milestoneId, contractId, deliveryId: randomUUID(), version: 1, title: 'Draft' };
    await this.system.publish(deliverySubmitted, { ...delivery, artifacts: [artifact], submittedAt: now }, TENANT);
    await settle(async () => (await this.approvalOf(milestoneId)) === 'submitted');
  }

  async approvalOf(milestoneId: string): Promise<string | undefined> {
    const [row] = await this.system.sql<{ approval: string }>(
      'SELECT approval FROM payments.payments WHERE milestone_id = $1',
      [milestoneId],
    );
    return row?.approval;
  }

  pay(deal: Deal, rest: object = {}): Promise<Page> {
    return this.#ask(openCheckout, { ...wishToPay(deal), ...rest });
  }

  /** Opens the page and pays on it; resolves to the session. No webhook follows by itself. */
  async paid(deal: Deal, card = APPROVED_CARD): Promise<string> {
    const page = await this.pay(deal);
    if (!('ok' in page)) throw new Error(page.detail);
    await payByCard(this.world, page.ok.sessionId, card);
    return page.ok.sessionId;
  }

  /** What the gateway publishes once it has verified a webhook. */
  async notify(objectType: string, objectId: string, eventType: string, providerEventId = newEventId()): Promise<void> {
    // PayPal alone shouts the names of its events.
    const provider = eventType === eventType.toUpperCase() ? 'paypal' : 'stripe';
    const notice = { objectId, objectType, provider, providerEventId, eventType, apiVersion: null };
    const rest = { mode: 'sandbox' as const, livemode: false, account: null, occurredAt: new Date().toISOString() };
    await this.system.publish(paymentNotified, { ...notice, ...rest, receivedId: randomUUID() }, TENANT);
  }

  /** A milestone whose money is held; resolves to the payment intent. */
  async funded(deal: Deal): Promise<string> {
    await this.notify('checkout.session', await this.paid(deal), 'checkout.session.completed');
    await settle(async () => (await this.stateOf(deal)) === 'authorized');
    return this.intentOf(deal);
  }

  async approve({ contractId, milestoneId }: Deal): Promise<string> {
    const approvalId = randomUUID();
    const approved = { milestoneId, contractId, deliveryId: randomUUID(), approvalId, rating: 5 };
    await this.system.publish(deliveryApproved, { ...approved, approvedAt: new Date().toISOString() }, TENANT);
    return approvalId;
  }

  async stateOf({ milestoneId }: Deal): Promise<string | undefined> {
    const [row] = await this.system.sql<{ state: string }>(
      'SELECT state FROM payments.payments WHERE milestone_id = $1',
      [milestoneId],
    );
    return row?.state;
  }

  async intentOf({ milestoneId }: Deal): Promise<string> {
    const made = await this.world.control.payments();
    const mine = made.find(({ metadata }) => metadata['milestone'] === milestoneId);
    if (mine === undefined) throw new Error('No payment was made for this milestone');
    return mine.paymentIntent;
  }

  /** Captures the provider saw for a milestone. */
  async captures({ milestoneId }: Deal): Promise<number> {
    const captures = await this.world.control.captures();
    return captures.filter(({ metadata }) => metadata['milestone'] === milestoneId).length;
  }

  /** Events of a kind about a milestone. */
  async events<D extends EventDefinition>(event: D, { milestoneId }: Deal) {
    const all = await this.system.tap.published(event);
    return all.filter(({ data }) => (data as { milestoneId?: unknown }).milestoneId === milestoneId);
  }

  /** Balance of an account over a milestone's postings, in minor units. */
  async balance({ milestoneId }: Deal, account: string): Promise<number> {
    const [row] = await this.system.sql<{ sum: string | null }>(
      `SELECT sum(amount_minor) AS sum FROM payments.posting_entries JOIN payments.postings USING (tenant_id, posting_id)
        WHERE milestone_id = $1 AND account = $2`,
      [milestoneId, account],
    );
    return Number(row?.sum ?? 0);
  }

  async quarantined({ milestoneId }: Deal): Promise<readonly string[]> {
    const rows = await this.system.sql<{ reason: string }>(
      'SELECT reason FROM payments.quarantined_readings WHERE milestone_id = $1',
      [milestoneId],
    );
    return rows.map(({ reason }) => reason);
  }
}

async function publishDraft(
  system: TestSystem,
  deal: Deal,
  rest: Partial<PayloadOf<typeof contractDrafted>>,
): Promise<void> {
  await system.publish(contractDrafted, draftOf(deal, rest), TENANT, { correlationId: deal.correlationId });
}

async function publishSignature(
  system: TestSystem,
  { contractId }: Deal,
  total = { totalMinor: 60_000, currency: 'USD' },
): Promise<void> {
  const signed = { contractId, version: 1, statementSha256: 'a'.repeat(64), ...total };
  const data = { ...signed, mode: 'sandbox' as const, evidenceId: randomUUID(), signedAt: new Date().toISOString() };
  await system.publish(contractSigned, data, TENANT);
}

/** Publishes a contract of sandbox mode and its signature, and waits until payments knows both. */
export async function publishSignedDeal(
  system: TestSystem,
  deal: Deal,
  { currency = 'USD', ...terms }: MilestoneTerms = {},
): Promise<void> {
  const milestones = draftOf(deal, {}).milestones.map((milestone) => ({ ...milestone, ...terms }));
  const totalMinor = milestones.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  await publishSignature(system, deal, { currency, totalMinor });
  await publishDraft(system, deal, { milestones, totalMinor, currency });
  await settle(async () => {
    const [row] = await system.sql<{ signed_version: number | null }>(
      'SELECT signed_version FROM payments.contracts WHERE contract_id = $1',
      [deal.contractId],
    );
    return row?.signed_version === 1;
  });
}

function wishToPay({ contractId, milestoneId }: Deal) {
  const room = `https://rooms.tidewell-studio.com/client-room/${contractId}`;
  const asked = { tenantId: TENANT, contractId, milestoneId, amountMinor: 60_000, currency: 'USD' };
  return { ...asked, returnUrl: `${room}?paid=1`, cancelUrl: room, idempotencyKey: randomUUID() };
}

/** Asks for the page to pay on, as the portal does. */
export async function askToPay(system: TestSystem, deal: Deal): Promise<Page> {
  return asker((await system.tapAs('client-portal')).connection)(openCheckout, wishToPay(deal));
}

export function newDeal(): Deal {
  return { contractId: randomUUID(), milestoneId: randomUUID(), correlationId: randomUUID() };
}

function newEventId(): string {
  return `evt_${randomUUID().replaceAll('-', '')}`;
}

function draftOf(
  { contractId, milestoneId }: Deal,
  rest: Partial<PayloadOf<typeof contractDrafted>>,
): PayloadOf<typeof contractDrafted> {
  return {
    contractId,
    opportunityId: randomUUID(),
    version: 1,
    title: 'Booking page',
    service: { code: 'web.landing', name: 'Landing page', tier: 'standard' },
    summary: 'A page to book courses on.',
    scope: ['One page'],
    exclusions: [],
    milestones: [
      {
        milestoneId,
        position: 1,
        title: 'Draft',
        amountMinor: 60_000,
        fundingMethod: 'hold',
        reviewDays: 3,
        workDays: 3,
      },
    ],
    totalMinor: 60_000,
    currency: 'USD',
    mode: 'sandbox',
    market: { amountMinor: 120_000, source: 'agency price lists', percentUnder: 50 },
    validUntil: new Date(Date.now() + 14 * 86_400_000).toISOString(),
    statementSha256: 'a'.repeat(64),
    ...rest,
  };
}
