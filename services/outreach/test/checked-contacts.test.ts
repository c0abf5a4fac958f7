import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, type EventDefinition } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { OutreachSystem, TENANT } from './outreach-system.ts';

let loop: OutreachSystem;

beforeAll(async () => {
  loop = await OutreachSystem.open();
});
afterAll(() => loop.close());

const contact = (kind: 'email' | 'twitter', value: string) => ({
  ...{ contactId: randomUUID(), kind, value, rule: 'plain', score: 0.9, reasons: ['given in the post'] },
  source: { where: 'text' as const, url: null, start: 0, end: 10 },
});

const check = (verdict: 'invalid' | 'unknown') => ({ verdict, reasons: ['asked'], phoneType: null });

const keptOf = (opportunityId: string) =>
  settle(async () => {
    const rows = await loop.system.sql<{ value: string }>(
      'SELECT value FROM outreach.contacts WHERE opportunity_id = $1 ORDER BY rank',
      [opportunityId],
    );
    expect(rows).not.toEqual([]);
    return rows.map(({ value }) => value);
  });

test('nobody is reached by a contact that would reach nobody', async () => {
  const opportunityId = randomUUID();
  const handle = { ...contact('twitter', 'jo_bracken'), check: check('unknown') };
  const dead = { ...contact('email', 'jo@gone.brackenlane.org'), check: check('invalid') };
  const channels = [{ channel: 'x_dm' as const, contactId: handle.contactId, score: 0.6 }];
  const enriched = { opportunityId, contacts: [handle, dead], bestContactId: handle.contactId, channels };
  await loop.system.publish(contactEnriched, enriched, TENANT);
  expect(await keptOf(opportunityId)).toEqual(['jo_bracken']);
});

test('contacts published before contacts were checked are kept as they were', async () => {
  const opportunityId = randomUUID();
  const mail = contact('email', 'jo@brackenlane.org');
  const enriched = { opportunityId, contacts: [mail], bestContactId: mail.contactId };
  await loop.system.publish(contactEnriched.previous as EventDefinition, enriched, TENANT);
  expect(await keptOf(opportunityId)).toEqual(['jo@brackenlane.org']);
});
