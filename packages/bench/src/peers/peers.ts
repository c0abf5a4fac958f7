import type { Part } from '../harness/bench.ts';
import type { Figure } from '../harness/figure.ts';
import { emmett } from './emmett.ts';
import { graphileWorker } from './graphile-worker.ts';
import { Ground, type Peer, peerRate } from './peer.ts';
import { pgBoss } from './pg-boss.ts';

const PEERS: Readonly<Record<string, Peer>> = { 'graphile-worker': graphileWorker, 'pg-boss': pgBoss, emmett };

/** The consumer's work done by others: an event once only, one upsert, one message onwards. Row-level security they have none. */
export const peers: Part = {
  name: 'peers',
  measure: async (bed) => {
    const grounds: Ground[] = [];
    const sides: Record<string, () => Promise<number>> = {};
    for (const [name, peer] of Object.entries(PEERS)) {
      const ground = await Ground.open(bed.system, name);
      grounds.push(ground);
      await peer.prepare(ground);
      sides[name] = () => peerRate(peer, ground, bed.size(peer.eventsARound));
    }
    const rates = await bed.interleaved(sides);
    for (const ground of grounds) await ground.close();
    return Object.entries(PEERS).map(
      ([name, peer]): Figure => ({
        name: `the consumer's work on ${peer.name}`,
        ...{ value: rates[name] ?? 0, baseline: null, unit: 'events/s', target: null },
      }),
    );
  },
};
