import { expect, test } from '@jest/globals';
import { planChaos, replayCommand } from './chaos-plan.ts';

test('a seed plans the same kills again, and says the command for it', () => {
  const plan = planChaos(7, 20);

  expect(planChaos(7, 20)).toEqual(plan);
  expect(planChaos(8, 20)).not.toEqual(plan);
  expect(replayCommand(plan)).toBe('pnpm chaos --kills 20 --seed 7');
});

test('a plan of twenty kills strikes every service, the broker and the database at least twice', () => {
  const strikes = new Map<string, number>();
  for (const { victim } of planChaos(1, 20).kills) strikes.set(victim, (strikes.get(victim) ?? 0) + 1);

  expect(strikes.size).toBe(8);
  expect(Math.min(...strikes.values())).toBeGreaterThanOrEqual(2);
});
