import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createLogger, startTelemetry } from '@loop/runtime';
import { context, metrics, trace } from '@opentelemetry/api';
import type { Part } from '../harness/bench.ts';
import { consumeWithRuntime, leaveRelayToOthers } from './consume-with-runtime.ts';
import { publishRaw, readyMessages } from './raw-publisher.ts';

const EVENTS_A_ROUND = 50_000;
const ENTITIES = 20_000;
const SPAN = 'process opportunity.found';

/** What a span of a batch keeps at most; spans of the same name stand for the events beyond. */
const LINKS_A_SPAN = 128;

/** What telemetry costs the consumer, and whether every span of it arrives at a collector in a process of its own. */
export const telemetry: Part = {
  name: 'telemetry',
  measure: async (bed) => {
    const count = bed.size(EVENTS_A_ROUND);
    const entities = Array.from({ length: ENTITIES }, () => randomUUID());
    const { connection } = await bed.system.tapAs('discovery');
    await leaveRelayToOthers(bed);
    const sink = fork(join(import.meta.dirname, 'otlp-sink.js'));
    const [port] = await once(sink, 'message');
    let spans = 0;
    const publish = () => publishRaw(connection, readyMessages(count, entities, { traced: true }));
    try {
      const rate = await bed.interleaved({
        on: async () => {
          await publish();
          const stop = await startTracing(`http://127.0.0.1:${port}`);
          const measured = await consumeWithRuntime(bed, count, (events) => {
            spans += Math.ceil(events / LINKS_A_SPAN);
          });
          await stop();
          return measured;
        },
        off: async () => {
          await publish();
          return consumeWithRuntime(bed, count);
        },
      });
      return [
        {
          name: 'consumer with telemetry on ÷ off',
          ...{ value: rate.on, baseline: rate.off, unit: 'events/s', target: { atLeast: 0.92 } },
        },
        {
          name: 'spans of the consumer that did not arrive with telemetry on',
          ...{ value: spans - (await received(sink)), baseline: null, unit: 'spans', target: { atMost: 0 } },
        },
      ];
    } finally {
      sink.disconnect();
    }
  },
};

/** Starts telemetry as a service does; returns how to stop it so that it can be started again. */
async function startTracing(url: string): Promise<() => Promise<void>> {
  const started = await startTelemetry('enrichment', { LOOP_OTLP_URL: url }, createLogger('bench', 'silent'));
  return async () => {
    await started.stop();
    for (const api of [trace, context, metrics]) api.disable();
  };
}

async function received(sink: ChildProcess): Promise<number> {
  sink.send(SPAN);
  const [count] = await once(sink, 'message');
  return Number(count);
}
