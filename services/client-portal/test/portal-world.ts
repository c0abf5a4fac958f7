import { randomUUID } from 'node:crypto';
import { clientPortal } from '@loop/client-portal';
import {
  contactEnriched,
  contractDrafted,
  contractPresented,
  dealLink,
  describeRails,
  type EventDefinition,
  type EventEnvelope,
  milestoneFunded,
  milestoneReleased,
  type OutputOf,
  openCheckout,
  opportunityFound,
  type PayloadOf,
  signInCode,
} from '@loop/contracts';
import { asker, DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';

const PORTAL_URL = 'https://portal.lampwright.studio';
const KEY = 'a-key-of-the-tests-for-links-and-codes';

type Described = OutputOf<typeof describeRails>['rails'][number];
type Rail = Described['rail'];
type FundingMethod = Described['fundingMethods'][number];

/** A drafted contract, as the tests handle it. */
export interface Deal {
  readonly tenantId: string;
  readonly opportunityId: string;
  readonly contractId: string;
  readonly contactId: string;
  readonly draft: PayloadOf<typeof contractDrafted>;
}

/** One answer of the portal. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
}

/** How the payments service answers while a test runs. */
export type CheckoutAnswer = 'open' | 'payments_not_configured' | 'milestone_not_payable';

/** The portal over real brokers, with a test in the place of the services around it. */
export class PortalWorld {
  readonly system: TestSystem;
  readonly service: TestService;
  /** What payments answers, and what it was asked. */
  checkout: CheckoutAnswer = 'open';
  readonly asked: unknown[] = [];
  /** Whether PayPal is set up; the portal asks again after half a minute. */
  paypal = true;

  private constructor(system: TestSystem, service: TestService) {
    this.system = system;
    this.service = service;
  }

  static async open(): Promise<PortalWorld> {
    const system = await TestSystem.open({ mode: 'test' });
    const settings = {
      ...system.configOf('client-portal'),
      LOOP_PORTAL_URL: PORTAL_URL,
      LOOP_DEAL_LINK_KEY: KEY,
    };
    const world = new PortalWorld(system, await system.start(clientPortal(settings)));
    await world.#answerForPayments();
    return world;
  }

  close(): Promise<void> {
    return this.system.close();
  }

  async #answerForPayments(): Promise<void> {
    const { connection } = await this.system.tapAs('payments');
    connection.subscribe(openCheckout.subject, {
      callback: (_error, message) => {
        const input = openCheckout.input.parse(message.json());
        this.asked.push(input);
        const refused = this.checkout;
        const ok = {
          sessionId: 'cs_test_1',
          url: 'https://checkout.stripe.com/c/pay/cs_test_1',
          expiresAt: '2026-12-31T00:00:00.000Z',
        };
        message.respond(
          JSON.stringify(refused === 'open' ? { ok } : { refused, detail: 'Refused by payments for this test.' }),
        );
      },
    });
    connection.subscribe(describeRails.subject, {
      callback: (_error, message) => {
        message.respond(JSON.stringify({ ok: { rails: this.rails() } }));
      },
    });
    await connection.flush();
  }

  /** The rails as payments would tell them. */
  rails(): OutputOf<typeof describeRails>['rails'] {
    const described = (rail: Rail, fundingMethods: readonly FundingMethod[], configured: boolean) => ({
      rail,
      configured,
      mode: configured ? ('test' as const) : null,
      fundingMethods: configured ? [...fundingMethods] : [],
    });
    const isOn = this.checkout !== 'payments_not_configured';
    return [
      described('stripe', ['hold', 'card_on_file', 'prepaid'], isOn),
      described('paypal', ['hold', 'prepaid'], isOn && this.paypal),
    ];
  }

  /** Publishes what discovery and enrichment say about a post, and waits for the draft. */
  async draft(text = 'SEEKING FREELANCER | Fix a bug in our billing', tenantId = DEFAULT_TENANT_ID): Promise<Deal> {
    const { opportunityId, contactId, found, enriched } = opportunity(text);
    await this.system.publish(opportunityFound, found, tenantId);
    await this.system.publish(contactEnriched, enriched, tenantId);
    const draft = await eventually(async () => {
      const drafts = await this.published(contractDrafted);
      return drafts.find((event) => event.data.opportunityId === opportunityId)?.data;
    });
    return { tenantId, opportunityId, contactId, contractId: draft.contractId, draft };
  }

  /** Every event of a kind that the portal has published. */
  published<D extends EventDefinition>(event: D): Promise<readonly EventEnvelope<PayloadOf<D>>[]> {
    return this.system.tap.published(event);
  }

  /** Events of a kind about one contract. */
  async publishedAbout<D extends EventDefinition>(event: D, contractId: string): Promise<readonly PayloadOf<D>[]> {
    const all = await this.published(event);
    return all.map((one) => one.data).filter((data) => (data as { contractId?: string }).contractId === contractId);
  }

  /** The same, as soon as there is one. */
  eventuallyAbout<D extends EventDefinition>(event: D, contractId: string): Promise<readonly PayloadOf<D>[]> {
    return eventually(async () => {
      const events = await this.publishedAbout(event, contractId);
      return events.length > 0 ? events : undefined;
    });
  }

  /** Asks for a deal link as outreach does. */
  async link(deal: Deal, presentationId: string = randomUUID()): Promise<{ token: string; presentationId: string }> {
    const { connection } = await this.system.tapAs('outreach');
    const { tenantId, contractId } = deal;
    const answer = await asker(connection)(dealLink, { tenantId, contractId, presentationId });
    if (!('ok' in answer)) throw new Error(`No link: ${answer.refused}`);
    return { token: new URL(answer.ok.url).hash.slice(1), presentationId };
  }

  /** Asks for a code as outreach does; gives back whatever it is answered. */
  async code(tenantId: string, codeRequestId: string) {
    const { connection } = await this.system.tapAs('outreach');
    return asker(connection)(signInCode, { tenantId, codeRequestId });
  }

  /** Opens a link and returns the cookie it is exchanged for. */
  async enter(deal: Deal, token?: string): Promise<string> {
    const answer = await this.post('/deal/open', { token: token ?? (await this.link(deal)).token });
    if (answer.status !== 303) throw new Error(`The link did not open: ${answer.status}`);
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  }

  async get(path: string, cookie?: string, accept = 'text/html'): Promise<Answer> {
    return answerOf(
      await fetch(this.service.url + path, {
        headers: { accept, ...(cookie === undefined ? {} : { cookie }) },
        redirect: 'manual',
      }),
    );
  }

  async post(
    path: string,
    form: Readonly<Record<string, string>>,
    cookie?: string,
    headers: Readonly<Record<string, string>> = { origin: PORTAL_URL },
  ): Promise<Answer> {
    return answerOf(
      await fetch(this.service.url + path, {
        method: 'POST',
        headers: { accept: 'text/html', ...headers, ...(cookie === undefined ? {} : { cookie }) },
        body: new URLSearchParams(form),
        redirect: 'manual',
      }),
    );
  }

  /** What the room says as JSON. */
  async room(deal: Deal, cookie: string): Promise<RoomJson> {
    const answer = await this.get(`/client-room/${deal.contractId}`, cookie, 'application/json');
    if (answer.status !== 200) throw new Error(`The room is closed: ${answer.status}`);
    return JSON.parse(answer.body) as RoomJson;
  }

  /** Publishes what outreach says when its message was accepted. */
  async present(deal: Deal, presentationId: string): Promise<void> {
    await this.system.publish(
      contractPresented,
      {
        contractId: deal.contractId,
        version: 1,
        presentationId,
        channel: 'email',
        provider: 'sendgrid',
        messageId: randomUUID(),
        contactId: deal.contactId,
        mode: 'test',
        presentedAt: new Date().toISOString(),
      },
      deal.tenantId,
    );
  }

  /** The newest code requested for a contract, as its client would read it. */
  async receiveCode(deal: Deal, purpose: 'sign' | 'approve'): Promise<string> {
    const requestId = await eventually(async () => {
      const [row] = await this.system.sql<{ code_request_id: string }>(
        `SELECT code_request_id FROM client_portal.code_requests
          WHERE contract_id = $1 AND purpose = $2 AND used_at IS NULL ORDER BY requested_at DESC LIMIT 1`,
        [deal.contractId, purpose],
      );
      return row?.code_request_id;
    });
    const answer = await this.code(deal.tenantId, requestId);
    if (!('ok' in answer)) throw new Error(`No code: ${answer.refused}`);
    return answer.ok.code;
  }

  /** The fields of the sign form as the page shows them, filled in. */
  signature(deal: Deal, code: string): Record<string, string> {
    const { version, statementSha256 } = deal.draft;
    return { version: String(version), statementSha256, name: 'Mira Lampwright', consent: 'yes', code };
  }

  /** Signs a contract, from the code's request to the redirect. */
  async sign(deal: Deal, cookie: string): Promise<void> {
    const room = `/client-room/${deal.contractId}`;
    await this.post(`${room}/code`, { purpose: 'sign' }, cookie);
    const code = await this.receiveCode(deal, 'sign');
    const signed = await this.post(`${room}/sign`, this.signature(deal, code), cookie);
    if (signed.status !== 303) throw new Error(`Not signed: ${signed.status} ${signed.body}`);
  }

  /** Publishes that payments has read a milestone's hold. */
  async fund(deal: Deal, index = 0): Promise<void> {
    await this.system.publish(milestoneFunded, funded(deal, index), deal.tenantId);
  }

  /** Publishes that payments has captured a milestone. */
  async release(deal: Deal, approvalId: string, index = 0): Promise<void> {
    await this.system.publish(milestoneReleased, released(deal, approvalId, index), deal.tenantId);
  }
}

/** What the tests read of the room's JSON. */
export interface RoomJson {
  readonly status: string;
  readonly next: string;
  readonly rail: string | null;
  readonly money: Readonly<Record<'contracted' | 'held' | 'prepaid' | 'earned', { amountMinor: number; mode: string }>>;
  readonly milestones: readonly {
    milestoneId: string;
    status: string;
    light: string;
    canPay: boolean;
    fundingMethod: string;
    choices: readonly string[];
    approvalMinor: number;
    failure: string | null;
    delivery: { deliveryId: string } | null;
  }[];
  readonly timeline: readonly { kind: string; title: string }[];
}

/** Waits until there is something to be found. */
function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  return settle(async () => {
    const found = await look();
    if (found === undefined) throw new Error('There is nothing yet');
    return found;
  });
}

async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, body: await response.text(), headers: response.headers };
}

/** What discovery and enrichment publish about one post. */
export function opportunity(text: string) {
  const opportunityId = randomUUID();
  const contactId = randomUUID();
  const found: PayloadOf<typeof opportunityFound> = {
    opportunityId,
    source: { platform: 'hackernews', url: null, externalId: opportunityId },
    author: 'mira',
    title: null,
    text,
    postedAt: null,
    demand: { score: 0.9, reasons: ['asks for a freelancer'] },
    runId: randomUUID(),
  };
  const enriched: PayloadOf<typeof contactEnriched> = {
    opportunityId,
    bestContactId: contactId,
    contacts: [
      {
        contactId,
        kind: 'email',
        value: 'mira@lampwright.studio',
        rule: 'email.plain',
        source: { where: 'text', url: null, start: 0, end: 5 },
        score: 0.9,
        reasons: ['own words'],
        check: null,
      },
    ],
    channels: null,
  };
  return { opportunityId, contactId, found, enriched };
}

function money(deal: Deal, index: number) {
  const milestone = deal.draft.milestones[index];
  if (milestone === undefined) throw new Error('There is no such milestone');
  return {
    milestoneId: milestone.milestoneId,
    contractId: deal.contractId,
    amountMinor: milestone.amountMinor,
    currency: deal.draft.currency,
    mode: 'test' as const,
    rail: 'stripe' as const,
    providerRef: `pi_${milestone.milestoneId.slice(0, 8)}`,
    evidence: { providerEventId: 'evt_1', readAt: '2026-11-20T09:00:05.000Z' },
  };
}

/** `milestone.funded` as payments would publish it. */
export function funded(deal: Deal, index = 0): PayloadOf<typeof milestoneFunded> {
  return {
    ...money(deal, index),
    captureBefore: '2026-11-27T09:00:00.000Z',
    fundedAt: '2026-11-20T09:00:04.000Z',
  };
}

/** `milestone.released` as payments would publish it. */
export function released(deal: Deal, approvalId: string, index = 0): PayloadOf<typeof milestoneReleased> {
  return { ...money(deal, index), approvalId, releasedAt: '2026-11-21T09:00:00.000Z' };
}

/** `milestone.funding_failed` as payments would publish it. */
export function declined(deal: Deal, index = 0) {
  return {
    ...money(deal, index),
    reason: 'insufficient_funds',
    retryable: true,
    clientMessage: 'Your card has insufficient funds.',
    failedAt: '2026-11-20T09:00:01.000Z',
  };
}
