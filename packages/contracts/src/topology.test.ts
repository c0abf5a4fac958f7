import { describe, expect, test } from '@jest/globals';
import { EVENTS } from './registry.ts';
import { SERVICES } from './services.ts';
import { consumers, replayConsumer, replaySlots, streamName, streams } from './topology.ts';

const SECOND = 1_000_000_000;

describe('streams', () => {
  test('hold every event exactly once, each in the stream of its publisher', () => {
    const published = streams().filter(({ name, subjects }) => subjects.join() !== name);
    const subjects = published.flatMap((stream) => stream.subjects);
    expect([...subjects].sort()).toEqual(EVENTS.map((event) => event.subject).sort());
    expect(streams().map((stream) => stream.name)).toEqual(SERVICES.map(streamName));
    expect(streamName('client-portal')).toBe('CLIENT_PORTAL');
  });

  test('keep events for 30 days, refuse new ones when full, and let one be erased', () => {
    expect(streams({ replicas: 3, maxBytes: 1024 })[0]).toMatchObject({
      retention: 'limits',
      discard: 'new',
      max_age: 30 * 24 * 3600 * SECOND,
      duplicate_window: 20 * 60 * SECOND,
      deny_delete: false,
      num_replicas: 3,
      max_bytes: 1024,
    });
  });
});

describe('consumers', () => {
  test('give each service exactly the subjects it consumes', () => {
    const received = consumers().flatMap(({ service, config }) => config.filter_subjects.map((s) => `${service} ${s}`));
    const declared = EVENTS.flatMap((event) => event.consumers.map((service) => `${service} ${event.subject}`));
    expect(received.sort()).toEqual(declared.sort());
  });

  test('are named after their service, without dots, and deliver until acked', () => {
    expect(consumers().every(({ service, config }) => config.name === service && !config.name.includes('.'))).toBe(
      true,
    );
    expect(consumers()[0]?.config).toMatchObject({
      ack_policy: 'explicit',
      ack_wait: 30 * SECOND,
      max_deliver: -1,
      max_ack_pending: 2000,
    });
  });
});

describe('replays', () => {
  test('run in four fixed slots of one service', () => {
    expect(replaySlots('client-portal')).toEqual([
      'client-portal-replay-1',
      'client-portal-replay-2',
      'client-portal-replay-3',
      'client-portal-replay-4',
    ]);
  });

  test('read one subject from a sequence or a time', () => {
    const bySequence = replayConsumer('enrichment', 'enrichment-replay-2', 'opportunity.found', { sequence: 41 });
    expect(bySequence).toMatchObject({
      stream: 'DISCOVERY',
      config: { deliver_policy: 'by_start_sequence', opt_start_seq: 41, filter_subjects: ['opportunity.found'] },
    });
    const since = '2026-11-20T09:00:00Z';
    const byTime = replayConsumer('enrichment', 'enrichment-replay-1', 'opportunity.found', { since });
    expect(byTime.config).toMatchObject({ deliver_policy: 'by_start_time', opt_start_time: since });
  });

  test('never bring a service what it does not consume, nor use the slot of another', () => {
    const start = { sequence: 1 };
    expect(() => replayConsumer('payments', 'payments-replay-1', 'opportunity.found', start)).toThrow(
      'payments consumes no',
    );
    expect(() => replayConsumer('enrichment', 'payments-replay-1', 'opportunity.found', start)).toThrow(
      'no replay slot',
    );
  });
});
