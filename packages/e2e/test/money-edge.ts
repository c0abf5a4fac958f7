import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  contactEnriched,
  contractDrafted,
  dealLink,
  opportunityFound,
  type PayloadOf,
  signInCode,
} from '@loop/contracts';
import { DEPLOYABLES } from '@loop/deployables';
import { type Sandbox, SandboxClient, startSandbox } from '@loop/provider-sandbox';
import { asker, DEFAULT_TENANT_ID, type ServiceDefinition } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';

const PORTAL_URL = 'https://portal.lampwright.studio';
export const STRIPE_SOURCE = 'stripe-Zk3v9Q';
export const WEBHOOK_SECRET = 'whsec_of_the_edge_tests';

/** A drafted contract and the client's way into its room. */
export interface RoomDeal {
  readonly draft: PayloadOf<typeof contractDrafted>;
  readonly cookie: string;
  /** The secret of the link that the cookie was given for. */
  readonly linkToken: string;
}

type Mode = 'sandbox' | 'test' | 'live';

/** Portal, gateway and payments over real brokers and HTTP, with the provider sandbox as their outside world; no browser. */
export class MoneyEdge {
  readonly system: TestSystem;
  readonly portal: TestService;
  readonly gateway: TestService;
  readonly payments: TestService;
  readonly sandbox: Sandbox;
  readonly control: SandboxClient;
  readonly #stateDir: string;

  private constructor(
    system: TestSystem,
    services: { portal: TestService; gateway: TestService; payments: TestService },
    sandbox: Sandbox,
    stateDir: string,
  ) {
    this.system = system;
    this.portal = services.portal;
    this.gateway = services.gateway;
    this.payments = services.payments;
    this.sandbox = sandbox;
    this.control = new SandboxClient(sandbox.url);
    this.#stateDir = stateDir;
  }

  /** Outside sandbox mode no provider has a key: whatever wants one is off. */
  static async open(mode: Mode = 'sandbox'): Promise<MoneyEdge> {
    const stateDir = await mkdtemp(join(tmpdir(), 'loop-edge-'));
    const sandbox = await startSandbox({ stateDir, port: 0 });
    const system = await TestSystem.open({ mode, sandboxUrl: sandbox.url });
    const start = (service: 'client-portal' | 'inbound-channels' | 'payments') =>
      system.start(definitionOf(service, { ...system.configOf(service), ...SETTINGS }, mode));
    const services = {
      portal: await start('client-portal'),
      gateway: await start('inbound-channels'),
      payments: await start('payments'),
    };
    const edge = new MoneyEdge(system, services, sandbox, stateDir);
    const url = `${services.gateway.url}/webhooks/stripe/${STRIPE_SOURCE}`;
    await edge.control.configureWebhooks({ stripe: { url, secret: WEBHOOK_SECRET } });
    return edge;
  }

  async close(): Promise<void> {
    await this.system.close();
    await this.sandbox.stop();
    await rm(this.#stateDir, { recursive: true, force: true });
  }

  /** A contract that a client has opened and signed. */
  async signedDeal(text = 'SEEKING FREELANCER | Fix a bug in our billing'): Promise<RoomDeal> {
    const deal = await this.#entered(await this.#drafted(text));
    const { contractId, statementSha256, version } = deal.draft;
    const room = `/client-room/${contractId}`;
    await this.post(`${room}/code`, { purpose: 'sign' }, deal);
    const code = await this.#code(contractId, 'sign');
    const form = { version: String(version), statementSha256, name: 'Mira Lampwright', consent: 'yes', code };
    const signed = await this.post(`${room}/sign`, form, deal);
    if (signed.status !== 303) throw new Error(`Not signed: ${signed.status}`);
    return deal;
  }

  /** Presses Pay for the first milestone. */
  pay(deal: RoomDeal): Promise<Response> {
    const { contractId, currency, milestones } = deal.draft;
    const [first] = milestones;
    const form = { amountMinor: String(first?.amountMinor), currency };
    return this.post(`/client-room/${contractId}/milestones/${first?.milestoneId}/pay`, form, deal);
  }

  get(path: string, deal: RoomDeal, accept = 'text/html'): Promise<Response> {
    return fetch(this.portal.url + path, { headers: { accept, cookie: deal.cookie }, redirect: 'manual' });
  }

  post(path: string, form: Readonly<Record<string, string>>, deal?: RoomDeal): Promise<Response> {
    return fetch(this.portal.url + path, {
      method: 'POST',
      headers: { accept: 'text/html', origin: PORTAL_URL, ...(deal === undefined ? {} : { cookie: deal.cookie }) },
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
  }

  /** Where payments says the money of a milestone is. */
  async stateOf({ draft }: RoomDeal): Promise<string | undefined> {
    const [row] = await this.system.sql<{ state: string }>(
      'SELECT state FROM payments.payments WHERE milestone_id = $1',
      [draft.milestones[0]?.milestoneId],
    );
    return row?.state;
  }

  async #drafted(text: string): Promise<RoomDeal['draft']> {
    const opportunityId = randomUUID();
    const { enriched, found } = madeUpOpportunity(opportunityId, text);
    await this.system.publish(opportunityFound, found, DEFAULT_TENANT_ID);
    await this.system.publish(contactEnriched, enriched, DEFAULT_TENANT_ID);
    return settle(async () => {
      const drafts = await this.system.tap.published(contractDrafted);
      const mine = drafts.find((event) => event.data.opportunityId === opportunityId);
      if (mine === undefined) throw new Error('No draft yet');
      return mine.data;
    });
  }

  async #entered(draft: RoomDeal['draft']): Promise<RoomDeal> {
    const ask = asker((await this.system.tapAs('outreach')).connection);
    const wish = { tenantId: DEFAULT_TENANT_ID, contractId: draft.contractId, presentationId: randomUUID() };
    const link = await ask(dealLink, wish);
    if (!('ok' in link)) throw new Error(link.refused);
    const linkToken = new URL(link.ok.url).hash.slice(1);
    const entered = await this.post('/deal/open', { token: linkToken });
    return { draft, linkToken, cookie: (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
  }

  async #code(contractId: string, purpose: string): Promise<string> {
    const [row] = await this.system.sql<{ id: string }>(
      `SELECT code_request_id AS id FROM client_portal.code_requests WHERE contract_id = $1 AND purpose = $2
        ORDER BY requested_at DESC LIMIT 1`,
      [contractId, purpose],
    );
    const ask = asker((await this.system.tapAs('outreach')).connection);
    const answer = await ask(signInCode, { tenantId: DEFAULT_TENANT_ID, codeRequestId: row?.id ?? '' });
    if (!('ok' in answer)) throw new Error(answer.refused);
    return answer.ok.code;
  }
}

const SETTINGS = {
  LOOP_PORTAL_URL: PORTAL_URL,
  LOOP_DEAL_LINK_KEY: 'a-key-of-the-tests-for-links-and-codes',
  LOOP_STRIPE_SOURCE_ID: STRIPE_SOURCE,
  LOOP_STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
};

/** What the deployables make of a service's settings, as the launcher would hand them out. */
function definitionOf(service: string, settings: object, mode: Mode): ServiceDefinition {
  const deployable = DEPLOYABLES.find(({ config }) => config.service === service);
  if (deployable === undefined) throw new Error(`There is no ${service}`);
  const texts = Object.entries(settings).map(([name, value]) => [name, String(value)] as const);
  const { LOOP_SANDBOX_URL, ...env } = Object.fromEntries(texts);
  return deployable.definition(mode === 'sandbox' ? { ...env, LOOP_SANDBOX_URL } : env);
}

function madeUpOpportunity(opportunityId: string, text: string) {
  const contactId = randomUUID();
  const found: PayloadOf<typeof opportunityFound> = {
    opportunityId,
    source: { platform: 'hackernews', url: null, externalId: opportunityId },
    ...{ author: 'mira', title: null, text, postedAt: null, runId: randomUUID() },
    demand: { score: 0.9, reasons: ['asks for a freelancer'] },
  };
  const contact = {
    contactId,
    kind: 'email' as const,
    value: 'mira@lampwright.studio',
    rule: 'email.plain',
    score: 0.9,
  };
  const source = { where: 'text' as const, url: null, start: 0, end: 5 };
  const enriched: PayloadOf<typeof contactEnriched> = {
    opportunityId,
    bestContactId: contactId,
    contacts: [{ ...contact, source, reasons: ['own words'], check: null }],
    channels: null,
  };
  return { enriched, found };
}
