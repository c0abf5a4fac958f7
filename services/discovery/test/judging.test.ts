import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  contactForgotten,
  opportunityDropped,
  opportunityFound,
  opsDiscover,
  opsOpportunitiesList,
} from '@loop/contracts';
import { config, discovery } from '@loop/discovery';
import { DEFAULT_TENANT_ID, idFrom } from '@loop/runtime';
import { settle, TestSystem } from '@loop/testkit';
import { z } from 'zod';

/** Imports need no outside world. */

const ANOTHER_TENANT = '00000000-0000-4000-8000-000000000002';
const answered = z.object({ ok: opsDiscover.request('discovery').output });

let system: TestSystem;

beforeAll(async () => {
  system = await TestSystem.open({ mode: 'sandbox', sandboxUrl: 'http://127.0.0.1:9' });
  await system.start(discovery(system.settingsOf(config)));
});
afterAll(() => system.close());

async function importing(posts: readonly object[], tenantId = DEFAULT_TENANT_ID) {
  const lines = posts.map((post) => JSON.stringify(post));
  const asked = { tenantId, source: 'import', query: null, limit: null, lines };
  const { runId, counts } = answered.parse(await system.ask('discovery', 'discover', asked)).ok;
  const ofRun = async () => {
    const found = (await system.tap.published(opportunityFound)).filter(({ data }) => data.runId === runId);
    const dropped = (await system.tap.published(opportunityDropped)).filter(({ data }) => data.runId === runId);
    expect([found.length, dropped.length]).toEqual([counts.found, counts.dropped]);
    return { found: found.map(({ data }) => data), dropped: dropped.map(({ data }) => data) };
  };
  return settle(ofRun);
}

const request = (id: string, rest: object = {}) => ({
  ...{
    platform: 'reddit',
    id,
    author: `author_${id}`,
    title: '[Hiring] Booking page for a ferry',
    postedAt: new Date(),
  },
  text: 'We run a small ferry and want a page where people book a crossing, pay a deposit and get a ticket by mail. The old page loses every third booking and nobody here knows why. Budget: €1.200. Mail quay@lampwick-ferries.eu',
  ...rest,
});

/** As sprayers do: another name, another number, another first and last word. */
const sprayed = (id: string) => ({
  ...request(id),
  text: `Hello! ${request(id).text.replace('third', 'fourth')} Thanks!`,
});

test('what is found carries its score with reasons, budget, language and services', async () => {
  const { found } = await importing([request('alpha')]);
  expect(found[0]?.demand).toEqual({
    score: 1,
    reasons: ['Carries the mark of a request', 'Offers 1200 EUR', 'Was posted today', 'Speaks of web_application'],
  });
  expect(found[0]?.judged).toEqual({
    origin: 'platform',
    budget: { currency: 'EUR', lowMinor: 120_000, highMinor: 120_000, per: 'job' },
    language: 'en',
    services: ['web_application'],
  });
});

test('near copies by other authors are dropped as duplicates of the first, in one run and in later ones', async () => {
  const original = (await system.tap.published(opportunityFound))[0]?.data.opportunityId;
  const first = await importing([sprayed('beta'), sprayed('gamma')]);
  const second = await importing([sprayed('delta')]);
  const dropped = [...first.dropped, ...second.dropped];
  expect(dropped.map(({ duplicateOf, reason }) => [reason, duplicateOf])).toEqual([
    ['duplicate', original],
    ['duplicate', original],
    ['duplicate', original],
  ]);
  const fresh = await importing([sprayed('beta'), sprayed('gamma')], ANOTHER_TENANT);
  expect([fresh.found.length, fresh.dropped.length]).toEqual([1, 1]);
});

test('near copies taken up by two runs at once leave one opportunity', async () => {
  const text =
    'Our choir needs its 300 scores typed into MuseScore: four voices, lyrics underneath, German and Latin. We can pay $700.';
  const copies = ['one', 'two', 'three'].map((id) => [
    { ...request(`choir_${id}`), title: null, text: `${text} ${id}` },
  ]);
  const runs = await Promise.all(copies.map((posts) => importing(posts)));
  expect(runs.reduce((sum, { found }) => sum + found.length, 0)).toBe(1);
});

test('operators are told why each post was kept or dropped, and what repeats it', async () => {
  const list = opsOpportunitiesList.request('discovery');
  const wanted = {
    tenantId: DEFAULT_TENANT_ID,
    limit: 1,
    cursor: null,
    verdict: 'found',
    dropReason: null,
    runId: null,
  };
  const listed = async (rest: object) => {
    const answer = await system.ask('discovery', 'opportunities_list', { ...wanted, ...rest });
    return z.object({ ok: list.output }).parse(answer).ok;
  };
  const first = await listed({});
  const second = await listed({ cursor: first.nextCursor });
  const scores = [...first.items, ...second.items].map(({ score }) => score ?? 0);
  expect([scores.length, first.items[0]?.opportunityId === second.items[0]?.opportunityId]).toEqual([2, false]);
  expect(scores[0]).toBeGreaterThanOrEqual(scores[1] ?? 1);

  const original = (await system.tap.published(opportunityFound))[0]?.data.opportunityId ?? '';
  const shown = await system.ask('discovery', 'opportunities_show', {
    tenantId: DEFAULT_TENANT_ID,
    opportunityId: original,
  });
  expect(shown).toMatchObject({ ok: { found: true, score: 1, duplicateCount: 3 } });
  const dropped = await listed({ verdict: 'dropped', dropReason: 'duplicate', limit: 100 });
  expect(dropped.items.filter(({ duplicateOf }) => duplicateOf === original).length).toBe(3);
  const pages = [await listed({ verdict: 'dropped' })];
  for (let last = pages[0]; last?.nextCursor; last = pages.at(-1))
    pages.push(await listed({ verdict: 'dropped', cursor: last.nextCursor }));
  expect(new Set(pages.flatMap(({ items }) => items.map(({ opportunityId }) => opportunityId))).size).toBe(
    pages.length,
  );
  const elsewhere = { tenantId: ANOTHER_TENANT, opportunityId: original };
  expect(await system.ask('discovery', 'opportunities_show', elsewhere)).toMatchObject({ refused: 'not_found' });
});

test('spam and what is too old are dropped with what speaks against them', async () => {
  const spam = 'We are hiring 40 people for remote typing. Earn $220 a day from home, no experience needed.';
  const { dropped } = await importing([
    request('spam', { title: null, text: spam }),
    request('old', { title: '[Hiring] Comic inker', text: 'Twelve pages, $40 each', postedAt: '2024-05-01T00:00:00Z' }),
  ]);
  expect(dropped.map(({ reason }) => reason)).toEqual(['spam', 'too_old']);
  expect(dropped[0]?.detail).toMatch(/Promises earnings from home/);
});

test('nothing by which near copies are found is kept of somebody who is to be forgotten', async () => {
  const keys = () =>
    system.sql<{ bands: number; signature: number[]; judgement: object }>(
      `SELECT signature, judgement, (SELECT count(*)::int FROM discovery.post_bands b WHERE b.post_id = p.id) AS bands
         FROM discovery.posts p WHERE id = $1`,
      [idFrom('opportunity', DEFAULT_TENANT_ID, 'reddit', 'alpha')],
    );
  expect((await keys())[0]?.bands).toBe(12);
  const opportunityId = (await system.tap.published(opportunityFound))[0]?.data.opportunityId ?? '';
  await system.publish(
    contactForgotten,
    {
      contactId: '5a0c1b52-1d6e-4f0b-9a51-2b6f9a1f0c11',
      opportunityIds: [opportunityId],
      identities: [{ kind: 'reddit', valueSha256: createHash('sha256').update('reddit:author_alpha').digest('hex') }],
      basis: 'request',
      forgottenAt: new Date().toISOString(),
    },
    DEFAULT_TENANT_ID,
  );
  await settle(async () => {
    expect(await keys()).toEqual([{ bands: 0, signature: [], judgement: {} }]);
  });
});
