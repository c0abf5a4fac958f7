import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BaseConfig } from '@loop/runtime';
import type { TestService } from '@loop/testkit';
import type { Part } from '../harness/bench.ts';
import { benchService } from '../harness/bench-service.ts';
import { percentile } from '../harness/rounds.ts';
import { decideMany, decideOnce, makeEntities } from './business-transaction.ts';
import type { Seen, ToConsumer } from './latency-consumer.ts';

/** As many as a service's pool has connections. */
const CLIENTS = 10;
const PROBE_DECISIONS = 3_000;
const LOAD_SECONDS = 8;
/** Decisions under way before the next one waits, where the machine does not keep up after all: the pool would refuse them. */
const MOST_UNDER_WAY = 50;
const PATIENCE_MS = 60_000;

/** From the answered COMMIT of one service to the handler of another, each in a process of its own. */
export const latency: Part = {
  name: 'latency',
  measure: async (bed) => {
    await makeEntities(bed.system);
    const service = await bed.system.start(benchService('discovery'));
    const consumer = await ConsumerProcess.start(bed.system.configOf('enrichment'));
    try {
      const { rate } = await bed.repeated(async () => ({
        rate: await sustainedRate(service, consumer, bed.size(PROBE_DECISIONS)),
      }));
      const { p50, p99 } = await bed.repeated(() =>
        latencies(service, consumer, rate / 2, bed.size((rate / 2) * LOAD_SECONDS)),
      );
      const load = 'at half the sustainable rate';
      const ms = { baseline: null, unit: 'ms' };
      return [
        { name: 'sustainable rate, decision to handler', value: rate, baseline: null, unit: 'events/s', target: null },
        { name: `commit → next service's handler, p50 ${load}`, value: p50, ...ms, target: { atMost: 3 } },
        { name: `commit → next service's handler, p99 ${load}`, value: p99, ...ms, target: { atMost: 15 } },
      ];
    } finally {
      await consumer.stop();
    }
  },
};

/** Decisions a second, until the last one's event has met its handler. */
async function sustainedRate(service: TestService, consumer: ConsumerProcess, count: number): Promise<number> {
  const startedMs = performance.now();
  await decideMany(count, CLIENTS, (index) => decideOnce(service, index, true));
  await consumer.seen(count);
  return count / ((performance.now() - startedMs) / 1_000);
}

/** Decides at a steady rate, whether or not those before are done, and compares the two services' notes. */
async function latencies(service: TestService, consumer: ConsumerProcess, ratePerSecond: number, count: number) {
  const committedNs = new Map<string, bigint>();
  const underWay = new Set<Promise<void>>();
  const startedMs = performance.now();
  for (let index = 0; index < count; index++) {
    const waitMs = startedMs + (index * 1_000) / ratePerSecond - performance.now();
    if (waitMs > 0) await delay(waitMs);
    if (underWay.size >= MOST_UNDER_WAY) await Promise.race(underWay);
    const decision = decideOnce(service, index, true).then((key) => {
      committedNs.set(key, process.hrtime.bigint());
      underWay.delete(decision);
    });
    underWay.add(decision);
  }
  await Promise.all(underWay);
  const seen = await consumer.seen(count);
  const ms = seen.map(([key, startedNs]) => Number(BigInt(startedNs) - (committedNs.get(key) ?? 0n)) / 1e6);
  return { p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) };
}

/** The consuming service. */
class ConsumerProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(config: BaseConfig): Promise<ConsumerProcess> {
    const child = fork(join(import.meta.dirname, 'latency-consumer.js'), { stdio: ['ignore', 2, 'inherit', 'ipc'] });
    const consumer = new ConsumerProcess(child);
    await consumer.#ask<'ready'>({ config });
    return consumer;
  }

  /** What it has seen since it was asked last, once that is `count` events. Throws when they do not come within a minute. */
  async seen(count: number): Promise<readonly Seen[]> {
    const deadlineMs = performance.now() + PATIENCE_MS;
    const seen: Seen[] = [];
    for (;;) {
      seen.push(...(await this.#ask<readonly Seen[]>('seen?')));
      if (seen.length >= count) return seen;
      if (performance.now() > deadlineMs) throw new Error(`${seen.length} of ${count} events met their handler`);
      await delay(5);
    }
  }

  async stop(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.disconnect();
    await exit;
  }

  async #ask<Answer>(message: ToConsumer): Promise<Answer> {
    const answer = once(this.#child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
    this.#child.send(message);
    return (await answer)[0] as Answer;
  }
}
