import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { milestoneReleased } from '@loop/contracts';
import { settle } from '@loop/testkit';
import { spawnPayments, startPayments } from './payments-process.ts';
import { PaymentsSystem } from './payments-system.ts';

/** Acceptance of what only a process of its own can show: that it refuses to start, and that it can be killed. */

let loop: PaymentsSystem;

beforeAll(async () => {
  loop = await PaymentsSystem.open();
});
afterAll(() => loop.close());

/** Exit code of a process whose settings are wrong. */
const EXIT_MISCONFIGURED = 78;

test.each([
  ['without', {}],
  ['with a blank', { LOOP_STRIPE_WEBHOOK_SECRET: '' }],
] as const)('A02 a live secret key %s webhook secret refuses to start, and says what to do', async (_how, secret) => {
  const key = 'sk_live_of_nobody';
  const live = { LOOP_MODE: 'live', LOOP_STRIPE_SECRET_KEY: key, LOOP_STRIPE_SOURCE_ID: 'stripe-Zk3v9Q' };
  const { LOOP_SANDBOX_URL: _, ...base } = loop.system.configOf('payments');
  const refused = spawnPayments({ ...base, ...live, ...secret });
  const started = new Promise<string>((resolve) => refused.child.once('message', () => resolve('started')));
  const end = await Promise.race([refused.gone, started]);
  await refused.kill();
  expect(end).toBe(EXIT_MISCONFIGURED);
  expect(refused.log()).toMatch(/LOOP_STRIPE_WEBHOOK_SECRET/);
  expect(refused.log()).not.toContain(key);
});

test('A08 a process killed after the provider captured, before that was recorded, leaves one capture and one release', async () => {
  const deal = await loop.signedDeal();
  await loop.funded(deal);
  await loop.service.stop();
  // The next call to a provider is the capture: the process dies with its answer.
  const doomed = await startPayments(loop.system, { LOOP_FAILPOINT: 'effect.called:1' });
  await loop.approve(deal);
  expect(await doomed.gone).toBe('SIGKILL');
  expect(await loop.captures(deal)).toBe(1);
  expect(await loop.events(milestoneReleased, deal)).toHaveLength(0);
  const next = await startPayments(loop.system);
  await settle(async () => expect(await loop.events(milestoneReleased, deal)).toHaveLength(1), { timeoutMs: 50_000 });
  expect(await loop.captures(deal)).toBe(1);
  expect(await loop.stateOf(deal)).toBe('captured');
  expect(await loop.balance(deal, 'income.earned')).toBe(-60_000);
  await next.kill();
}, 90_000);
