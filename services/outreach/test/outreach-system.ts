import { randomUUID } from 'node:crypto';
import {
  codeRequested,
  contactEnriched,
  contractDrafted,
  dealLink,
  type EventDefinition,
  messageStatusChanged,
  type PayloadOf,
  signInCode,
} from '@loop/contracts';
import { outreach } from '@loop/outreach';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle, type TestService, TestSystem } from '@loop/testkit';
import { type OutsideWorld, startOutsideWorld } from './outside-world.ts';

export const TENANT = DEFAULT_TENANT_ID;
export const CODE = '482913';
export const OPERATOR = 'ops@tidewell-studio.com';

type Status = PayloadOf<typeof messageStatusChanged>['status'];
type Mode = PayloadOf<typeof contractDrafted>['mode'];

/** Somebody who asked for work, and the contract that was drafted for them. */
export interface Client {
  readonly opportunityId: string;
  readonly contractId: string;
  readonly contactId: string;
  readonly email: string;
  readonly correlationId: string;
}

/** The outreach service over real brokers; the portal's two answers are played by the test. */
export class OutreachSystem {
  readonly world: OutsideWorld;
  readonly system: TestSystem;
  readonly service: TestService;
  /** While true the portal does not answer. */
  portalIsAway = false;

  private constructor(world: OutsideWorld, system: TestSystem, service: TestService) {
    this.world = world;
    this.system = system;
    this.service = service;
  }

  static async open(): Promise<OutreachSystem> {
    const world = await startOutsideWorld();
    const system = await TestSystem.open({ mode: 'sandbox', sandboxUrl: world.sandbox.url });
    const settings = {
      ...system.configOf('outreach'),
      LOOP_OUTREACH_URL: 'https://mail.tidewell-studio.com',
      LOOP_OPERATOR_EMAIL: OPERATOR,
    };
    const service = await system.start(outreach(settings));
    const opened = new OutreachSystem(world, system, service);
    await opened.#playPortal();
    return opened;
  }

  async close(): Promise<void> {
    await this.system.close();
    await this.world.stop();
  }

  async #playPortal(): Promise<void> {
    const { connection } = await this.system.tapAs('client-portal');
    const expiresAt = new Date(Date.now() + 600_000).toISOString();
    const answers = [
      [dealLink.subject, { ok: { url: 'https://rooms.tidewell-studio.com/deal#a-secret-token' } }],
      [signInCode.subject, { ok: { code: CODE, expiresAt } }],
    ] as const;
    for (const [subject, answer] of answers) {
      connection.subscribe(subject, {
        callback: (_error, message) => void (this.portalIsAway || message.respond(JSON.stringify(answer))),
      });
    }
    await connection.flush();
  }

  enrich(client: Omit<Client, 'contractId'>, kind: 'email' | 'twitter' = 'email'): Promise<void> {
    return publishContact(this.system, client, kind);
  }

  draft(client: Client, version = 1): Promise<void> {
    return publishDraft(this.system, client, version, 'sandbox');
  }

  /** As an instance of the portal that still writes version 1 publishes it: nothing of how long the work takes. */
  async draftAsBefore(client: Client): Promise<void> {
    const { previous } = contractDrafted;
    if (previous === undefined) throw new Error('contract.drafted has no earlier version');
    const data = previous.schema.parse(draftOf(client, 1));
    await this.system.publish(previous, data, TENANT, { correlationId: client.correlationId });
  }

  /** Somebody whose proposal was accepted by the provider; resolves to the effect that sent it. */
  async presented(client: Client): Promise<string> {
    await this.enrich(client);
    await this.draft(client);
    return settle(async () => {
      const [message] = await this.messages(client);
      if (message?.state !== 'sent') throw new Error(`The proposal is ${message?.state ?? 'not written'}`);
      return message.effect_id;
    });
  }

  async askCode({ contactId, contractId }: Client): Promise<void> {
    const expiresAt = new Date(Date.now() + 600_000).toISOString();
    const data = { contractId, codeRequestId: randomUUID(), purpose: 'sign' as const, contactId, expiresAt };
    await this.system.publish(codeRequested, data, TENANT);
  }

  /** What the gateway publishes once it has verified an event webhook. */
  async report(effectId: string, status: Status): Promise<void> {
    const data = { providerMessageId: `sg-${effectId}`, messageId: null, effectId, provider: 'sendgrid', status };
    const rest = { providerEventId: randomUUID(), reason: null, mode: 'sandbox' as const };
    const occurredAt = new Date().toISOString();
    await this.system.publish(messageStatusChanged, { ...data, ...rest, occurredAt }, TENANT);
  }

  messages({ contractId }: Client) {
    return this.system.sql<{ message_id: string; effect_id: string; template: string; state: string; reason: string }>(
      'SELECT * FROM outreach.messages WHERE contract_id = $1 ORDER BY created_at',
      [contractId],
    );
  }

  /** Messages that reached a person's mailbox. */
  async arrived({ email }: Client) {
    return this.world.control.mailbox({ to: email });
  }

  async events<D extends EventDefinition>(event: D, { contractId }: Client) {
    const all = await this.system.tap.published(event);
    return all.filter(({ data }) => (data as { contractId?: unknown }).contractId === contractId);
  }

  /** Waits until everything published so far is handled and every effect that can end has ended. */
  async quiet(): Promise<void> {
    for (const stream of ['ENRICHMENT', 'CLIENT_PORTAL', 'INBOUND_CHANNELS', 'PAYMENTS']) {
      await settle(async () => (await this.system.tap.lag(stream, 'outreach')) === 0);
    }
    await settle(async () => {
      const open = await this.system.sql("SELECT 1 FROM outreach.effects WHERE state IN ('ready', 'claimed')");
      return open.length === 0;
    });
  }
}

export function newClient(): Client {
  const name = randomUUID().slice(0, 8);
  return {
    opportunityId: randomUUID(),
    contractId: randomUUID(),
    contactId: randomUUID(),
    email: `jo.${name}@brackenlane.org`,
    correlationId: randomUUID(),
  };
}

/** Publishes how somebody can be reached. */
async function publishContact(
  system: TestSystem,
  client: Omit<Client, 'contractId'>,
  kind: 'email' | 'twitter',
): Promise<void> {
  const { contactId, correlationId, email, opportunityId } = client;
  const source = { where: 'text' as const, url: null, start: 0, end: 10 };
  const value = kind === 'email' ? email : 'jo_bracken';
  const contact = {
    contactId,
    kind,
    value,
    rule: 'email.plain',
    source,
    score: 0.9,
    reasons: ['given in the post'],
    check: null,
  };
  const data = { opportunityId, contacts: [contact], bestContactId: contactId, channels: null };
  await system.publish(contactEnriched, data, TENANT, { correlationId });
}

/** Publishes a version of somebody's contract. */
async function publishDraft(system: TestSystem, client: Client, version: number, mode: Mode): Promise<void> {
  await system.publish(contractDrafted, { ...draftOf(client, version), mode }, TENANT, {
    correlationId: client.correlationId,
  });
}

/** Publishes how somebody can be reached by e-mail, and their contract of a mode. */
export async function publishDeal(system: TestSystem, client: Client, mode: Mode): Promise<void> {
  await publishContact(system, client, 'email');
  await publishDraft(system, client, 1, mode);
}

function draftOf({ contractId, opportunityId }: Client, version: number): PayloadOf<typeof contractDrafted> {
  return {
    contractId,
    opportunityId,
    version,
    title: 'Booking page',
    service: { code: 'web.landing', name: 'Landing page', tier: 'standard' },
    summary: 'A page to book courses on.',
    scope: ['One page'],
    exclusions: [],
    milestones: [
      {
        milestoneId: randomUUID(),
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
  };
}
