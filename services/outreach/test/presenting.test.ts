import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  contactForgotten,
  contactOptedOut,
  contractCompleted,
  contractDeclined,
  contractPresentationFailed,
  contractPresented,
  deliverySubmitted,
  messageFailed,
  messageSent,
} from '@loop/contracts';
import { settle } from '@loop/testkit';
import { identitySha256 } from '../dist/proofs/identity-sha256.js';
import { type Client, CODE, newClient, OutreachSystem, TENANT } from './outreach-system.ts';

let loop: OutreachSystem;

beforeAll(async () => {
  loop = await OutreachSystem.open();
});
afterEach(async () => {
  loop.portalIsAway = false;
  await loop.world.control.disarmFault();
});
afterAll(() => loop.close());

async function failure(client: Client) {
  return settle(async () => {
    const [event] = await loop.events(contractPresentationFailed, client);
    return event?.data ?? false;
  });
}

const suppressions = ({ email }: Client) =>
  loop.system.sql<{ reason: string }>('SELECT reason FROM outreach.suppressions WHERE identity_sha256 = $1', [
    identitySha256('email', email),
  ]);

/** What the link in a person's last message leads to, at the service itself. */
async function unsubscribeAddress(client: Client): Promise<string> {
  const [mail] = await loop.arrived(client);
  const link = /<([^>]+)>/.exec(mail?.headers['List-Unsubscribe'] ?? '')?.[1] ?? '';
  return `${loop.service.url}${new URL(link).pathname}`;
}

/** Somebody whose proposal is decided on and waits, since the provider asked us to. */
async function waiting(client: Client): Promise<void> {
  await loop.world.control.armFault({ provider: 'sendgrid', kind: 'rate_limit', count: 1, retryAfterSeconds: 2 });
  await loop.enrich(client);
  await loop.draft(client);
  await settle(async () => {
    const effects = await loop.system.sql(
      "SELECT 1 FROM outreach.effects WHERE intent->>'contractId' = $1 AND attempts = 1 AND state = 'ready'",
      [client.contractId],
    );
    return effects.length === 1;
  });
}

describe('a drafted contract', () => {
  test('is presented by e-mail once, though its draft came before its contacts and came twice', async () => {
    const client = newClient();
    await loop.draft(client);
    await loop.draft(client);
    await loop.enrich(client);
    const [event] = await settle(async () => {
      const events = await loop.events(contractPresented, client);
      expect(events).toHaveLength(1);
      return events;
    });
    expect(event?.data).toMatchObject({ version: 1, channel: 'email', provider: 'sendgrid', mode: 'sandbox' });
    expect(event?.correlationId).toBe(client.correlationId);
    await loop.quiet();
    const mails = await loop.arrived(client);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain('https://rooms.tidewell-studio.com/deal#a-secret-token');
    expect(mails[0]?.customArgs).toEqual({
      effect_id: expect.any(String),
      message_id: event?.data.messageId,
      tenant_id: TENANT,
      correlation_id: client.correlationId,
    });
    expect(await loop.events(messageSent, client)).toHaveLength(1);
  });

  test('says how long the work takes, unless its draft is of the version that did not say', async () => {
    const [now, before] = [newClient(), newClient()];
    await Promise.all([now, before].map((client) => loop.enrich(client)));
    await loop.draft(now);
    await loop.draftAsBefore(before);
    const textTo = (client: Client) =>
      settle(async () => {
        const [mail] = await loop.arrived(client);
        return mail?.text ?? false;
      });
    expect(await textTo(now)).toContain('1. Draft, within 3 days: $600.00');
    expect(await textTo(before)).toContain('1. Draft: $600.00');
  });

  test('kept before drafts told how long the work takes is still completed', async () => {
    const client = newClient();
    await loop.presented(client);
    await loop.quiet();
    await loop.system.sql(`UPDATE outreach.contracts SET draft = draft #- '{milestones,0,workDays}'`);
    const completedAt = new Date().toISOString();
    await loop.system.publish(contractCompleted, { contractId: client.contractId, completedAt, rating: 5 }, TENANT);
    await settle(async () => expect(await loop.arrived(client)).toHaveLength(2));
    expect((await loop.arrived(client)).some((mail) => mail.text?.includes('Draft: $600.00'))).toBe(true);
  });

  test('leaves neither the link nor the words in any table or event', async () => {
    await loop.presented(newClient());
    const [dump] = await loop.system.sql<{ text: string }>(
      `SELECT (SELECT string_agg(row_to_json(m)::text, '') FROM outreach.messages m)
           || (SELECT string_agg(row_to_json(e)::text, '') FROM outreach.effects e)
           || (SELECT string_agg(body, '') FROM outreach.outbox) AS text`,
    );
    expect(dump?.text).not.toContain('a-secret-token');
  });

  test('that is replaced by a newer version before it left is presented once, as the newer one', async () => {
    const client = newClient();
    await waiting(client);
    await loop.draft(client, 2);
    const [presented] = await settle(async () => {
      const events = await loop.events(contractPresented, client);
      expect(events).toHaveLength(1);
      return events;
    });
    await loop.quiet();
    expect(presented?.data).toMatchObject({ version: 2 });
    expect(await failure(client)).toMatchObject({ version: 1, reason: 'expired', final: true });
    expect(await loop.arrived(client)).toHaveLength(1);
  });

  test('that is declined before it left is not sent', async () => {
    const client = newClient();
    await waiting(client);
    const declined = { contractId: client.contractId, version: 1, reason: null, declinedAt: new Date().toISOString() };
    await loop.system.publish(contractDeclined, declined, TENANT);
    expect(await failure(client)).toMatchObject({ version: 1, reason: 'expired' });
    expect(await loop.arrived(client)).toHaveLength(0);
  });

  test('whose author has no e-mail address is not presented, and says why', async () => {
    const client = newClient();
    await loop.enrich(client, 'twitter');
    await loop.draft(client);
    expect(await failure(client)).toMatchObject({ reason: 'no_channel', channel: null, final: true });
  });

  test('waits while the portal is away, and is sent once it answers', async () => {
    const client = newClient();
    loop.portalIsAway = true;
    await loop.enrich(client);
    await loop.draft(client);
    await settle(
      async () => {
        const [row] = await loop.system.sql<{ reason: string | null }>(
          "SELECT reason FROM outreach.effects WHERE intent->>'contractId' = $1",
          [client.contractId],
        );
        return row?.reason === 'portal_unreachable';
      },
      { timeoutMs: 15_000 },
    );
    expect(await loop.arrived(client)).toHaveLength(0);
    loop.portalIsAway = false;
    await settle(async () => (await loop.arrived(client)).length === 1, { timeoutMs: 15_000 });
  });
});

describe('a suppressed address', () => {
  test('gets nothing after one click, and the portal is told', async () => {
    const client = newClient();
    await loop.presented(client);
    const address = await unsubscribeAddress(client);
    const asked = await fetch(address);
    expect(asked.status).toBe(200);
    expect(await suppressions(client)).toHaveLength(0);
    const body = new FormData();
    body.set('List-Unsubscribe', 'One-Click');
    const done = await fetch(address, { method: 'POST', body });
    expect(done.status).toBe(200);
    expect(done.headers.get('set-cookie')).toBeNull();
    expect((await fetch(address, { method: 'POST' })).status).toBe(200);
    expect(await suppressions(client)).toEqual([{ reason: 'unsubscribed' }]);
    await loop.draft(client, 2);
    expect(await failure(client)).toMatchObject({ version: 2, reason: 'suppressed', final: true });
    expect(await loop.events(messageFailed, client)).toMatchObject([{ data: { outcome: 'not_attempted' } }]);
    expect(await loop.arrived(client)).toHaveLength(1);
  });

  test('stays suppressed though the post was read again meanwhile and another address was found', async () => {
    const client = newClient();
    const effectId = await loop.presented(client);
    const address = await unsubscribeAddress(client);
    const { email } = newClient();
    await loop.enrich({ ...client, contactId: randomUUID(), email });
    await loop.quiet();
    expect((await fetch(address, { method: 'POST' })).status).toBe(200);
    expect(await suppressions(client)).toEqual([{ reason: 'unsubscribed' }]);
    await loop.report(effectId, 'bounced');
    await settle(async () => (await suppressions(client)).some(({ reason }) => reason === 'bounced'));
    expect(await suppressions({ ...client, email })).toHaveLength(0);
  });

  test('is taken however many people press the button in one mail program: they all come from one address', async () => {
    const client = newClient();
    await loop.presented(client);
    const address = await unsubscribeAddress(client);
    const answers = await Promise.all(Array.from({ length: 150 }, () => fetch(address, { method: 'POST' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  test('still gets the code somebody asked for a moment ago, and no notice', async () => {
    const client = newClient();
    await loop.presented(client);
    await fetch(await unsubscribeAddress(client), { method: 'POST' });
    await loop.askCode(client);
    const milestone = {
      milestoneId: randomUUID(),
      contractId: client.contractId,
      deliveryId: randomUUID(),
      version: 1,
    };
    const artifacts = [{ name: 'page.zip', url: null, sha256: 'b'.repeat(64) }];
    const delivery = { ...milestone, title: 'First draft', artifacts, submittedAt: new Date().toISOString() };
    await loop.system.publish(deliverySubmitted, delivery, TENANT);
    await settle(async () => (await loop.arrived(client)).length === 2);
    await loop.quiet();
    const [last, ...rest] = await loop.arrived(client);
    expect(rest).toHaveLength(1);
    expect(last?.subject).toBe(`${CODE} is your code to sign the contract`);
    expect(last?.headers).toEqual({});
  });

  test('still gets a code at the address their contract went to, though another one was found since', async () => {
    const client = newClient();
    await loop.presented(client);
    const { email } = newClient();
    await loop.enrich({ ...client, contactId: randomUUID(), email });
    await loop.askCode(client);
    await settle(async () => (await loop.arrived(client)).length === 2);
    expect((await loop.arrived(client))[0]?.subject).toContain(CODE);
    expect(await loop.arrived({ ...client, email })).toHaveLength(0);
  });

  test('that was suppressed between the decision and the call gets nothing', async () => {
    const client = newClient();
    await waiting(client);
    const out = {
      identityId: randomUUID(),
      kind: 'email' as const,
      value: client.email.toUpperCase(),
      contactId: null,
    };
    const rest = { channel: null, via: 'complaint' as const, messageId: null, optedOutAt: new Date().toISOString() };
    await loop.system.publish(contactOptedOut, { ...out, ...rest }, TENANT);
    expect(await failure(client)).toMatchObject({ reason: 'suppressed' });
    expect(await loop.arrived(client)).toHaveLength(0);
  });

  test.each(['bounced', 'complained', 'dropped'] as const)('is one that %s', async (status) => {
    const client = newClient();
    await loop.report(await loop.presented(client), status);
    await settle(async () => (await loop.messages(client))[0]?.state === status);
    await loop.draft(client, 2);
    expect(await failure(client)).toMatchObject({ version: 2, reason: 'suppressed' });
  });

  test('a link that was not made here answers 404 and changes nothing', async () => {
    const wrong = await fetch(`${loop.service.url}/unsubscribe/${'A'.repeat(64)}`, { method: 'POST' });
    expect(wrong.status).toBe(404);
  });

  test('somebody who is forgotten is erased, and not taken up again', async () => {
    const client = newClient();
    await loop.presented(client);
    const identities = [{ kind: 'email' as const, valueSha256: identitySha256('email', client.email) }];
    const { contactId, opportunityId } = client;
    const order = { contactId, opportunityIds: [opportunityId], identities, basis: 'request' as const };
    await loop.system.publish(contactForgotten, { ...order, forgottenAt: new Date().toISOString() }, TENANT);
    await settle(async () => {
      const kept = await loop.system.sql('SELECT 1 FROM outreach.contacts WHERE contact_id = $1', [contactId]);
      return kept.length === 0;
    });
    const again = { ...client, opportunityId: randomUUID(), contractId: randomUUID(), contactId: randomUUID() };
    await loop.enrich(again);
    await loop.quiet();
    const kept = await loop.system.sql('SELECT 1 FROM outreach.contacts WHERE value = $1', [client.email]);
    expect(kept).toHaveLength(0);
  });
});

describe('a send whose outcome is unknown', () => {
  test('is not sent again, says so, and is resolved by the webhook that carries its id', async () => {
    const client = newClient();
    await loop.world.control.armFault({ provider: 'sendgrid', kind: 'reset', after: true, count: 1 });
    await loop.enrich(client);
    await loop.draft(client);
    expect(await failure(client)).toMatchObject({ reason: 'outcome_unknown', final: false });
    expect(await loop.events(contractPresented, client)).toHaveLength(0);
    const [message] = await loop.messages(client);
    await Promise.all([1, 2, 3].map(() => loop.report(message?.effect_id ?? '', 'delivered')));
    await settle(async () => expect(await loop.events(contractPresented, client)).toHaveLength(1));
    await loop.quiet();
    expect((await loop.messages(client))[0]?.state).toBe('delivered');
    expect(await loop.events(messageSent, client)).toHaveLength(1);
    expect(await loop.arrived(client)).toHaveLength(1);
  });

  test('stays unknown and unsent while nobody proves anything', async () => {
    const client = newClient();
    await loop.world.control.armFault({ provider: 'sendgrid', kind: 'reset', count: 1 });
    await loop.enrich(client);
    await loop.draft(client);
    expect(await failure(client)).toMatchObject({ reason: 'outcome_unknown' });
    await loop.presented(newClient());
    expect(await loop.arrived(client)).toHaveLength(0);
    expect((await loop.messages(client))[0]?.state).toBe('unknown');
  });
});
