import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { contractSigned, deliveryApproved } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { type Answer, type Deal, PortalWorld } from './portal-world.ts';

let world: PortalWorld;
let deal: Deal;
let other: Deal;
let cookie: string;
let room: string;

beforeAll(async () => {
  world = await PortalWorld.open();
});

afterAll(() => world.close());

beforeEach(async () => {
  [deal, other] = [await world.draft(), await world.draft()];
  cookie = await world.enter(deal);
  room = `/client-room/${deal.contractId}`;
});

type Call = (room: string, milestone: string, cookie: string | undefined) => Promise<Answer>;

/** Every address of a room, each with a form that its route takes. */
function everyRoute(of: Deal): readonly (readonly [string, Call])[] {
  const gets = ['', '/timeline', '/milestones'].flatMap((path) =>
    ['text/html', 'application/json'].map((accept): readonly [string, Call] => [
      `GET ${path} ${accept}`,
      (base, _milestone, held) => world.get(base + path, held, accept),
    ]),
  );
  const parts = ['/return', '/receipt'].map((path): readonly [string, Call] => [
    `GET milestone ${path}`,
    (_base, milestone, held) => world.get(milestone + path, held),
  ]);
  const milestoneId = of.draft.milestones[0]?.milestoneId ?? '';
  const forms: readonly (readonly [string, Record<string, string>])[] = [
    ['/code', { purpose: 'approve', milestoneId }],
    ['/sign', world.signature(of, '12345678')],
    ['/decline', { version: '1' }],
    ['/select-rail', { rail: 'stripe' }],
  ];
  const milestoneForms: readonly (readonly [string, Record<string, string>])[] = [
    ['/pay', { amountMinor: '1', currency: 'USD' }],
    ['/approve', { deliveryId: randomUUID(), code: '12345678' }],
    ['/revision', { deliveryId: randomUUID(), note: 'Blue' }],
  ];
  return [
    ...gets,
    ...parts,
    ...forms.map(([path, form]): readonly [string, Call] => [
      `POST ${path}`,
      (base, _milestone, held) => world.post(base + path, form, held),
    ]),
    ...milestoneForms.map(([path, form]): readonly [string, Call] => [
      `POST milestone ${path}`,
      (_base, milestone, held) => world.post(milestone + path, form, held),
    ]),
  ];
}

/** What of an answer a stranger could compare. */
function seen({ status, body, headers }: Answer) {
  const changing = /^(date|ratelimit|ratelimit-policy)$/;
  const kept = [...headers].filter(([name]) => !changing.test(name));
  return { status, body, headers: kept.map(([name, value]) => [name, value.replace(/'nonce-[^']+'/g, 'nonce')]) };
}

describe('the room of somebody else', () => {
  it('answers on every address like one that does not exist: status, body and headers', async () => {
    for (const [name, call] of everyRoute(other)) {
      const milestoneOf = (base: string) => `${base}/milestones/${other.draft.milestones[0]?.milestoneId}`;
      const [theirs, none] = [`/client-room/${other.contractId}`, `/client-room/${randomUUID()}`];
      const answers = {
        anothersCookie: seen(await call(theirs, milestoneOf(theirs), cookie)),
        noCookie: seen(await call(theirs, milestoneOf(theirs), undefined)),
        noSuchRoom: seen(await call(none, milestoneOf(none), cookie)),
      };
      expect({ name, status: answers.noSuchRoom.status }).toEqual({ name, status: 404 });
      expect({ name, ...answers.anothersCookie }).toEqual({ name, ...answers.noSuchRoom });
      expect({ name, ...answers.noCookie }).toEqual({ name, ...answers.noSuchRoom });
    }
  });

  it('gives nothing of a milestone through the room of one’s own', async () => {
    const foreign = `${room}/milestones/${other.draft.milestones[0]?.milestoneId}`;
    await world.sign(deal, cookie);
    expect((await world.get(`${foreign}/receipt`, cookie)).status).toBe(404);
    expect((await world.post(`${foreign}/pay`, { amountMinor: '1', currency: 'USD' }, cookie)).status).toBe(404);
    const approve = { deliveryId: randomUUID(), code: '12345678' };
    expect((await world.post(`${foreign}/approve`, approve, cookie)).status).toBe(404);
  });

  it('is not opened by a cookie that names another tenant', async () => {
    const [name = '', value = ''] = cookie.split('=');
    const forged = `${name}=${encodeURIComponent(decodeURIComponent(value).replace(/^[^.]+/, randomUUID()))}`;
    expect((await world.get(room, forged)).status).toBe(404);
  });
});

describe('a form that is sent again', () => {
  it('under one and the same key still asks for another code', async () => {
    const headers = { origin: 'https://portal.lampwright.studio', 'idempotency-key': 'mine' };
    expect((await world.post(`${room}/code`, { purpose: 'sign' }, cookie, headers)).status).toBe(303);
    await world.system.sql(
      `UPDATE client_portal.code_requests SET requested_at = requested_at - interval '1 minute' WHERE contract_id = $1`,
      [deal.contractId],
    );
    expect((await world.post(`${room}/code`, { purpose: 'sign' }, cookie, headers)).status).toBe(303);
  });

  it('to pay, when all is paid and done, is told so and leads nowhere', async () => {
    await world.sign(deal, cookie);
    await world.fund(deal);
    await settle(async () => (await world.room(deal, cookie)).milestones[0]?.status === 'secured');
    await world.release(deal, randomUUID());
    await settle(async () => (await world.room(deal, cookie)).status === 'completed');
    const [milestone] = deal.draft.milestones;
    const form = { amountMinor: String(milestone?.amountMinor), currency: deal.draft.currency };
    const answer = await world.post(`${room}/milestones/${milestone?.milestoneId}/pay`, form, cookie);
    expect(answer.status).toBe(409);
    expect(answer.body).toContain('This milestone is funded already.');
    expect(world.asked).toHaveLength(0);
    expect(await world.publishedAbout(deliveryApproved, deal.contractId)).toHaveLength(0);
  });

  it('to decline, after signing, changes nothing', async () => {
    await world.sign(deal, cookie);
    expect((await world.post(`${room}/decline`, { version: '1' }, cookie)).status).toBe(409);
    expect((await world.room(deal, cookie)).status).toBe('signed');
  });
});

describe('the session', () => {
  it('is a new one at every opening, and belongs to this host, to https and to no script', async () => {
    const { token } = await world.link(deal);
    const answers = [await world.post('/deal/open', { token }), await world.post('/deal/open', { token }, cookie)];
    const cookies = answers.map(({ headers }) => headers.get('set-cookie') ?? '');
    expect(new Set([cookie, ...cookies.map((one) => one.split(';')[0])]).size).toBe(3);
    for (const one of cookies) {
      expect(one).toMatch(/^__Host-deal=.*; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    }
    for (const { headers } of answers) {
      expect(headers.get('location')).toBe(room);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });
});

describe('guessing a code', () => {
  it('is over after some codes an hour, whoever asks for them', async () => {
    for (let asked = 0; asked < 8; asked++) {
      expect((await world.post(`${room}/code`, { purpose: 'sign' }, cookie)).status).toBe(303);
      await world.system.sql(
        `UPDATE client_portal.code_requests SET requested_at = requested_at - interval '1 minute' WHERE contract_id = $1`,
        [deal.contractId],
      );
    }
    const another = await world.enter(deal);
    expect((await world.post(`${room}/code`, { purpose: 'sign' }, another)).status).toBe(429);
  });

  it('a new code can be asked for as soon as the last one is used up', async () => {
    await world.post(`${room}/code`, { purpose: 'sign' }, cookie);
    await world.receiveCode(deal, 'sign');
    for (let wrong = 0; wrong < 5; wrong++) await world.post(`${room}/sign`, world.signature(deal, '0'), cookie);
    await world.post(`${room}/code`, { purpose: 'sign' }, cookie);
    const requests = await world.system.sql('SELECT 1 FROM client_portal.code_requests WHERE contract_id = $1', [
      deal.contractId,
    ]);
    expect(requests).toHaveLength(2);
  });

  it('forty times at once is five guesses, and then the right one is dead too', async () => {
    await world.post(`${room}/code`, { purpose: 'sign' }, cookie);
    const code = await world.receiveCode(deal, 'sign');
    const guesses = Array.from({ length: 40 }, (_, index) =>
      String((Number(code) + 1 + index) % 10 ** 8).padStart(8, '0'),
    );
    await Promise.all(guesses.map((guess) => world.post(`${room}/sign`, world.signature(deal, guess), cookie)));
    const [row] = await world.system.sql<{ attempts: number }>(
      'SELECT attempts FROM client_portal.code_requests WHERE contract_id = $1',
      [deal.contractId],
    );
    expect(row?.attempts).toBe(5);
    const right = await world.post(`${room}/sign`, world.signature(deal, code), cookie);
    expect(right.status).toBe(422);
    expect(await world.publishedAbout(contractSigned, deal.contractId)).toHaveLength(0);
  });
});
