import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { contractDeclined, deliveryRevisionRequested, opsDeliver } from '@loop/contracts';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { settle } from '@loop/testkit';
import { type Deal, PortalWorld } from './portal-world.ts';

let world: PortalWorld;
let deal: Deal;
let cookie: string;
let room: string;

beforeAll(async () => {
  world = await PortalWorld.open();
});

afterAll(() => world.close());

beforeEach(async () => {
  deal = await world.draft();
  cookie = await world.enter(deal);
  room = `/client-room/${deal.contractId}`;
});

async function codeFor(): Promise<string> {
  await world.post(`${room}/code`, { purpose: 'sign' }, cookie);
  return world.receiveCode(deal, 'sign');
}

async function signerName(): Promise<string | undefined> {
  const [row] = await world.system.sql<{ signer_name: string }>(
    'SELECT signer_name FROM client_portal.contracts WHERE contract_id = $1',
    [deal.contractId],
  );
  return row?.signer_name;
}

describe('a signature typed by somebody who means harm, or has another keyboard', () => {
  it('takes a code in full-width digits, as some keyboards type them', async () => {
    const code = await codeFor();
    const wide = [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
    expect((await world.post(`${room}/sign`, world.signature(deal, wide), cookie)).status).toBe(303);
  });

  it('counts a code of separators and controls as a wrong one', async () => {
    await codeFor();
    const answer = await world.post(`${room}/sign`, world.signature(deal, '\u001f\u0000'), cookie);
    expect(answer.status).toBe(422);
    const [row] = await world.system.sql<{ attempts: number }>(
      'SELECT attempts FROM client_portal.code_requests WHERE contract_id = $1',
      [deal.contractId],
    );
    expect(row?.attempts).toBe(1);
  });

  it('keeps a name without controls and without what turns the reading direction', async () => {
    const typed = { ...world.signature(deal, await codeFor()), name: ' Mira\u0000 \u202eLampwright\r\n' };
    expect((await world.post(`${room}/sign`, typed, cookie)).status).toBe(303);
    expect(await signerName()).toBe('Mira Lampwright');
  });

  it('takes no name that nobody can see', async () => {
    const typed = { ...world.signature(deal, await codeFor()), name: '\u200b\u2060\u00ad' };
    const answer = await world.post(`${room}/sign`, typed, cookie);
    expect(answer.status).toBe(422);
    expect(answer.body).toContain('Type your full name to sign.');
  });

  it('shows a name of markup as text', async () => {
    const name = '<img src=x onerror=alert(1)>"\'&';
    await world.post(`${room}/sign`, { ...world.signature(deal, await codeFor()), name }, cookie);
    const page = await world.get(room, cookie);
    expect(page.body).not.toContain('<img');
    expect(page.body).toContain('&lt;img');
  });
});

describe('words of a client', () => {
  it('that hold a control character still decline', async () => {
    const answer = await world.post(`${room}/decline`, { version: '1', reason: 'no\u0000 thanks\u202e' }, cookie);
    expect(answer.status).toBe(303);
    const [declined] = await world.eventuallyAbout(contractDeclined, deal.contractId);
    expect(declined?.reason).toBe('no thanks');
  });

  it('that hold a control character still ask for changes, line by line', async () => {
    await world.sign(deal, cookie);
    await world.fund(deal);
    await settle(async () => (await world.room(deal, cookie)).milestones[0]?.status === 'secured');
    const milestoneId = deal.draft.milestones[0]?.milestoneId ?? '';
    const artifacts = [{ name: 'Fix', url: 'https://files.lampwright.studio/fix', sha256: 'a'.repeat(64) }];
    const delivered = await world.system.ask('client-portal', 'deliver', {
      tenantId: DEFAULT_TENANT_ID,
      contractId: deal.contractId,
      milestoneId,
      title: 'Fix',
      artifacts,
    });
    const deliveryId = (delivered as { ok: { deliveryId: string } }).ok.deliveryId;
    const note = 'Larger\u0000 type.\r\nAnd \u2066blue.';
    const answer = await world.post(`${room}/milestones/${milestoneId}/revision`, { deliveryId, note }, cookie);
    expect(answer.status).toBe(303);
    const [asked] = await world.eventuallyAbout(deliveryRevisionRequested, deal.contractId);
    expect(asked?.note).toBe('Larger type.\nAnd blue.');
  });
});

describe('a delivery given by hand', () => {
  it.each([
    ['a script for an address', { url: 'javascript:alert(1)' }],
    ['a fingerprint that is none', { sha256: 'not a fingerprint' }],
  ])('with %s is refused where it is wrong, and leads a client nowhere', async (_name, wrong) => {
    const artifact = { name: 'Fix', url: null, sha256: 'a'.repeat(64), ...wrong };
    const order = { contractId: deal.contractId, milestoneId: deal.draft.milestones[0]?.milestoneId, title: 'Fix' };
    const acting = { tenantId: DEFAULT_TENANT_ID, actor: 'tester', reason: 'a test', artifacts: [artifact] };
    const { subject } = opsDeliver.request('client-portal');
    const answer = await world.system.tap.connection.request(subject, JSON.stringify({ ...order, ...acting }));
    const place = `artifacts.0.${Object.keys(wrong)[0]}`;
    expect(answer.json()).toMatchObject({ refused: 'invalid_input', detail: expect.stringContaining(place) });
  });
});
