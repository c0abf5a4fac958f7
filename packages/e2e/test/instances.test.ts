import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { SERVICES } from '@loop/contracts';
import { type RunningSystem, type ServiceInstance, startSystem } from '@loop/dev';
import { judgeSystem, PostFeed, playClients } from '@loop/e2e';
import { seededRandom, settle } from '@loop/testkit';

const SEED = 20_261_121;

/** Runs `work` in a system with so many instances of every service, and takes it down again. */
async function withInstances(
  instances: number,
  work: (system: RunningSystem, feed: PostFeed) => Promise<void>,
): Promise<void> {
  const stateDir = mkdtempSync(join(tmpdir(), 'loop-instances-'));
  // What was handled stands in the log at this level only.
  const env = { PATH: process.env['PATH'], LOOP_LOG_LEVEL: 'debug' };
  const system = await startSystem({ stateDir, instances, env, onNotice: () => undefined });
  try {
    await work(system, new PostFeed(system, seededRandom(SEED)));
  } finally {
    await system.stop();
  }
  rmSync(stateDir, { recursive: true });
}

const instancesOf = ({ services }: RunningSystem): readonly ServiceInstance[] =>
  SERVICES.flatMap((service) => services[service]);

/** Instances that have neither handled events nor answered commands. */
function idle(system: RunningSystem): readonly string[] {
  const hasWorked = (name: string) =>
    /"(handled|answered)"/.test(readFileSync(join(system.stateDir, 'logs', `${name}.log`), 'utf8'));
  return instancesOf(system).flatMap(({ name }) => (hasWorked(name) ? [] : [name]));
}

/** Gives a system work until every instance has done some of it. */
function shareWork(system: RunningSystem, feed: PostFeed): Promise<void> {
  const feedUntilNobodyIsIdle = async () => {
    await feed.feed(4);
    expect(idle(system)).toEqual([]);
  };
  return settle(feedUntilNobodyIsIdle, { timeoutMs: 90_000 });
}

test('four instances of every service share the work, and nothing is doubled', async () => {
  await withInstances(4, async (system, feed) => {
    const clients = playClients(
      system,
      2,
      () => true,
      () => undefined,
    );
    await shareWork(system, feed);
    const { completed, stuck } = await clients;

    const verdict = await judgeSystem(system, { runIds: feed.runIds, stuckDeals: stuck });
    expect(verdict).toMatchObject({ violations: [], unknownEffects: 0 });
    expect(completed).toBe(2);
  });
}, 240_000);

/** Asks one instance after the other whether it is there, as a load balancer does that knows nothing of restarts. */
async function probe(instances: readonly ServiceInstance[]): Promise<boolean> {
  for (const { url } of instances) {
    try {
      const answer = await fetch(`${url}/livez`);
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      // Not listening, or closing: the next one is asked.
    }
  }
  return false;
}

test('two instances share the work; a rolling restart of all loses nothing, and nobody stands before closed doors', async () => {
  await withInstances(2, async (system, feed) => {
    let isOver = false;
    const clients = playClients(
      system,
      3,
      () => isOver,
      () => undefined,
    );
    await shareWork(system, feed);
    const probed = (async () => {
      const probes: boolean[] = [];
      while (!isOver) {
        for (const service of SERVICES) probes.push(await probe(system.services[service]));
        await feed.until(2, 1);
      }
      return probes;
    })();

    for (const instance of instancesOf(system)) {
      instance.askToEnd();
      await settle(() => expect(instance.exits).toHaveLength(1), { timeoutMs: 40_000 });
      await instance.ready();
    }
    isOver = true;
    const [{ completed, stuck }, probes] = await Promise.all([clients, probed]);

    expect(instancesOf(system).flatMap(({ exits }) => exits.map(({ code }) => code))).toEqual(Array(12).fill(0));
    expect(probes.filter((isAnswered) => !isAnswered)).toEqual([]);
    expect(probes.length).toBeGreaterThan(100);
    const verdict = await judgeSystem(system, { runIds: feed.runIds, stuckDeals: stuck });
    expect(verdict).toMatchObject({ violations: [], unknownEffects: 0 });
    expect(completed).toBeGreaterThanOrEqual(3);
  });
}, 280_000);
