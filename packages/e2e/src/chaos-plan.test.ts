import { expect, test } from '@jest/globals';
import { SERVICES } from '@loop/contracts';
import { DISASTERS, planChaos, planLines, replayCommand, USUAL_RUN } from './chaos-plan.ts';

const one = { instances: 1 } as const;

test('a seed plans the same kills again, and says the command for it', () => {
  const plan = planChaos({ seed: 7, kills: 20, ...one });

  expect(planChaos({ seed: 7, kills: 20, ...one })).toEqual(plan);
  expect(planChaos({ seed: 8, kills: 20, ...one })).not.toEqual(plan);
  expect(replayCommand(plan, USUAL_RUN)).toBe('pnpm chaos --kills 20 --seed 7');
  const two = planChaos({ seed: 7, kills: 20, instances: 2 });
  expect(replayCommand(two, { clients: 3, outageScale: 0.1 })).toBe(
    'pnpm chaos --kills 20 --seed 7 --instances 2 --clients 3 --outage-scale 0.1',
  );
  expect(planLines(plan)).toHaveLength(20 + DISASTERS.length);
});

test('a plan kills every service, the broker and the database, and half of the time between two steps', () => {
  const victimCount = SERVICES.length + 2;
  const { kills } = planChaos({ seed: 1, kills: 12 * victimCount, ...one });
  const plain = kills.filter(({ kind }) => kind === 'kill');
  const strikes = new Map<string, number>();
  for (const kill of plain) strikes.set(kill.kind === 'kill' ? kill.victim : '', 6);

  expect(plain).toHaveLength(6 * victimCount);
  expect(strikes.size).toBe(victimCount);
  const places = new Set(kills.map((kill) => (kill.kind === 'failpoint' ? kill.failpoint : kill.kind)));
  expect([...places].sort()).toEqual([
    ...['effect.called', 'inbox.committed', 'kill', 'outbox.committed', 'outbox.published', 'provisioning'],
  ]);
});

test('whoever is to die at a failpoint was killed just before, to come back armed', () => {
  const { kills } = planChaos({ seed: 3, kills: 200, instances: 4 });
  const last = new Map<string, string>();
  for (const kill of kills) {
    if (kill.kind === 'provisioning') continue;
    const before = last.get(kill.victim);
    const here = `${kill.instance}`;
    if (kill.kind === 'failpoint') expect(before).toBe(here);
    last.set(kill.victim, here);
  }
  expect(new Set(kills.map((kill) => (kill.kind === 'kill' ? kill.instance : 0))).size).toBe(4);
});

test('every disaster comes at least once, and once for every hundred kills', () => {
  for (const [kills, each] of [
    [20, 1],
    [200, 2],
    [1_000, 10],
  ] as const) {
    const { disasters } = planChaos({ seed: 5, kills, ...one });
    for (const name of DISASTERS) expect(disasters.filter(({ disaster }) => disaster === name)).toHaveLength(each);
    expect(disasters.every(({ afterKills }) => afterKills > 0 && afterKills < kills)).toBe(true);
  }
});
