import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contractViewed } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { type Answer, type Deal, PortalWorld } from './portal-world.ts';

const OTHER_TENANT = '00000000-0000-4000-8000-00000000000b';

let world: PortalWorld;
let deal: Deal;

beforeAll(async () => {
  world = await PortalWorld.open();
  deal = await world.draft();
});

afterAll(() => world.close());

describe('a deal link', () => {
  it('opens the room of its contract, once it is posted', async () => {
    const cookie = await world.enter(deal);
    expect(cookie).toMatch(/^__Host-deal=/);
    const room = await world.get(`/client-room/${deal.contractId}`, cookie);
    expect(room.status).toBe(200);
    expect(room.body).toContain('Fix a bug in our billing');
    expect(room.body).toContain('TEST MODE');
    expect(room.headers.get('cache-control')).toBe('no-store');
    expect(room.headers.get('referrer-policy')).toBe('no-referrer');
    expect(room.headers.get('content-security-policy')).toContain("form-action 'self' https://checkout.stripe.com");
  });

  it('is not used up, and counts as no view, when a mail scanner fetches it ten times', async () => {
    const mine = await world.draft();
    const { token } = await world.link(mine);
    for (let i = 0; i < 10; i++) expect((await world.get('/deal')).status).toBe(200);
    expect(await world.publishedAbout(contractViewed, mine.contractId)).toEqual([]);
    await world.enter(mine, token);
    await settle(async () => (await world.publishedAbout(contractViewed, mine.contractId)).length === 1);
  });

  it('publishes the first view only, however often it is opened', async () => {
    const mine = await world.draft();
    const { token } = await world.link(mine);
    for (let i = 0; i < 3; i++) await world.enter(mine, token);
    await settle(async () => (await world.publishedAbout(contractViewed, mine.contractId)).length > 0);
    const outbox = await world.system.sql(
      `SELECT 1 FROM client_portal.outbox WHERE subject = 'contract.viewed' AND key = $1`,
      [mine.contractId],
    );
    expect(outbox).toHaveLength(1);
  });

  it('is the same link when its sender asks twice, and is stored nowhere', async () => {
    const first = await world.link(deal);
    const again = await world.link(deal, first.presentationId);
    expect(again.token).toBe(first.token);
    const tables = await world.system.sql<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'client_portal'`,
    );
    for (const { name } of tables) {
      const [found] = await world.system.sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM client_portal.${name} t WHERE t::text LIKE '%' || $1 || '%'`,
        [first.token],
      );
      expect({ name, count: found?.count }).toEqual({ name, count: 0 });
    }
  });

  it('leads to its own tenant, which nobody names', async () => {
    const theirs = await world.draft('Need a scraper for price lists', OTHER_TENANT);
    const cookie = await world.enter(theirs);
    expect((await world.room(theirs, cookie)).status).toBe('viewed');
    const forged = cookie.replace(OTHER_TENANT, deal.tenantId);
    expect((await world.get(`/client-room/${theirs.contractId}`, forged)).status).toBe(404);
  });

  it('works when the whole link is pasted', async () => {
    const { token } = await world.link(deal);
    const opened = await world.post('/deal/open', { token: ` https://portal.lampwright.studio/deal#${token} ` });
    expect(opened.status).toBe(303);
  });
});

describe('everything that is not the caller’s to see', () => {
  const plain = ({ status, body }: Answer) => ({ status, body });

  it('gets the same 404, byte for byte', async () => {
    const other = await world.draft();
    const cookie = await world.enter(deal);
    const expired = await world.link(deal);
    const revoked = await world.link(deal);
    const revokedCookie = await world.enter(deal, revoked.token);
    await world.system.sql(
      `UPDATE client_portal.presentations SET expires_at = now() - interval '1 second' WHERE presentation_id = $1`,
      [expired.presentationId],
    );
    await world.system.sql('UPDATE client_portal.presentations SET revoked_at = now() WHERE presentation_id = $1', [
      revoked.presentationId,
    ]);
    const nothing = plain(await world.get('/no-such-address'));
    expect(nothing.status).toBe(404);
    const room = `/client-room/${deal.contractId}`;
    const answers = {
      wrongToken: await world.post('/deal/open', { token: 'A'.repeat(43) }),
      noToken: await world.post('/deal/open', { token: '' }),
      garbage: await world.post('/deal/open', { token: 'not a token at all' }),
      expired: await world.post('/deal/open', { token: expired.token }),
      revoked: await world.post('/deal/open', { token: revoked.token }),
      noCookie: await world.get(room),
      forgedCookie: await world.get(room, `${cookie.slice(0, -4)}AAAA`),
      revokedCookie: await world.get(room, revokedCookie),
      anotherContract: await world.get(`/client-room/${other.contractId}`, cookie),
      noSuchContract: await world.get(`/client-room/${randomUUID()}`, cookie),
      noContractId: await world.get('/client-room/abc', cookie),
      anotherTimeline: await world.get(`/client-room/${other.contractId}/timeline`, cookie),
      anotherMilestones: await world.get(`/client-room/${other.contractId}/milestones`, cookie),
      anotherSign: await world.post(`/client-room/${other.contractId}/sign`, world.signature(other, '1'), cookie),
    };
    for (const [name, answer] of Object.entries(answers)) {
      expect({ name, ...plain(answer) }).toEqual({ name, ...nothing });
    }
  });

  it('closes an open room the moment its link is revoked', async () => {
    const link = await world.link(deal);
    const cookie = await world.enter(deal, link.token);
    expect((await world.get(`/client-room/${deal.contractId}`, cookie)).status).toBe(200);
    await world.system.sql('UPDATE client_portal.presentations SET revoked_at = now() WHERE presentation_id = $1', [
      link.presentationId,
    ]);
    expect((await world.get(`/client-room/${deal.contractId}`, cookie)).status).toBe(404);
  });

  it('gives an expired link a new rotation when its sender asks again, and ends the sessions of the old one', async () => {
    const link = await world.link(deal);
    const cookie = await world.enter(deal, link.token);
    await world.system.sql(
      `UPDATE client_portal.presentations SET expires_at = now() - interval '1 day' WHERE presentation_id = $1`,
      [link.presentationId],
    );
    const next = await world.link(deal, link.presentationId);
    expect(next.token).not.toBe(link.token);
    expect((await world.get(`/client-room/${deal.contractId}`, cookie)).status).toBe(404);
    expect((await world.post('/deal/open', { token: link.token })).status).toBe(404);
    expect((await world.post('/deal/open', { token: next.token })).status).toBe(303);
  });
});

describe('a form from another site', () => {
  it.each([
    ['another origin', { origin: 'https://evil.lampwright.store' }],
    ['no origin at all', {}],
    ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site', origin: 'https://portal.lampwright.studio' }],
    ['a neighbouring site', { 'sec-fetch-site': 'same-site', origin: 'https://portal.lampwright.studio' }],
  ])('is refused: %s', async (_name, headers) => {
    const cookie = await world.enter(deal);
    const answer = await world.post(`/client-room/${deal.contractId}/decline`, { version: '1' }, cookie, headers);
    expect(answer.status).toBe(403);
    expect((await world.room(deal, cookie)).status).toBe('viewed');
  });
});
