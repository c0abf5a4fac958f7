import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type EventDefinition,
  messageSent,
  milestoneAmountReduced,
  milestoneCardSaved,
  milestoneFundingExpiring,
  milestoneFundingFailed,
  milestoneRefunded,
  operatorAlerted,
  type PayloadOf,
} from '@loop/contracts';
import { type Client, newClient, OPERATOR, OutreachSystem, TENANT } from './outreach-system.ts';

let outreach: OutreachSystem;

beforeAll(async () => {
  outreach = await OutreachSystem.open();
});

afterAll(() => outreach.close());

function moneyOf({ contractId }: Client) {
  return {
    milestoneId: randomUUID(),
    contractId,
    amountMinor: 60_000,
    currency: 'USD',
    mode: 'sandbox' as const,
    rail: 'stripe' as const,
    providerRef: `pi_${randomUUID().slice(0, 8)}`,
    evidence: { providerEventId: null, readAt: new Date().toISOString() },
  };
}

/** Publishes an event twice, as a broker may deliver it, and waits until everything it leads to is done. */
async function tell<D extends EventDefinition>(event: D, data: PayloadOf<D>): Promise<void> {
  const id = await outreach.system.publish(event, data, TENANT);
  await outreach.system.publish(event, data, TENANT, { id });
  await outreach.quiet();
}

async function presented(): Promise<Client> {
  const client = newClient();
  await outreach.presented(client);
  return client;
}

async function subjects(client: Pick<Client, 'email'>): Promise<readonly string[]> {
  return (await outreach.world.control.mailbox({ to: client.email })).map(({ subject }) => subject);
}

test('a client hears once of a saved card, a lowered amount, a refund, and each warning of an ending hold', async () => {
  const client = await presented();
  const money = moneyOf(client);
  await tell(milestoneCardSaved, { ...money, savedAt: new Date().toISOString() });
  const captureBefore = new Date(Date.now() + 40 * 3_600_000).toISOString();
  await tell(milestoneFundingExpiring, { ...money, captureBefore, hoursLeft: 48 });
  await tell(milestoneFundingExpiring, { ...money, captureBefore, hoursLeft: 24 });
  const reduced = { contractMinor: 90_000, reason: 'settlement', reducedAt: new Date().toISOString() };
  await tell(milestoneAmountReduced, { ...money, ...reduced });
  const refund = { refundId: randomUUID(), reason: 'requested_by_client', refundedAt: new Date().toISOString() };
  await tell(milestoneRefunded, { ...money, ...refund });

  const heard = await subjects(client);
  expect(heard.filter((subject) => subject.startsWith('Card saved for'))).toHaveLength(1);
  expect(heard.filter((subject) => subject.startsWith('The hold for'))).toHaveLength(2);
  expect(heard.filter((subject) => subject.includes('now costs you $600.00'))).toHaveLength(1);
  expect(heard.filter((subject) => subject === '$600.00 returned to you')).toHaveLength(1);
}, 60_000);

test('a warning that would come after the end of the hold is not sent to the client', async () => {
  const client = await presented();
  const captureBefore = new Date(Date.now() - 60_000).toISOString();
  await tell(milestoneFundingExpiring, { ...moneyOf(client), captureBefore, hoursLeft: 24 });

  expect((await subjects(client)).filter((subject) => subject.startsWith('The hold for'))).toEqual([]);
});

test('a client is asked back when only they can go on, and is not written to about a refusal they read on the page', async () => {
  const client = await presented();
  const failed = { retryable: true, clientMessage: 'Your card was declined.', failedAt: new Date().toISOString() };
  await tell(milestoneFundingFailed, { ...moneyOf(client), ...failed, reason: 'card_declined' });
  expect(await subjects(client)).toHaveLength(1);

  await tell(milestoneFundingFailed, { ...moneyOf(client), ...failed, reason: 'authentication_required' });
  await tell(milestoneFundingFailed, { ...moneyOf(client), ...failed, reason: 'hold_too_short' });
  const money = moneyOf(client);
  await tell(milestoneCardSaved, { ...money, savedAt: new Date().toISOString() });
  await tell(milestoneFundingFailed, { ...money, ...failed, providerRef: 'pi_away', reason: 'card_declined' });

  const heard = await subjects(client);
  expect(heard.filter((subject) => subject.includes('needs you'))).toHaveLength(2);
  expect(heard.filter((subject) => subject.includes('choose another way'))).toHaveLength(1);
}, 60_000);

test('the operator is mailed once of each alert, and it is told as a message that went to no client', async () => {
  const alert: PayloadOf<typeof operatorAlerted> = {
    alertId: randomUUID(),
    severity: 'critical',
    code: 'amount_mismatch',
    summary: 'The provider holds another amount than the contract says.',
    milestoneId: randomUUID(),
    contractId: randomUUID(),
    mode: 'sandbox',
    alertedAt: new Date().toISOString(),
  };
  await tell(operatorAlerted, alert);
  await outreach.system.publish(operatorAlerted, { ...alert, alertedAt: new Date().toISOString() }, TENANT);
  await outreach.quiet();

  expect((await subjects({ email: OPERATOR })).filter((one) => one === 'Critical: amount mismatch')).toHaveLength(1);
  const told = (await outreach.system.tap.published(messageSent)).filter(
    ({ data }) => data.messageId === alert.alertId,
  );
  expect(told.map(({ data }) => [data.purpose, data.contactId])).toEqual([['operator_alert', null]]);
});

test('an alert of another mode is kept from the mailbox', async () => {
  const client = await presented();
  const captureBefore = new Date(Date.now() + 3_600_000).toISOString();
  const before = await subjects({ email: OPERATOR });
  await tell(milestoneFundingExpiring, { ...moneyOf(client), mode: 'live', captureBefore, hoursLeft: 24 });

  expect(await subjects({ email: OPERATOR })).toEqual(before);
});
