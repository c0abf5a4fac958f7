import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { contractCompleted, opportunityFound, opsDiscover, SERVICES } from '@loop/contracts';
import { isQuiet, openDeals, type PresentedDeal, type RunningSystem, startSystem, underWay } from '@loop/dev';
import { walkDeal } from '@loop/e2e';
import { runLoop } from '@loop/ops';
import { DEFAULT_TENANT_ID } from '@loop/runtime';
import { OtlpSink, type SeenSpan, settle } from '@loop/testkit';

const POST = {
  platform: 'forum',
  id: 'one-post',
  author: 'ilse412',
  text: 'We run a bakery and look for a freelance developer. We need a landing page with a booking form. Budget $1500, fixed price. Please write to ilse.412@harrowgate-mills.com. Thanks, Ilse',
};

let stateDir: string;
let sink: OtlpSink;
let system: RunningSystem;
let deal: PresentedDeal;

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'loop-traces-'));
  sink = await OtlpSink.open();
  const env = { PATH: process.env['PATH'], LOOP_LOG_LEVEL: 'warn', LOOP_OTLP_URL: sink.url };
  system = await startSystem({ stateDir, env, onNotice: () => undefined });
  deal = await onlyDeal();
  await walkDeal(system, deal);
}, 180_000);

afterAll(async () => {
  await system?.stop();
  await sink?.close();
  rmSync(stateDir, { recursive: true });
}, 60_000);

/** Takes up one post, so that every span is about one opportunity; resolves to its deal, presented. */
async function onlyDeal(): Promise<PresentedDeal> {
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
  const [only] = openDeals(system.watch.record);
  if (only === undefined) throw new Error('The post led to no proposal');
  return only;
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

/** What `loop trace` says of an id, from the heading on. */
async function traced(id: string): Promise<string> {
  let out = '';
  const { databaseUrl, natsUrl } = system.servers;
  await runLoop(['trace', id], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      throw new Error(text);
    },
    interactive: false,
    env: { LOOP_DATABASE_URL: databaseUrl, LOOP_NATS_URL: natsUrl },
    folder: stateDir,
    signal: new AbortController().signal,
  });
  return out;
}

test('the operator is told the whole story of a contract: events, calls outside, and what they led to', async () => {
  const story = await settle(async () => {
    const told = await traced(deal.contractId);
    // The provider reports on its own time.
    expect(told).toContain('message.status_changed');
    return told;
  });
  const whole = [
    'opportunity.found',
    'contract.drafted',
    'send_email at sendgrid: done',
    'contract.presented',
    'contract.signed',
    'open_session at stripe: done',
    'payment.notified',
    'read_payment at stripe: done',
    'milestone.funded',
    'capture at stripe: done',
    'milestone.released',
    'contract.completed',
  ];
  const places = whole.map((what) => story.indexOf(what));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test('a contract is followed by trace links from the opportunity through every service to its completion', async () => {
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
  // Probes, which come every other second, are in no trace.
  expect(sink.spans.map(({ name }) => name)).not.toContain('GET /readyz');
  // Through people: from the drafted contract to what its client did.
  expect(names).toEqual(expect.arrayContaining(['POST /deal/open', 'answer payments.open_checkout']));
}, 180_000);
