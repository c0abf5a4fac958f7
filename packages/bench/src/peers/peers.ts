import type { Bed } from '../harness/bed.ts';
import type { Part } from '../harness/bench.ts';
import type { Side } from '../harness/rounds.ts';
import { consumeWithRuntime, leaveRelayToOthers } from '../runtime/consume-with-runtime.ts';
import { Provider } from '../runtime/provider-calls.ts';
import { publishRaw, readyMessages } from '../runtime/raw-publisher.ts';
import { emmett } from './emmett.ts';
import { graphileWorker, graphileWorkerCalling } from './graphile-worker.ts';
import { Ground, type Peer, peerRate } from './peer.ts';
import { pgBoss, pgBossCalling } from './pg-boss.ts';

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
    const rates = await measureAll(bed, { ours }, sides, (ground) => ground.handled());
    return Object.entries(sides).map(([name, peer]) => ({
      name: `the consumer's work, ours ÷ ${peer.name}`,
      ...{ value: rates['ours'] ?? 0, baseline: rates[name] ?? 0, unit: 'events/s', target: null },
    }));
  },
};

/** The effect worker's work done by others: calls over real local HTTP that take 1 ms. Emmett has nothing for it. */
export const peerEffects: Part = {
  name: 'peer-effects',
  measure: async (bed) => {
    const provider = await Provider.start();
    let answered = 0;
    const answeredSoFar = async (): Promise<number> => {
      answered += await provider.answered();
      return answered;
    };
    const sides = { graphile_worker: graphileWorkerCalling(provider), pg_boss: pgBossCalling(provider) };
    const rates = await measureAll(bed, {}, sides, answeredSoFar);
    await provider.stop();
    return Object.entries(sides).map(([name, peer]) => ({
      name: `calls through real local HTTP with 1 ms, on ${peer.name}`,
      ...{ value: rates[name] ?? 0, baseline: null, unit: 'calls/s', target: null },
    }));
  },
};

/** Rates of the peers, each over its own ground, and of the other sides. */
async function measureAll(
  bed: Bed,
  others: Readonly<Record<string, Side>>,
  sides: Readonly<Record<string, Peer>>,
  handledSoFar: (ground: Ground) => Promise<number>,
): Promise<Readonly<Record<string, number>>> {
  const grounds: Ground[] = [];
  const rounds: Record<string, Side> = { ...others };
  for (const [name, peer] of Object.entries(sides)) {
    const ground = await Ground.open(bed.system, name);
    grounds.push(ground);
    await peer.prepare(ground);
    rounds[name] = () => peerRate(peer, ground, bed.size(peer.eventsARound), () => handledSoFar(ground));
  }
  const rates = await bed.interleaved(rounds);
  for (const ground of grounds) await ground.close();
  return rates;
}
