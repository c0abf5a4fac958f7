import type { Bed } from '../harness/bed.ts';
import type { Part } from '../harness/bench.ts';
import type { Figure } from '../harness/figure.ts';
import type { Side } from '../harness/rounds.ts';
import { consumeWithRuntime, leaveRelayToOthers } from '../runtime/consume-with-runtime.ts';
import { publishRaw, readyMessages } from '../runtime/raw-publisher.ts';
import { emmett } from './emmett.ts';
import { graphileWorker } from './graphile-worker.ts';
import { Ground, type Peer, peerRate } from './peer.ts';
import { pgBoss } from './pg-boss.ts';

/** Events that our own consumer is given a round. */
const OUR_EVENTS = 30_000;

/** The consumer's work done by others: an event once only, one upsert, one message onwards. Row-level security they have none. */
export const peers: Part = {
  name: 'peers',
  measure: async (bed) => {
    await leaveRelayToOthers(bed);
    const { connection } = await bed.system.tapAs('discovery');
    const count = bed.size(OUR_EVENTS);
    const ours = async (): Promise<number> => {
      await publishRaw(connection, readyMessages(count));
      return consumeWithRuntime(bed, count);
    };
    const sides = { graphile_worker: graphileWorker, pg_boss: pgBoss, emmett };
    return compare(bed, "the consumer's work", ours, sides, (ground) => ground.handled());
  },
};

async function compare(
  bed: Bed,
  work: string,
  ours: Side,
  sides: Readonly<Record<string, Peer>>,
  handledSoFar: (ground: Ground) => Promise<number>,
): Promise<readonly Figure[]> {
  const grounds: Ground[] = [];
  const rounds: Record<string, Side> = { ours };
  for (const [name, peer] of Object.entries(sides)) {
    const ground = await Ground.open(bed.system, name);
    grounds.push(ground);
    await peer.prepare(ground);
    rounds[name] = () => peerRate(peer, ground, bed.size(peer.eventsARound), () => handledSoFar(ground));
  }
  const rates = await bed.interleaved(rounds);
  for (const ground of grounds) await ground.close();
  return Object.entries(sides).map(([name, peer]) => ({
    name: `${work}, ours ÷ ${peer.name}`,
    ...{ value: rates['ours'] ?? 0, baseline: rates[name] ?? 0, unit: 'events/s', target: null },
  }));
}
