import { expect, test } from '@jest/globals';
import { type SeededRandom, seededRandom } from '@loop/testkit';
import { isSecured, type Payment } from '../dist/domain/payment.js';
import { examplePayment } from '../dist/domain/test/example-payment.js';
import { type Input, MoneyHistory } from './money-history.ts';
import { MONEY_STEPS } from './money-steps.ts';
import { balanceOf, believed, captureAsked, decided, freshWorld, type MoneyWorld, revenueOf } from './money-world.ts';

/** Made-up lives of a milestone's money; one that fails is lived again with `LOOP_MONEY_SEED=<seed>` alone. */
const HISTORIES = 5000;
const WAYS = [
  ['stripe', 'hold'],
  ['stripe', 'card_on_file'],
  ['stripe', 'prepaid'],
  ['paypal', 'hold'],
  ['paypal', 'prepaid'],
] as const;

const only = process.env['LOOP_MONEY_SEED'];
const seeds = only === undefined ? Array.from({ length: HISTORIES }, (_, index) => index + 1) : [Number(only)];

/** Days are left open, so that no hold is too short: that has tests of its own. */
function lived(seed: number): MoneyHistory {
  const [rail, fundingMethod] = WAYS[seed % WAYS.length] ?? WAYS[0];
  const start = examplePayment({ rail, fundingMethod, operationId: null, workDays: 0, reviewDays: 0 });
  const history = new MoneyHistory(start, seed);
  history.live(MONEY_STEPS, 20 + (seed % 7) * 15);
  return history;
}

test('however notices come, workers die and answers get lost, the money ends where the provider says it is', () => {
  const seen = new Set<string>();
  for (const seed of seeds) {
    replayable(seed, () => {
      const history = lived(seed);
      for (const fact of [...history.done, ...history.world.facts]) seen.add(fact);
      expectTruth(history);
      const random = seededRandom(seed);
      for (let order = 0; order < 2; order++) {
        const other = restOf(replayed(history.start, delayed(history.inputs, random)));
        // Compared as text first: five thousand deep comparisons take their time.
        const own = restOf(history.world);
        if (JSON.stringify(other) !== JSON.stringify(own)) expect(other).toEqual(own);
      }
    });
  }
  if (only === undefined) expect([...seen].sort()).toEqual(EVERYTHING);
});

/** All that can happen did, or the histories would prove less than they say. */
const EVERYTHING = [
  ...new Set(MONEY_STEPS.map(([name]) => name)),
  ...['captured', 'card_saved', 'exposed', 'funded', 'funding_expired', 'funding_expiring', 'funding_failed'],
  ...['refund_failed', 'refunded', 'released'],
].sort();

function replayable(seed: number, check: () => void): void {
  try {
    check();
  } catch (error) {
    const how = `LOOP_MONEY_SEED=${seed} pnpm test --testPathPatterns money-histories`;
    throw new Error(`History ${seed} does not hold. Live it again: ${how}`, { cause: error });
  }
}

/**
 * Readings come later than they did and past one another, though never past what was decided because of them; some come twice,
 * the second time whenever. The last word on each operation comes last.
 */
function delayed(inputs: readonly Input[], random: SeededRandom): readonly Input[] {
  const placed: { input: Input; at: number }[] = [];
  const newest = new Map<string, Input>();
  let beginning = inputs.length;
  for (const [index, input] of [...inputs.entries()].reverse()) {
    if ('decide' in input) {
      placed.push({ input, at: index });
      if (input.begins) beginning = index;
      continue;
    }
    const { order } = input.reading;
    if (!newest.has(order?.operationId ?? '')) newest.set(order?.operationId ?? '', input);
    const late = index + random.next() * random.pick([0, 3, 30]);
    placed.push({ input, at: Math.min(late, beginning - 0.5) });
    if (random.next() < 0.2) placed.push({ input, at: index + random.next() * 30 });
  }
  const inOrder = placed.toSorted((one, other) => one.at - other.at).map(({ input }) => input);
  return [...inOrder, ...[...newest.values()].reverse()];
}

function replayed(start: Payment, inputs: readonly Input[]): MoneyWorld {
  let world = freshWorld(start);
  for (const input of inputs) {
    if ('decide' in input) {
      world = decided(world, input.decide);
      continue;
    }
    const next = believed(world, input.reading, input.now);
    const wantsCapture = next.wants.some(({ want }) => want === 'capture');
    world = wantsCapture ? decided(next.world, (payment) => captureAsked(payment, input.now)) : next.world;
  }
  return world;
}

/** What must not depend on the order of the news. */
function restOf(world: MoneyWorld) {
  const { payment, refunds, disputes } = world.known;
  const { approval, approvalId, authorizedMinor, capturedMinor, cardRef, certainty, customerRef, exposure } = payment;
  const { paymentRef, refundedMinor, refundPendingMinor, state } = payment;
  const states = { approval, approvalId, capturedMinor, cardRef, certainty, customerRef, exposure };
  return {
    // A hold may be heard of only when it is over: then nothing is known of what it held.
    authorizedMinor: isSecured(payment) ? authorizedMinor : null,
    ...{ ...states, paymentRef, refundedMinor, refundPendingMinor, state },
    refunds: refunds.map(({ ref, status }) => `${ref} ${status}`).sort(),
    disputes: disputes.map(({ ref, status }) => `${ref} ${status}`).sort(),
    clearing: balanceOf(world, 'asset.provider_clearing'),
    fees: balanceOf(world, 'expense.provider_fees'),
    held: balanceOf(world, 'memo.card_holds'),
    // What a bank took before the release is withheld from it, afterwards from the income: whichever was heard of first.
    owned: revenueOf(world) - balanceOf(world, 'liability.client_prepayments', 'asset.dispute_withheld'),
  };
}

function expectTruth({ payment, provider, world }: MoneyHistory): void {
  const captured = provider.captured();
  expect(payment.capturedMinor).toBe(captured?.capturedMinor ?? 0);
  expect(payment.state === 'captured').toBe(captured !== undefined);
  const sum = (status: string) =>
    provider.refunds.reduce((total, refund) => total + (refund.status === status ? refund.amountMinor : 0), 0);
  expect(payment).toMatchObject({ refundedMinor: sum('succeeded'), refundPendingMinor: sum('pending') });
  expect(payment.certainty).toBe('known');
  const total = (amountOf: (line: (typeof provider.lines)[number]) => number) =>
    provider.lines.reduce((all, line) => all + amountOf(line), 0);
  expect(world.legs.reduce((all, leg) => all + leg.amountMinor, 0)).toBe(0);
  expect(balanceOf(world, 'asset.provider_clearing')).toBe(total((line) => line.amountMinor - line.feeMinor));
  expect(balanceOf(world, 'expense.provider_fees')).toBe(total((line) => line.feeMinor));
  expect(revenueOf(world)).toBe(payment.released ? total((line) => line.amountMinor) : 0);
  const isHeld = payment.state === 'authorized' || payment.state === 'capture_requested';
  expect(balanceOf(world, 'memo.card_holds')).toBe(isHeld ? payment.authorizedMinor : 0);
  if (payment.released) expect(payment.approval).toBe('approved');
  if (captured !== undefined && payment.fundingMethod !== 'prepaid') expect(payment.approval).toBe('approved');
  const isClear = payment.exposure === 'none' && sum('pending') === 0 && sum('succeeded') < payment.capturedMinor;
  if (payment.approval === 'approved' && captured !== undefined && isClear) expect(payment.released).toBe(true);
}
