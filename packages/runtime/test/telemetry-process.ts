import { createLogger, currentTraceparent, inSpan, observeRuntime, startTelemetry } from '@loop/runtime';

/**
 * A process that measures once and makes as many spans as it is told, a log line in the first of them, and exports all of it to
 * the collector it is given. Its log ends with the first span's trace context.
 */
const [url, spans = '1'] = process.argv.slice(2);
const logger = createLogger('payments', 'info');
const telemetry = await startTelemetry('payments', { LOOP_OTLP_URL: url }, logger);
observeRuntime(async () => ({
  outbox: { unsent: 2, oldestAgeSeconds: 1.5 },
  inbox: [{ stream: 'payments', pending: 3, unacked: 1 }],
  held: 4,
  parked: 0,
  deadLetters: 5,
  effects: { done: 6 },
}));
const traceparent = await inSpan('GET /room', { kind: 'server' }, async () => {
  logger.info({ token: 'hidden-word', milestone: 'first' }, 'the room was opened');
  return currentTraceparent();
});
// In one turn: nothing can be exported meanwhile.
await Promise.all(Array.from({ length: Number(spans) - 1 }, () => inSpan('one of many', {}, async () => undefined)));
await telemetry.stop();
logger.info({ traceparent }, 'done');
