import type { TestService, TestSystem } from '@loop/testkit';
import type { Part } from '../harness/bench.ts';
import { benchService } from '../harness/bench-service.ts';
import type { Figure } from '../harness/figure.ts';
import { decideMany, decideOnce, makeEntities } from './business-transaction.ts';

const LOADS = [
  { clients: 1, decisions: 1_500, atMost: 1.12 },
  { clients: 8, decisions: 6_000, atMost: 1.2 },
] as const;

const SLICES = 20;

/** What an event costs the transaction that decides it, without the relay's work beside it, which is measured by itself. */
export const outboxRow: Part = {
  name: 'outbox-row',
  measure: async (bed) => {
    await makeEntities(bed.system);
    await keepRelayWaiting(bed.system);
    const service = await bed.system.start(benchService('discovery'));
    const figures: Figure[] = [];
    for (const { clients, decisions, atMost } of LOADS) {
      const count = bed.size(decisions);
      const cost = await bed.repeated(() => alternate(service, clients, count));
      figures.push({
        name: `business transaction with an outbox row ÷ without, ${clients} client${clients === 1 ? '' : 's'}`,
        ...{ value: cost.with, baseline: cost.without, unit: 'ms/transaction', target: { atMost } },
      });
    }
    return figures;
  },
};

/**
 * Decides with and without an event by turns, in slices so short that whatever else the machine does meets both. Resolves to
 * milliseconds a decision.
 */
async function alternate(service: TestService, clients: number, count: number) {
  const cost = { with: 0, without: 0 };
  const size = Math.ceil(count / SLICES);
  for (let slice = 0; slice < SLICES; slice++) {
    for (const side of slice % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
      const decide = (index: number) => decideOnce(service, index, side === 'with');
      cost[side] += (await decideMany(size, clients, decide)) / SLICES;
    }
  }
  return cost;
}

/** Another instance relays, for good: this one's relay only looks whether it still does. */
async function keepRelayWaiting(system: TestSystem): Promise<void> {
  await system.sql(
    `UPDATE discovery.relay_lease SET holder = gen_random_uuid(), fence = fence + 1, expires_at = 'infinity'`,
  );
}
