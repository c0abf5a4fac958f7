import { expect, test } from '@jest/globals';
import { heldMilestone, submitCard } from './checkout-client.ts';
import { SandboxHarness } from './sandbox-harness.ts';

const search = '/api/v1/search';

test('faults strike the named operation as often as they were told to', async () => {
  await using harness = await SandboxHarness.start();
  await harness.control.armFault({ provider: 'hn', kind: 'server_error', operation: 'search', status: 503, count: 2 });
  const statuses: number[] = [];
  for (let call = 0; call < 3; call += 1) statuses.push((await fetch(harness.sandbox.url + search)).status);
  expect(statuses).toEqual([503, 503, 200]);
  expect((await fetch(`${harness.sandbox.url}/api/v1/search_by_date`)).status).toBe(200);
  expect(await harness.control.faults()).toMatchObject([{ left: 0, struck: 2 }]);
});

test('faults drawn by chance strike the same calls under the same seed', async () => {
  await using harness = await SandboxHarness.start();
  const run = async (): Promise<number[]> => {
    const fault = await harness.control.armFault({ provider: 'hn', kind: 'server_error', probability: 0.5, seed: 7 });
    const statuses: number[] = [];
    for (let call = 0; call < 12; call += 1) statuses.push((await fetch(harness.sandbox.url + search)).status);
    await harness.control.disarmFault(fault.id);
    return statuses;
  };
  const first = await run();
  expect(await run()).toEqual(first);
  expect(new Set(first)).toEqual(new Set([200, 500]));
});

test('a hanging provider never answers, and a truncated answer breaks off', async () => {
  await using harness = await SandboxHarness.start();
  await harness.control.armFault({ provider: 'hn', kind: 'hang', count: 1 });
  await expect(fetch(harness.sandbox.url + search, { signal: AbortSignal.timeout(300) })).rejects.toThrow();
  await harness.control.armFault({ provider: 'hn', kind: 'truncated_body', count: 1 });
  const broken = await fetch(harness.sandbox.url + search);
  await expect(broken.text()).rejects.toThrow();
  expect((await fetch(harness.sandbox.url + search)).status).toBe(200);
});

test('switches stay armed over a restart', async () => {
  await using harness = await SandboxHarness.start();
  await harness.control.armFault({ provider: 'hn', kind: 'rate_limit', count: 1, retryAfterSeconds: 3 });
  await harness.restart();
  const limited = await fetch(harness.sandbox.url + search);
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3']);
});

test('the log is read by provider, kind and position, and holds no card number', async () => {
  await using harness = await SandboxHarness.start();
  const session = await harness.stripe().checkout.sessions.create(heldMilestone());
  await submitCard(harness.sandbox.url, session.id, '4242424242424242');
  await fetch(harness.sandbox.url + search);
  const all = await harness.control.log();
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_entry, index) => index + 1));
  expect(JSON.stringify(all)).not.toContain('4242424242424242');
  const [authorized] = await harness.control.log({ provider: 'stripe', kind: 'payment.authorized' });
  expect(authorized).toMatchObject({ kind: 'request', data: { operation: 'checkout_page.submit', status: 303 } });
  const later = await harness.control.log({ provider: 'hn', after: authorized?.seq });
  expect(later.map(({ data }) => data['operation'])).toEqual(['search']);
});

test('the virtual clock is moved, kept and followed', async () => {
  await using harness = await SandboxHarness.start();
  const moved = await harness.control.advance(86_400_000);
  expect(moved.offsetMs).toBe(86_400_000);
  await harness.restart();
  expect((await harness.control.time()).offsetMs).toBe(86_400_000);
  const session = await harness.stripe().checkout.sessions.create(heldMilestone());
  expect(session.created).toBeGreaterThan(Date.now() / 1_000 + 86_000);
  expect((await harness.control.setOffset(0)).offsetMs).toBe(0);
});

test.each([
  ['/clock', 'POST', '{"offsetMs":"soon"}'],
  ['/faults', 'POST', '{"provider":"stripe","kind":"gremlins"}'],
  ['/webhooks', 'PUT', '{"stripe":{"url":"nowhere","secret":"whsec_12345678"}}'],
  ['/log?after=never', 'GET', undefined],
])('%s refuses what it cannot read with a problem document', async (path, method, body) => {
  await using harness = await SandboxHarness.start();
  const response = await fetch(`${harness.sandbox.url}/_sandbox${path}`, {
    method,
    ...(body === undefined ? {} : { body }),
  });
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await response.json()).toMatchObject({ status: 400, title: 'Bad request' });
});

test('the mailbox shows what was sent and keeps a message’s HTML in a frame of its own', async () => {
  await using harness = await SandboxHarness.start();
  const page = async (path: string): Promise<string> => (await fetch(`${harness.sandbox.url}/mailbox${path}`)).text();
  expect(await page('')).toContain('Nothing has been sent yet');
  await harness.mailer().send({
    to: 'ines@mossgrovetoolshed.org',
    from: 'studio@northlight-works.com',
    subject: 'A <b>proposal</b>',
    text: 'See http://portal.localhost:4000/d#token.',
    html: '<p>Hello</p><script>alert(1)</script>',
  });
  const [mail] = await harness.control.mailbox();
  const list = await page('?to=ines%40mossgrovetoolshed.org');
  expect(list).toContain('A &lt;b&gt;proposal&lt;/b&gt;');
  expect(list).toContain('SANDBOX');
  const message = await page(`/messages/${mail?.id}`);
  expect(message).toContain('<a href="http://portal.localhost:4000/d#token"');
  expect(message).not.toContain('alert(1)');
  const frame = await fetch(`${harness.sandbox.url}/mailbox/messages/${mail?.id}/html`);
  expect(frame.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups.*default-src 'none'/);
  expect((await fetch(`${harness.sandbox.url}/mailbox/messages/none`)).status).toBe(404);
});
