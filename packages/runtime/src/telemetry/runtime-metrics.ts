import { metrics } from '@opentelemetry/api';

/** What the runtime is behind with, as measured and as `loop status` says. Counts of rows end at 10,000. */
export interface RuntimeSnapshot {
  readonly outbox: { readonly unsent: number; readonly oldestAgeSeconds: number };
  readonly inbox: readonly { readonly stream: string; readonly pending: number; readonly unacked: number }[];
  readonly held: number;
  /** Events that only a newer version of the service can read. */
  readonly parked: number;
  /** Open dead letters but for the parked ones. */
  readonly deadLetters: number;
  /** Effects by state: `ready`, `claimed`, `unknown`; of `done` and `refused` those of the last day. No state stands for 0. */
  readonly effects: Readonly<Record<string, number>>;
}

/**
 * Measures the runtime whenever the collector's interval comes: outbox age and backlog, inbox lag by stream, held and parked
 * events, dead letters, effects by state. Call it after `startTelemetry`: instruments made before measure nothing. Returns how to stop.
 * A snapshot that rejects leaves a hole in the curve.
 */
export function observeRuntime(snapshot: () => Promise<RuntimeSnapshot>): () => void {
  const meter = metrics.getMeter('@loop/runtime');
  const gauge = (name: string, unit: string, description: string) =>
    meter.createObservableGauge(name, { unit, description });
  const outboxAge = gauge('loop.outbox.age', 's', 'Age of the oldest event that the broker does not have');
  const outboxUnsent = gauge('loop.outbox.unsent', '{event}', 'Events that the broker does not have');
  const inboxPending = gauge('loop.inbox.pending', '{event}', 'Events that wait for this service');
  const inboxUnacked = gauge('loop.inbox.unacked', '{event}', 'Events this service has taken and not acked');
  const held = gauge('loop.held', '{event}', 'Events that came too early and are held');
  const parked = gauge('loop.parked', '{event}', 'Events that wait for a newer version of the service');
  const deadLetters = gauge('loop.dead_letters', '{event}', 'Open dead letters');
  const effects = gauge('loop.effects', '{effect}', 'Effects by state; of the ended ones those of the last day');
  const observed = [outboxAge, outboxUnsent, inboxPending, inboxUnacked, held, parked, deadLetters, effects];
  const observe = async (result: Parameters<Parameters<typeof meter.addBatchObservableCallback>[0]>[0]) => {
    const now = await snapshot();
    result.observe(outboxAge, now.outbox.oldestAgeSeconds);
    result.observe(outboxUnsent, now.outbox.unsent);
    for (const { stream, pending, unacked } of now.inbox) {
      result.observe(inboxPending, pending, { stream });
      result.observe(inboxUnacked, unacked, { stream });
    }
    result.observe(held, now.held);
    result.observe(parked, now.parked);
    result.observe(deadLetters, now.deadLetters);
    for (const [state, count] of Object.entries(now.effects)) result.observe(effects, count, { state });
  };
  meter.addBatchObservableCallback(observe, observed);
  return () => meter.removeBatchObservableCallback(observe, observed);
}
