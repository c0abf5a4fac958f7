import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contractCompleted, opportunityFound, opsDiscover, SERVICES } from '@loop/contracts';
import { isQuiet, openDeals, type RunningSystem, startSystem, underWay } from '@loop/dev';
import { walkDeal } from '@loop/e2e';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { OtlpSink, type SeenSpan } from '@loop/testkit';

const POST = {
  platform: 'forum',
  id: 'one-post',
  author: 'ilse412',
  text: 'We run a bakery and look for a freelance developer. We need a landing page with a booking form. Budget $1500, fixed price. Please write to ilse.412@harrowgate-mills.com. Thanks, Ilse',
};

let stateDir: string;
let sink: OtlpSink;
let system: RunningSystem;

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'loop-traces-'));
  sink = await OtlpSink.open();
  const env = { PATH: process.env['PATH'], LOOP_LOG_LEVEL: 'warn', LOOP_OTLP_URL: sink.url };
  system = await startSystem({ stateDir, env, onNotice: () => undefined });
}, 90_000);

afterAll(async () => {
  await system?.stop();
  await sink?.close();
  rmSync(stateDir, { recursive: true });
}, 60_000);

/** Takes up one post, so that every span is about one opportunity; resolves to its deal, presented. */
async function onlyDeal() {
  const answer = await system.operator.request(opsDiscover.request('discovery'), {
    actor: 'a test',
    reason: 'one opportunity',
    tenantId: DEFAULT_TENANT_ID,
    source: 'made-up',
    query: null,
    limit: null,
    lines: [JSON.stringify(POST)],
  });
  if ('refused' in answer) throw new Error(answer.detail);
  const { runId } = answer.ok;
  await system.watch.until((record) => isQuiet(underWay(record, [runId])), { timeoutMs: 60_000, what: 'the proposal' });
  const [deal] = openDeals(system.watch.record);
  if (deal === undefined) throw new Error('The post led to no proposal');
  return deal;
}

/** The id of the span that published the only event of a subject. */
async function publisherOf({ subject }: { readonly subject: string }): Promise<string> {
  const spanIds: string[] = [];
  for await (const { attributes } of system.operator.events.read({ subjects: [subject], headersOnly: true })) {
    if ('traceparent' in attributes) spanIds.push(attributes.traceparent?.split('-')[2] ?? 'none');
  }
  expect(spanIds).toHaveLength(1);
  return spanIds[0] ?? '';
}

/** All that follows from a span: its children, and the spans that link to it, and what follows from these. */
function followers(spanId: string, spans: readonly SeenSpan[]): readonly SeenSpan[] {
  const after = new Map<string, SeenSpan[]>();
  for (const span of spans) {
    for (const before of [span.parentSpanId, ...span.links.map((link) => link.spanId)]) {
      if (before !== null) after.set(before, [...(after.get(before) ?? []), span]);
    }
  }
  const found = new Set(spans.filter((span) => span.spanId === spanId));
  for (const span of found) for (const next of after.get(span.spanId) ?? []) found.add(next);
  return [...found];
}

test('a contract is followed by trace links from the opportunity through every service to its completion', async () => {
  const deal = await onlyDeal();
  await walkDeal(system, deal);
  const found = await publisherOf(opportunityFound);
  const completed = await publisherOf(contractCompleted);

  // A process that stops exports what it still has.
  await system.stop();
  const reached = followers(found, sink.spans);

  expect(reached.map(({ spanId }) => spanId)).toContain(completed);
  expect([...new Set(reached.map(({ service }) => service))].sort()).toEqual([...SERVICES].sort());
  const names = reached.map(({ name }) => name);
  // Through the outside world: from our calls to the providers' webhooks about them.
  expect(names).toEqual(expect.arrayContaining(['receive sendgrid', 'receive stripe']));
  // Through people: from the drafted contract to what its client did.
  expect(names).toEqual(expect.arrayContaining(['POST /deal/open', 'answer payments.open_checkout']));
}, 180_000);
