import { randomUUID } from 'node:crypto';
import type { Part } from '../harness/bench.ts';
import { consumeWithRuntime, leaveRelayToOthers } from './consume-with-runtime.ts';
import { publishRaw, readyMessages } from './raw-publisher.ts';

const EVENTS = 1_000_000;
const PUBLISHED_AT_ONCE = 50_000;
const ENTITIES = 20_000;
const BYTES_PER_MB = 1024 * 1024;

interface Mark {
  readonly atMs: number;
  readonly heapMb: number;
  readonly rssMb: number;
}

/** A million events through one consumer: whether memory grows, and whether it slows down as its tables grow. */
export const million: Part = {
  name: 'million',
  measure: async (bed) => {
    const tenth = bed.size(EVENTS / 10);
    const entities = Array.from({ length: ENTITIES }, () => randomUUID());
    const { connection } = await bed.system.tapAs('discovery');
    await leaveRelayToOthers(bed);
    for (let left = 10 * tenth; left > 0; left -= PUBLISHED_AT_ONCE) {
      await publishRaw(connection, readyMessages(Math.min(left, PUBLISHED_AT_ONCE), entities));
    }
    const marks: Mark[] = [];
    await consumeWithRuntime(bed, 10 * tenth, (_events, given) => {
      if (given < marks.length * tenth) return;
      const mark = takeMark();
      const rate = (tenth * 1_000) / (mark.atMs - (marks.at(-1)?.atMs ?? mark.atMs));
      marks.push(mark);
      bed.note(
        `${given}: ${rate.toFixed(0)}/s, heap ${mark.heapMb.toFixed(1)} MB, resident ${mark.rssMb.toFixed(0)} MB`,
      );
    });
    const rateOf = (index: number) => tenth / (((marks[index + 1]?.atMs ?? 0) - (marks[index]?.atMs ?? 0)) / 1_000);
    return [
      {
        name: '1,000,000 events through one consumer: rate of the last tenth ÷ of the first',
        ...{ value: rateOf(9), baseline: rateOf(0), unit: 'events/s', target: { atLeast: 0.9 } },
      },
      {
        name: '1,000,000 events through one consumer: heap after the last tenth ÷ after the first',
        ...{ value: marks[10]?.heapMb ?? 0, baseline: marks[1]?.heapMb ?? 0, unit: 'MB', target: { atMost: 1.1 } },
      },
      {
        name: '1,000,000 events through one consumer: resident memory after the last tenth ÷ after the first',
        ...{ value: marks[10]?.rssMb ?? 0, baseline: marks[1]?.rssMb ?? 0, unit: 'MB', target: null },
      },
    ];
  },
};

function takeMark(): Mark {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { atMs: performance.now(), heapMb: heapUsed / BYTES_PER_MB, rssMb: rss / BYTES_PER_MB };
}
