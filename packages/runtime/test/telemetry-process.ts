import { currentTraceparent, inSpan, observeRuntime, startTelemetry } from '@loop/runtime';

/** A process that makes one span and one measurement, exports both, and prints the span's trace context. */
const telemetry = await startTelemetry('payments', { LOOP_OTLP_URL: process.argv[2] });
observeRuntime(async () => ({
  outbox: { unsent: 2, oldestAgeSeconds: 1.5 },
  inbox: [{ stream: 'payments', pending: 3, unacked: 1 }],
  held: 4,
  parked: 0,
  deadLetters: 5,
  effects: { done: 6 },
}));
const traceparent = await inSpan('GET /room', { kind: 'server' }, async () => currentTraceparent());
await telemetry.stop();
process.stdout.write(String(traceparent));
