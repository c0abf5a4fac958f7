import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createFetchGuard, sandboxDialling } from '@loop/fetch-guard';
import { settle } from '@loop/testkit';
import { GuardedSandbox } from './guarded-sandbox.ts';

/**
 * Attacks on the guard, each over real connections to the sandbox's awkward pages: every target is tried directly and as where a redirect
 * leads.
 */

let world: GuardedSandbox;

beforeAll(async () => {
  world = await GuardedSandbox.start();
});

afterAll(() => world.stop());

const TARGETS: readonly (readonly [string, string])[] = [
  ...[
    ...['http://127.0.0.1/', 'http://2130706433/', 'http://0x7f000001/', 'http://0177.0.0.1/', 'http://127.1/'],
    ...['http://0/', 'http://10.1.2.3/', 'http://192.168.0.1/', 'https://172.20.0.1/', 'http://100.64.3.4/'],
    ...['http://[::1]/', 'http://[::ffff:127.0.0.1]/', 'http://[::127.0.0.1]/', 'http://[64:ff9b::7f00:1]/'],
    ...[
      'http://[2002:7f00:1::]/',
      'http://[fe80::1]/',
      'http://[fd00::1]/',
      'http://１２７.０.０.１/',
      'http://①②⑦.0.0.1/',
    ],
    ...[
      'http://localhost/',
      'http://localhost./',
      'http://private.chainlocker.works/',
      'http://mixed.chainlocker.works/',
    ],
    'http://mapped.chainlocker.works/',
  ].map((url) => [url, 'private_address'] as const),
  ...[
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://metadata.chainlocker.works/',
  ].map((url) => [url, 'metadata_address'] as const),
  ...['file:///etc/passwd', 'ftp://chainlocker.works/', 'gopher://127.0.0.1:70/', 'data:text/html,hello'].map(
    (url) => [url, 'scheme_refused'] as const,
  ),
  ...['http://chainlocker.works:22/', 'https://chainlocker.works:80/', 'http://127.0.0.1:6379/'].map(
    (url) => [url, 'port_refused'] as const,
  ),
  ['http://operator:word@chainlocker.works/', 'credentials_in_address'],
  ['http://nxdomain.chainlocker.works/', 'name_unknown'],
  [`http://chainlocker.works/${'a'.repeat(3_000)}`, 'bad_address'],
  ['http://[::1/', 'bad_address'],
];

test.each(TARGETS)('does not fetch %s (%s), asked directly', async (url, reason) => {
  expect(await world.guard().fetchPage(url)).toEqual({ outcome: 'refused', reason });
});

test.each(TARGETS)('does not follow a redirect to %s (%s)', async (url, reason) => {
  const hop = world.page(`/redirect/to?url=${encodeURIComponent(url)}`);
  expect(await world.guard().fetchPage(hop)).toEqual({ outcome: 'refused', reason });
});

const answers = (...addresses: string[]) => addresses.map((address) => ({ addresses: [address], ttlSeconds: 0 }));

test('a name that answers another address the second time is dialled at neither it nor an old one', async () => {
  let calls = 0;
  const inside: Server = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => inside.listen(world.sandbox.port, '127.0.0.2', resolve));
  try {
    // The first answer is used for robots.txt, the second for the page.
    await world.log.stateName({ name: 'turncoat.pages.localhost', answers: answers('127.0.0.1', '127.0.0.2') });
    const outcome = await world.guard().fetchPage(world.page('/people/turncoat', 'turncoat'));
    expect(outcome).toEqual({ outcome: 'refused', reason: 'private_address' });
    expect(calls).toBe(0);
  } finally {
    await new Promise((resolve) => inside.close(resolve));
  }
});

test('a redirect to the same name is looked up and vetted again', async () => {
  const name = 'late-turncoat.pages.localhost';
  await world.log.stateName({ name, answers: answers('127.0.0.1', '127.0.0.1', '10.0.0.1') });
  const outcome = await world.guard().fetchPage(world.page('/redirect/chain/2', 'late-turncoat'));
  expect(outcome).toEqual({ outcome: 'refused', reason: 'private_address' });
});

test.each([
  {
    what: 'a chain of five redirects is followed',
    path: '/redirect/chain/5',
    outcome: { outcome: 'page', redirects: 5 },
  },
  { what: 'one of six is not', path: '/redirect/chain/6', outcome: { reason: 'too_many_redirects' } },
  { what: 'a circle ends', path: '/redirect/circle', outcome: { reason: 'too_many_redirects' } },
  {
    what: 'a redirect to nowhere is refused',
    path: '/redirect/nowhere',
    outcome: { reason: 'redirect_without_target' },
  },
  { what: 'an endless body is given up at 2 MB', path: '/body/endless', outcome: { reason: 'body_too_large' } },
  { what: 'a gzip bomb is', path: '/body/bomb/gzip', outcome: { reason: 'body_too_large' } },
  { what: 'a deflate bomb is', path: '/body/bomb/deflate', outcome: { reason: 'body_too_large' } },
  { what: 'a brotli bomb is', path: '/body/bomb/br', outcome: { reason: 'body_too_large' } },
  { what: 'a body of 2 MB is read', path: `/body/large/${2 * 1024 * 1024}`, outcome: { outcome: 'page' } },
  { what: 'one byte more is not', path: `/body/large/${2 * 1024 * 1024 + 1}`, outcome: { reason: 'body_too_large' } },
  { what: 'packed twice is refused', path: '/body/packed-twice', outcome: { reason: 'encoding_refused' } },
  { what: 'an unheard packing is', path: '/body/packed-wrongly/zip', outcome: { reason: 'encoding_refused' } },
  { what: 'gzip that is none is', path: '/body/packed-wrongly/gzip', outcome: { reason: 'body_broken' } },
  { what: 'brotli that is none is', path: '/body/packed-wrongly/br', outcome: { reason: 'body_broken' } },
  { what: 'headers without end are', path: '/body/headers', outcome: { reason: 'headers_too_large' } },
  {
    what: 'a body that is cut off is a failure',
    path: '/body/cut-off',
    outcome: { outcome: 'failed', reason: 'connection_failed' },
  },
  { what: 'a PDF is refused', path: '/type/pdf', outcome: { reason: 'content_type_refused' } },
  { what: 'a picture that is text is', path: '/type/svg', outcome: { reason: 'content_type_refused' } },
  { what: 'a type that is none is', path: '/type/odd', outcome: { reason: 'content_type_refused' } },
  { what: 'no type at all is', path: '/type/none', outcome: { reason: 'content_type_refused' } },
  { what: 'plain text is read', path: '/type/plain', outcome: { outcome: 'page', contentType: 'text/plain' } },
  { what: 'a page that is gone is refused', path: '/status/410', outcome: { outcome: 'refused', reason: 'http_410' } },
  { what: 'a server in trouble is a failure', path: '/status/502', outcome: { outcome: 'failed', reason: 'http_502' } },
])('$what', async ({ outcome, path }) => {
  expect(await world.guard().fetchPage(world.page(path))).toMatchObject(outcome);
});

test.each(['gzip', 'deflate', 'br'])('reads a page packed by %s', async (encoding) => {
  const outcome = await world.guard().fetchPage(world.page(`/body/packed/${encoding}`));
  expect(outcome).toMatchObject({ outcome: 'page', text: expect.stringContaining('packed@chainlocker.works') });
});

test.each(['/body/slow', '/body/never'])(
  'a server that takes its time at %s is left when ours is over',
  async (path) => {
    const startedMs = performance.now();
    expect(await world.guard({ timeoutMs: 400 }).fetchPage(world.page(path))).toEqual({
      outcome: 'failed',
      reason: 'timeout',
    });
    expect(performance.now() - startedMs).toBeLessThan(3_000);
  },
);

test('a name server that never answers takes no more than the time there is', async () => {
  const outcome = await world.guard({ timeoutMs: 300 }).fetchPage('http://silent.chainlocker.works/');
  expect(outcome).toEqual({ outcome: 'failed', reason: 'timeout' });
});

test('a name server in trouble is a failure, not an absence', async () => {
  const outcome = await world.guard().fetchPage('http://servfail.chainlocker.works/');
  expect(outcome).toEqual({ outcome: 'failed', reason: 'name_lookup_failed' });
});

test('whoever asked may end it early', async () => {
  const ending = new AbortController();
  const outcome = world.guard().fetchPage(world.page('/body/never'), ending.signal);
  await settle(async () => (await world.visits()).some(({ path }) => path === '/body/never'));
  ending.abort();
  expect(await outcome).toEqual({ outcome: 'failed', reason: 'timeout' });
});

test('in sandbox mode only the sandbox is let through, by its names', async () => {
  const dialling = sandboxDialling(world.sandbox.url);
  const guard = createFetchGuard({ dialling, robotName: 'customer-loop', hostIntervalMs: 0 });
  expect(await guard.fetchPage(world.page('/people/ines', 'boards'))).toMatchObject({ outcome: 'page' });
  for (const url of ['http://chainlocker.works/', 'http://8.8.8.8/', 'http://127.0.0.1/', 'http://localhost/']) {
    expect(await guard.fetchPage(url)).toEqual({ outcome: 'refused', reason: 'outside_sandbox' });
  }
  const elsewhere = `http://pages.localhost:${world.sandbox.port + 1}/`;
  expect(await guard.fetchPage(elsewhere)).toEqual({ outcome: 'refused', reason: 'port_refused' });
});

test('nothing is brought along from page to page, and we say who we are', async () => {
  const outcome = await world.guard().fetchPage(world.page('/redirect/cookie'));
  expect(outcome).toMatchObject({ text: expect.stringContaining('Cookie: none. Referrer: none.') });
  const visits = await world.visits();
  expect(visits.at(-1)).toMatchObject({ headers: { 'user-agent': 'customer-loop/1', cookie: null, referer: null } });
});
