import { setTimeout as delay } from 'node:timers/promises';
import { opsDiscover } from '@loop/contracts';
import { eventually, openDeals, type PresentedDeal, type RunningSystem, startSystem } from '@loop/dev';
import { DEFAULT_TENANT_ID, type Environment } from '@loop/runtime';
import { type SeededRandom, seededRandom } from '@loop/testkit';
import type { ChaosPlan, Victim } from './chaos-plan.ts';
import { Judge, type Verdict } from './judge.ts';
import { madeUpPosts } from './made-up-posts.ts';
import { walkDeal } from './walk-deal.ts';

/** How a run is made. */
export interface ChaosOptions {
  readonly plan: ChaosPlan;
  readonly stateDir: string;
  readonly env: Environment;
  /** Clients who walk deals to completion while things are killed. */
  readonly clients: number;
  readonly onNotice: (line: string) => void;
}

/** What a run came to. */
export interface ChaosOutcome extends Verdict {
  readonly kills: number;
  readonly completedDeals: number;
}

const POSTS_AT_ONCE = 4;
const COMMAND_TIMEOUT_MS = 60_000;
const REST_TIMEOUT_MS = 120_000;
const IMPATIENCE_MS = 3_000;
const DIGESTION_MS = 1_000;
const POLL_INTERVAL_MS = 20;
const RETRY_DELAY_MS = 300;
const LATE_MS = 1_500;

/**
 * Starts a system whose providers lose answers and deliver webhooks as it comes, feeds it posts, lets clients sign, pay
 * and approve, and meanwhile kills what the plan says; then waits until everything has come to rest and lets the judge
 * weigh it. Broken promises are in the outcome; it rejects when the system does not start, does not come back, or does not
 * come to rest.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosOutcome> {
  const { plan, stateDir, env, onNotice } = options;
  const system = await startSystem({ stateDir, env, onNotice });
  try {
    await upsetProviders(system, plan.seed);
    const runIds: string[] = [];
    const random = seededRandom(plan.seed);
    runIds.push(await discover(system, random, 'first', options.clients * 3));
    let isOver = false;
    const clients = playClients(system, options.clients, () => isOver, onNotice);
    for (const [index, kill] of plan.kills.entries()) {
      const wanted = publishedBy(system) + kill.afterEvents;
      while (publishedBy(system) < wanted) {
        runIds.push(await discover(system, random, `posts-${runIds.length}`, POSTS_AT_ONCE));
        await published(system, wanted);
      }
      processOf(system, kill.victim).kill9();
      onNotice(`kill ${index + 1} of ${plan.kills.length}: ${kill.victim}`);
    }
    isOver = true;
    const completedDeals = await clients;
    return await Judge.during(system, async (judge) => {
      await comeToRest(judge, runIds);
      return { ...(await judge.verdict()), kills: plan.kills.length, completedDeals };
    });
  } finally {
    await system.stop();
  }
}

/**
 * Lets the providers lose one answer in ten after they have done what was asked, and deliver webhooks doubled, late and out
 * of order, as they are known to do.
 */
async function upsetProviders({ sandbox }: RunningSystem, seed: number): Promise<void> {
  for (const provider of ['stripe', 'sendgrid'] as const) {
    for (const kind of ['webhook_doubled', 'webhook_late', 'webhook_out_of_order'] as const) {
      await sandbox?.client.armFault({ provider, kind, probability: 0.2, seed, delayMs: LATE_MS });
    }
    await sandbox?.client.armFault({ provider, kind: 'reset', after: true, probability: 0.1, seed });
  }
}

/** Imports made-up posts through discovery, again and again until it takes them. Returns the id of the run that did. */
async function discover(system: RunningSystem, random: SeededRandom, run: string, count: number): Promise<string> {
  const lines = [...madeUpPosts(random, run, count)];
  const order = {
    ...{ actor: 'chaos', reason: 'load while things are killed', tenantId: DEFAULT_TENANT_ID },
    ...{ source: 'import', query: null, limit: null, lines },
  };
  return await eventually(
    `discovery to take the posts of ${run}`,
    async () => {
      try {
        const asked = system.operator.request(opsDiscover.request('discovery'), order);
        // Whoever was killed with a command in hand never answers it.
        const answer = await Promise.race([asked, delay(IMPATIENCE_MS, undefined)]);
        return answer !== undefined && 'ok' in answer ? answer.ok.runId : undefined;
      } catch {
        await delay(RETRY_DELAY_MS);
        return undefined;
      }
    },
    COMMAND_TIMEOUT_MS,
  );
}

/** How many events the streams are known to hold: what is under way shows in it. */
function publishedBy({ watch }: RunningSystem): number {
  return [...watch.record.values()].reduce((sum, events) => sum + events.size, 0);
}

/** Waits until so many events are known, or for a moment: then more work is needed to get there. */
async function published(system: RunningSystem, wanted: number): Promise<void> {
  const deadline = performance.now() + DIGESTION_MS;
  while (publishedBy(system) < wanted && performance.now() < deadline) await delay(POLL_INTERVAL_MS);
}

function processOf({ servers, services }: RunningSystem, victim: Victim): { kill9(): void } {
  const process = victim === 'postgres' || victim === 'nats' ? servers.processes[victim] : services[victim][0];
  if (process === undefined) throw new Error(`${victim} is not ours to kill`);
  return process;
}

/**
 * Lets `count` clients walk one presented deal after the other, side by side, until it is over; what is begun is walked to
 * its end. Resolves to how many deals were completed; rejects when a client could not complete theirs.
 */
async function playClients(
  system: RunningSystem,
  count: number,
  isOver: () => boolean,
  onNotice: (line: string) => void,
): Promise<number> {
  const taken = new Set<string>();
  const nextDeal = (): PresentedDeal | undefined => {
    const deal = openDeals(system.watch.record).find(({ contractId }) => !taken.has(contractId));
    if (deal !== undefined) taken.add(deal.contractId);
    return deal;
  };
  const playOne = async (): Promise<number> => {
    let completed = 0;
    while (completed === 0 || !isOver()) {
      const deal = await eventually('a deal that a client could walk', nextDeal, REST_TIMEOUT_MS);
      await walkDeal(system, deal);
      completed += 1;
      onNotice(`a client completed ${deal.contractId}`);
    }
    return completed;
  };
  const walked = await Promise.all(Array.from({ length: count }, playOne));
  return walked.reduce((sum, one) => sum + one, 0);
}

async function comeToRest(judge: Judge, runIds: readonly string[]): Promise<void> {
  const deadline = performance.now() + REST_TIMEOUT_MS;
  for (;;) {
    const unrest = await judge.unrest(runIds);
    if (unrest.length === 0) return;
    if (performance.now() > deadline) throw new Error(`The system did not come to rest:\n${unrest.join('\n')}`);
    await delay(RETRY_DELAY_MS);
  }
}
