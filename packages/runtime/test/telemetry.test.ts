import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OtlpSink } from '@loop/testkit';

const program = fileURLToPath(new URL('./telemetry-process.js', import.meta.url));
let collector: OtlpSink;

beforeEach(async () => {
  collector = await OtlpSink.open();
});

afterEach(() => collector.close());

interface Line {
  readonly msg: string;
  readonly traceId?: string;
  readonly traceparent?: string;
  readonly spans?: number;
  readonly logLines?: number;
}

/** Runs the process; resolves to its log. */
async function linesOf(...args: readonly string[]): Promise<readonly Line[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, collector.url, ...args]);
  const lines = stdout.trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}

const measured = (name: string) => collector.metrics.find((metric) => metric.name === name)?.value;

describe('telemetry', () => {
  test('spans, log lines and the state of the runtime go to the collector that is named', async () => {
    const log = await linesOf();
    const traceId = /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/.exec(log.at(-1)?.traceparent ?? '')?.[1];
    expect(collector.spans).toEqual([expect.objectContaining({ service: 'payments', name: 'GET /room', traceId })]);
    expect(collector.logs).toEqual([
      expect.objectContaining({ service: 'payments', severity: 'info', text: 'the room was opened', traceId }),
    ]);
    const names = ['loop.outbox.age', 'loop.inbox.pending', 'loop.held', 'loop.dead_letters', 'loop.effects'];
    expect(names.map(measured)).toEqual([1.5, 3, 4, 5, 6]);
    expect(measured('loop.telemetry.lost')).toBe(0);
  });

  test('a log line is on standard output as well, and nowhere with a secret', async () => {
    const log = await linesOf();
    expect(log[0]).toMatchObject({ msg: 'the room was opened', traceId: collector.spans[0]?.traceId });
    expect(JSON.stringify([log, collector.logs])).not.toContain('hidden-word');
  });

  test('spans that come faster than they can be sent are lost aloud, and the others are not', async () => {
    const log = await linesOf('10000');
    const lost = log.find(({ msg }) => msg.startsWith('telemetry was lost'));
    expect(lost?.spans).toBe(10_000 - collector.spans.length);
    expect(lost?.spans).toBeGreaterThan(0);
    expect(measured('loop.telemetry.lost')).toBe(lost?.spans);
  });

  test('a collector that is away loses telemetry, said so in the log, and not the process', async () => {
    collector.isAway = true;
    const log = await linesOf('20');
    expect(log).toContainEqual(expect.objectContaining({ spans: 20, logLines: 1 }));
  }, 30_000);
});
