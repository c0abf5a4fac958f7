import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contactEnriched, opportunityFound } from '@loop/contracts';
import { createLogger, on, startTelemetry, type Telemetry } from '@loop/runtime';
import { OtlpSink, settle, TestSystem } from '@loop/testkit';
import { sample, TENANT, TOY_MIGRATIONS, toyService } from './toy.ts';

const EVENTS = 400;

let sink: OtlpSink;
let telemetry: Telemetry;
let system: TestSystem;

beforeAll(async () => {
  sink = await OtlpSink.open();
  telemetry = await startTelemetry('enrichment', { LOOP_OTLP_URL: sink.url }, createLogger('enrichment', 'silent'));
  system = await TestSystem.open({ migrations: { enrichment: TOY_MIGRATIONS } });
});

afterAll(async () => {
  await system.close();
  await sink.close();
});

interface Followed {
  readonly causation_id: string;
  readonly traceparent: string;
}

test('an event of a batch larger than the links of a span names a span that links to its cause', async () => {
  const causes = new Map<string, string>();
  for (let count = 0; count < EVENTS; count++) {
    const spanId = randomBytes(8).toString('hex');
    const overrides = { traceparent: `00-${randomBytes(16).toString('hex')}-${spanId}-01` };
    const data = sample(opportunityFound, { opportunityId: randomUUID() });
    causes.set(await system.publish(opportunityFound, data, TENANT, { overrides }), spanId);
  }
  const handler = on(opportunityFound, async ({ event, emit }) => {
    emit(contactEnriched, { ...sample(contactEnriched), opportunityId: event.data.opportunityId });
  });
  await system.start(toyService('enrichment', [handler]));
  const followed = await settle(async () => {
    const rows = await system.sql<Followed>('SELECT causation_id, traceparent FROM enrichment.outbox');
    expect(rows).toHaveLength(EVENTS);
    return rows;
  });
  await telemetry.stop();

  const spans = new Map(sink.spans.map((span) => [span.spanId, span]));
  const unlinked = followed.filter(({ causation_id, traceparent }) => {
    const links = spans.get(traceparent.split('-')[2] ?? '')?.links ?? [];
    return !links.some(({ spanId }) => spanId === causes.get(causation_id));
  });
  expect(unlinked).toEqual([]);
  const onlyLinking = sink.spans.filter(({ parentSpanId }) => parentSpanId !== null);
  expect(onlyLinking.map(({ name }) => name)).toContain('process opportunity.found');
});
