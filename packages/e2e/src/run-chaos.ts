import { setTimeout as delay } from 'node:timers/promises';
import { type RunningSystem, startSystem } from '@loop/dev';
import type { Environment } from '@loop/runtime';
import { seededRandom } from '@loop/testkit';
import { BrokerStore } from './broker-store.ts';
import type { ChaosPlan, Disaster, RunArguments } from './chaos-plan.ts';
import { PostFeed } from './feed-posts.ts';
import { judgeSystem, type Verdict, withDatabase } from './judge-system.ts';
import { playClients } from './play-clients.ts';
import { Striker, type Struck } from './strike.ts';

/** How a run is made. */
export interface ChaosOptions extends RunArguments {
  readonly plan: ChaosPlan;
  /** Called `.loop`, in a folder of its own: `loop provision` finds the system there. */
  readonly stateDir: string;
  readonly env: Environment;
  readonly onNotice: (line: string) => void;
}

/** What a run came to. */
export interface ChaosOutcome extends Verdict {
  readonly kills: number;
  /** Kills that tore work apart. */
  readonly interrupting: number;
  /** By kind or failpoint and victim: how many there were, and how many of them tore work apart. */
  readonly killsBy: Readonly<Record<string, { readonly kills: number; readonly interrupting: number }>>;
  readonly disasters: Readonly<Record<string, number>>;
  readonly completedDeals: number;
  readonly seconds: { readonly start: number; readonly chaos: number; readonly rest: number };
}

const POSTS_AT_ONCE = 2;
const EVENTS_BETWEEN_KILLS = [2, 8] as const;
const DATABASE_AWAY_MS = 30_000;
const BROKER_AWAY_MS = 60_000;
const DISK_FULL_MS = 20_000;
const EVENTS_TO_FORGET = 30;
const LATE_MS = 1_500;
/** Crashed services come back at once: a run has many kills, and backing off is not what it tests. */
const RESTART = { minDelayMs: 50, maxDelayMs: 500 } as const;

/**
 * Starts a system whose providers lose answers and deliver webhooks as it comes, feeds it posts, lets clients sign, pay
 * and approve, and meanwhile does what the plan says; then waits until everything has come to rest and weighs it. Broken
 * promises are in the outcome; it rejects when the system does not start or cannot be reached any more.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosOutcome> {
  const { plan, stateDir, env, onNotice } = options;
  const startedAt = performance.now();
  const system = await startSystem({ stateDir, env, onNotice, instances: plan.instances, restart: RESTART });
  try {
    const readyAt = performance.now();
    await upsetProviders(system, plan.seed);
    const feed = new PostFeed(system, seededRandom(plan.seed));
    await feed.feed(options.clients * 3);
    let isOver = false;
    const clients = playClients(system, options.clients, () => isOver, onNotice);
    const done = await carryOut(options, system, feed).finally(() => {
      isOver = true;
    });
    const overAt = performance.now();
    const { completed, stuck } = await clients;
    const verdict = await judgeSystem(system, { runIds: feed.runIds, stuckDeals: stuck });
    return {
      ...verdict,
      ...done,
      completedDeals: completed,
      seconds: { start: seconds(startedAt, readyAt), chaos: seconds(readyAt, overAt), rest: seconds(overAt) },
    };
  } finally {
    await system.stop();
  }
}

function seconds(fromMs: number, toMs = performance.now()): number {
  return Math.round((toMs - fromMs) / 1000);
}

/**
 * Lets the providers lose one answer in ten after they have done what was asked, and deliver webhooks doubled, late and out
 * of order, as they are known to do.
 */
async function upsetProviders({ sandbox }: RunningSystem, seed: number): Promise<void> {
  for (const provider of ['stripe', 'paypal', 'sendgrid'] as const) {
    for (const kind of ['webhook_doubled', 'webhook_late', 'webhook_out_of_order'] as const) {
      await sandbox?.client.armFault({ provider, kind, probability: 0.2, seed, delayMs: LATE_MS });
    }
    await sandbox?.client.armFault({ provider, kind: 'reset', after: true, probability: 0.1, seed });
  }
}

type Done = Pick<ChaosOutcome, 'kills' | 'interrupting' | 'killsBy' | 'disasters'>;

function carryOut(options: ChaosOptions, system: RunningSystem, feed: PostFeed): Promise<Done> {
  return withDatabase(system, async (database) => {
    const { plan, onNotice } = options;
    const random = seededRandom(plan.seed);
    const striker = new Striker(system, database, plan.kills, () => feed.feed(POSTS_AT_ONCE));
    const struck: Struck[] = [];
    const disasters: Record<string, number> = {};
    for (const index of plan.kills.keys()) {
      for (const { disaster } of plan.disasters.filter(({ afterKills }) => afterKills === index)) {
        onNotice(`disaster: ${disaster}`);
        const happened = await befall(disaster, options, system, feed);
        const name = happened ? disaster : `${disaster}, not possible here`;
        disasters[name] = (disasters[name] ?? 0) + 1;
      }
      await feed.until(random.integer(...EVENTS_BETWEEN_KILLS), POSTS_AT_ONCE);
      const done = await striker.strike(index);
      struck.push(done);
      onNotice(`kill ${index + 1} of ${plan.kills.length}: ${done.kill}${done.interrupted ? '' : ' (idle)'}`);
    }
    const interrupting = struck.filter(({ interrupted }) => interrupted).length;
    return { kills: struck.length, interrupting, killsBy: countedBy(struck), disasters };
  });
}

function countedBy(struck: readonly Struck[]): ChaosOutcome['killsBy'] {
  const by = Object.groupBy(struck, ({ sort }) => sort);
  return Object.fromEntries(
    Object.entries(by).map(([sort, all = []]) => [
      sort,
      { kills: all.length, interrupting: all.filter(({ interrupted }) => interrupted).length },
    ]),
  );
}

/** Lets a disaster happen from its beginning to its end. Resolves to false when it cannot be made on this machine. */
async function befall(
  disaster: Disaster,
  { outageScale }: ChaosOptions,
  system: RunningSystem,
  feed: PostFeed,
): Promise<boolean> {
  const { postgres, nats } = system.servers.processes;
  if (postgres === undefined || nats === undefined) throw new Error('Chaos needs servers of its own');
  const store = new BrokerStore(nats, system.stateDir);
  switch (disaster) {
    case 'database_away':
    case 'broker_away': {
      const server = disaster === 'database_away' ? postgres : nats;
      await server.down();
      await delay((disaster === 'database_away' ? DATABASE_AWAY_MS : BROKER_AWAY_MS) * outageScale);
      await server.up();
      return true;
    }
    case 'broker_older_copy':
      await store.goBack(() => feed.until(EVENTS_TO_FORGET, POSTS_AT_ONCE));
      return true;
    case 'broker_disk_full':
      return await store.runOutOfRoom(async () => {
        const over = delay(DISK_FULL_MS * outageScale);
        await feed.feed(POSTS_AT_ONCE);
        await over;
      });
  }
}
