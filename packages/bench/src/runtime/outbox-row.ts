import type { TestSystem } from '@loop/testkit';
import type { Part } from '../harness/bench.ts';
import { benchService } from '../harness/bench-service.ts';
import type { Figure } from '../harness/figure.ts';
import { decideMany, decideOnce, makeEntities } from './business-transaction.ts';

const LOADS = [
  { clients: 1, decisions: 1_500, atMost: 1.12 },
  { clients: 8, decisions: 6_000, atMost: 1.2 },
] as const;

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
      const cost = await bed.interleaved({
        with: () => decideMany(count, clients, (index) => decideOnce(service, index, true)),
        without: () => decideMany(count, clients, (index) => decideOnce(service, index, false)),
      });
      figures.push({
        name: `business transaction with an outbox row ÷ without, ${clients} client${clients === 1 ? '' : 's'}`,
        ...{ value: cost.with, baseline: cost.without, unit: 'ms/transaction', target: { atMost } },
      });
    }
    return figures;
  },
};

/** Another instance relays, for good: this one's relay only looks whether it still does. */
async function keepRelayWaiting(system: TestSystem): Promise<void> {
  await system.sql(
    `UPDATE discovery.relay_lease SET holder = gen_random_uuid(), fence = fence + 1, expires_at = 'infinity'`,
  );
}
