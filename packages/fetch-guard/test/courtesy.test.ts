import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GuardedSandbox } from './guarded-sandbox.ts';

/** What hosts ask of robots, and the pauses between pages; over real connections, with a clock of the test's. */

let world: GuardedSandbox;

beforeAll(async () => {
  world = await GuardedSandbox.start();
});

afterAll(() => world.stop());

const robotsVisits = async (label: string) => {
  const entries = await world.log.log({ provider: 'pages', limit: 10_000 });
  return entries.filter(({ data }) => data['operation'] === 'robots' && data['host'] === `${label}.pages.localhost`)
    .length;
};

test.each([
  { label: 'closed', path: '/people/ann', reason: 'robots_disallow', what: 'a host closed to all robots' },
  { label: 'closed-to-us', path: '/people/ann', reason: 'robots_disallow', what: 'a host closed to us by name' },
  { label: 'open', path: '/private/ann', reason: 'robots_disallow', what: 'a part of a host that is closed' },
  { label: 'broken', path: '/people/ann', reason: 'robots_unreachable', what: 'a host whose robots.txt breaks' },
  { label: 'inward', path: '/people/ann', reason: 'private_address', what: 'a host whose robots.txt leads inside' },
])('leaves $what unread', async ({ label, path, reason }) => {
  expect(await world.guard().fetchPage(world.page(path, label))).toMatchObject({ reason });
  expect((await world.visits()).filter(({ host }) => host === `${label}.pages.localhost`)).toEqual([]);
});

test('a redirect into a part that is closed to robots is not followed', async () => {
  const url = world.page(`/redirect/to?url=${encodeURIComponent('/private/redirected')}`, 'openly');
  expect(await world.guard().fetchPage(url)).toEqual({ outcome: 'refused', reason: 'robots_disallow' });
});

test.each(['bare', 'open', 'starry'])('reads a page of the host %s, which does not forbid it', async (label) => {
  const startedMs = performance.now();
  expect(await world.guard().fetchPage(world.page('/people/ann', label))).toMatchObject({ outcome: 'page' });
  expect(performance.now() - startedMs).toBeLessThan(2_000);
});

test('a host that is off limits is not fetched, nor led to', async () => {
  const guard = world.guard({ isOffLimits: (hostname) => hostname.startsWith('platform.') });
  const target = world.page('/people/ann', 'platform');
  const refusal = { outcome: 'refused', reason: 'off_limits' };
  expect(await guard.fetchPage(target)).toEqual(refusal);
  const led = await guard.fetchPage(world.page(`/redirect/to?url=${encodeURIComponent(target)}`, 'leading'));
  expect(led).toEqual(refusal);
  expect((await world.visits()).filter(({ host }) => host === 'platform.pages.localhost')).toEqual([]);
});

test('robots.txt is asked for once a day', async () => {
  let nowMs = Date.parse('2026-11-28T10:00:00Z');
  const guard = world.guard({ nowMs: () => nowMs });
  const visit = () => guard.fetchPage(world.page('/people/ann', 'daily'));
  await visit();
  await visit();
  expect(await robotsVisits('daily')).toBe(1);
  nowMs += 25 * 60 * 60_000;
  await visit();
  expect(await robotsVisits('daily')).toBe(2);
});

test('a host gets one page an interval, and others do not wait for it', async () => {
  let nowMs = Date.parse('2026-11-28T10:00:00Z');
  const guard = world.guard({ nowMs: () => nowMs, hostIntervalMs: 2_000 });
  expect(await guard.fetchPage(world.page('/people/ann', 'busy'))).toMatchObject({ outcome: 'page' });
  const until = new Date(nowMs + 2_000);
  expect(await guard.fetchPage(world.page('/people/ben', 'busy'))).toEqual({ outcome: 'wait', until });
  const afterThat = new Date(nowMs + 4_000);
  expect(await guard.fetchPage(world.page('/people/cid', 'busy'))).toEqual({ outcome: 'wait', until: afterThat });
  expect(await guard.fetchPage(world.page('/people/ben', 'idle'))).toMatchObject({ outcome: 'page' });
  nowMs += 2_000;
  expect(await guard.fetchPage(world.page('/people/ben', 'busy'))).toMatchObject({ outcome: 'page' });
});

test('a host that asks for longer pauses gets them', async () => {
  let nowMs = Date.parse('2026-11-28T10:00:00Z');
  const guard = world.guard({ nowMs: () => nowMs });
  await guard.fetchPage(world.page('/people/ann', 'unhurried'));
  nowMs += 19_000;
  expect(await guard.fetchPage(world.page('/people/ben', 'unhurried'))).toMatchObject({ outcome: 'wait' });
  nowMs += 1_000;
  expect(await guard.fetchPage(world.page('/people/ben', 'unhurried'))).toMatchObject({ outcome: 'page' });
});

test.each([429, 503])('a host that says %i and when to come again is believed, within an hour', async (status) => {
  const beforeMs = Date.now();
  const outcome = await world.guard().fetchPage(world.page(`/status/${status}?wait=90`, 'full'));
  const forEver = await world.guard().fetchPage(world.page(`/status/${status}?wait=999999999`, 'full'));
  const waits = [outcome, forEver].map((one) => ('until' in one ? one.until.getTime() - beforeMs : Number.NaN));
  expect(waits[0]).toBeGreaterThanOrEqual(90_000);
  expect(waits[0]).toBeLessThan(120_000);
  expect(waits[1]).toBeLessThanOrEqual(61 * 60_000);
});

test.each([
  { name: 'latin1-undeclared', charset: 'windows-1252' },
  { name: 'latin1-called-utf8', charset: 'windows-1252' },
  { name: 'utf8-undeclared', charset: 'UTF-8' },
  { name: 'utf16-mark', charset: 'UTF-16LE' },
  { name: 'unheard', charset: 'UTF-8' },
])('reads the German page that is $name', async ({ charset, name }) => {
  const outcome = await world.guard().fetchPage(world.page(`/charset/${name}`));
  expect(outcome).toMatchObject({ outcome: 'page', charset, text: expect.stringContaining('Töpferei Müller') });
  expect(outcome).toMatchObject({ text: expect.stringContaining('kontakt@toepferei-grauwald.studio') });
});

test('reads an address off a page whose umlauts are lost to a wrong declaration', async () => {
  const outcome = await world.guard().fetchPage(world.page('/charset/utf8-called-ascii'));
  expect(outcome).toMatchObject({
    outcome: 'page',
    text: expect.stringContaining('kontakt@toepferei-grauwald.studio'),
  });
});

test('reads a Japanese page by its meta element', async () => {
  const outcome = await world.guard().fetchPage(world.page('/charset/meta-shift-jis'));
  expect(outcome).toMatchObject({ charset: 'Shift_JIS', text: expect.stringContaining('日本') });
});

test('refuses a character set that browsers refuse', async () => {
  const outcome = await world.guard().fetchPage(world.page('/charset/replacement'));
  expect(outcome).toEqual({ outcome: 'refused', reason: 'charset_refused' });
});
