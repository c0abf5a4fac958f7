import { createHash, randomUUID } from 'node:crypto';
import { contactOptedOut, messageStatusChanged, paymentNotified } from '@loop/contracts';
import { type Decision, type Edge, idFrom, linkingSpan, MAX_LINKS, type Mode } from '@loop/runtime';
import { rankOf } from '../domain/message-rank.ts';
import type { MessageReport, PaymentNotice, ReceivedEvent } from '../domain/received-event.ts';
import type { Verified } from '../providers/verify-webhook.ts';
import { keepDelivery, type NewEvent } from '../store/deliveries.ts';
import { forgottenAmong } from '../store/forgotten.ts';
import { correlationsOf, noteStatus } from '../store/outbound-messages.ts';

/** Where a delivery came in, and for whom. */
export interface Source {
  readonly provider: 'stripe' | 'sendgrid' | 'paypal';
  readonly sourceId: string;
  readonly tenantId: string;
  readonly mode: Mode;
}

interface Received {
  readonly source: Source;
  readonly event: ReceivedEvent;
  readonly deliveryId: string;
  /** Whoever it is about is not named any more, not even in saying what they want. */
  readonly isForgotten: boolean;
  /** Trace context to go on under: of a span that links to the call it comes from. */
  readonly traceparent: string | null;
}

/** Most ids of ours that are looked for in one body: a batch of a thousand reports has some thousands. */
const MAX_MENTIONS = 10_000;
const OUR_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

function mentionsIn(rawBody: Uint8Array): readonly string[] {
  return [...new Set(Buffer.from(rawBody).toString('latin1').match(OUR_ID) ?? [])].slice(0, MAX_MENTIONS);
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

function rowOf(event: ReceivedEvent): NewEvent {
  const { meaning } = event;
  return {
    account: event.account,
    provider_event_id: event.id,
    event_type: event.type,
    disposition: meaning.disposition,
    reason: 'reason' in meaning ? meaning.reason : null,
    identity_sha256: event.about === null ? null : sha256(event.about),
    occurred_at: event.occurredAt,
  };
}

function publishNotice({ emit, now }: Decision, received: Received, notice: PaymentNotice): void {
  const { deliveryId, event, source, traceparent } = received;
  const { correlationId, ...changed } = notice;
  emit(
    paymentNotified,
    {
      ...changed,
      provider: source.provider,
      providerEventId: event.id,
      eventType: event.type,
      mode: source.mode,
      account: event.account === '' ? null : event.account,
      occurredAt: (event.occurredAt ?? now).toISOString(),
      receivedId: deliveryId,
    },
    { traceparent, ...(correlationId === null ? {} : { correlationId }) },
  );
}

async function publishReport(
  decision: Decision,
  received: Received,
  report: MessageReport,
  known: string | undefined,
): Promise<void> {
  const { emit, now, tenantId, tx } = decision;
  const { source, event, traceparent } = received;
  const { email, messageId, providerMessageId, status } = report;
  const correlationId = known ?? report.correlationId ?? decision.correlationId;
  const occurredAt = event.occurredAt ?? now;
  const options = { traceparent, correlationId };
  const { effectId, reason } = report;
  const sent = { providerMessageId, messageId, effectId, provider: source.provider, providerEventId: event.id };
  emit(
    messageStatusChanged,
    { ...sent, status, reason, mode: source.mode, occurredAt: occurredAt.toISOString() },
    options,
  );
  if (messageId !== null) {
    const message = {
      message_id: messageId,
      provider: source.provider,
      provider_message_id: providerMessageId,
      correlation_id: correlationId,
    };
    await noteStatus(tx, { ...message, status, rank: rankOf(status), changed_at: occurredAt }, 'provider');
  }
  if (email === null || received.isForgotten || (status !== 'unsubscribed' && status !== 'complained')) return;
  const optOut = {
    identityId: idFrom('identity', tenantId, 'email', email),
    kind: 'email' as const,
    value: email,
    contactId: null,
    channel: 'email' as const,
    via: status === 'complained' ? ('complaint' as const) : ('provider' as const),
    messageId,
    optedOutAt: occurredAt.toISOString(),
  };
  emit(contactOptedOut, optOut, options);
}

/** One event is its own cause, whatever bytes it comes in; a batch is told by its bytes. */
function causeWithin(events: readonly ReceivedEvent[], bodySha256: string): string {
  const [only, ...others] = events;
  return only === undefined || others.length > 0 ? bodySha256 : `${only.account} ${only.id}`;
}

/** The calls that events come from, each named by a link of a span; by event. Those that tell of none are left out. */
function traceparentsOf({ provider }: Source, events: readonly ReceivedEvent[]): Map<ReceivedEvent, string | null> {
  const traced = events.filter((event) => event.traceparent !== null);
  const own = new Map<ReceivedEvent, string | null>();
  for (let start = 0; start < traced.length; start += MAX_LINKS) {
    const part = traced.slice(start, start + MAX_LINKS);
    const traceparent = linkingSpan(
      `receive ${provider}`,
      part.map((event) => event.traceparent),
    );
    for (const event of part) own.set(event, traceparent);
  }
  return own;
}

/**
 * Keeps a verified delivery and publishes what is new in it, in one transaction: once this resolves, nothing of it can be lost
 * and the sender may be told so. Copies, at once or later, change nothing. Rejects when the database is away.
 */
export async function receive(
  edge: Edge,
  source: Source,
  verified: Verified,
  rawBody: Uint8Array,
  events: readonly ReceivedEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const bodySha256 = sha256(rawBody);
  const cause = `${source.provider} ${source.sourceId} ${causeWithin(events, bodySha256)}`;
  const deliveryId = randomUUID();
  const reports = events.flatMap(({ meaning }) => ('report' in meaning ? (meaning.report.messageId ?? []) : []));
  await edge.decide(source.tenantId, { cause }, async (decision) => {
    const rows = events.map(rowOf);
    const mentions = mentionsIn(rawBody);
    const forgotten = await forgottenAmong(decision.tx, [
      ...mentions,
      ...rows.flatMap((row) => row.identity_sha256 ?? []),
    ]);
    const isErased = forgotten.size > 0;
    const delivery = {
      id: deliveryId,
      provider: source.provider,
      source_id: source.sourceId,
      body: isErased ? Buffer.alloc(0) : Buffer.from(rawBody),
      body_sha256: bodySha256,
      headers: isErased ? {} : verified.headers,
      mentions,
      received_at: decision.now,
      erased_at: isErased ? decision.now : null,
    };
    const fresh = await keepDelivery(decision.tx, delivery, rows);
    const correlations = await correlationsOf(decision.tx, reports);
    const news = events.filter(({ id }) => fresh.has(id));
    const traceparents = traceparentsOf(source, news);
    const noted = news.map(async (event) => {
      const isForgotten = event.about !== null && forgotten.has(sha256(event.about));
      const received = { source, event, deliveryId, isForgotten, traceparent: traceparents.get(event) ?? null };
      const { meaning } = event;
      if ('notice' in meaning) publishNotice(decision, received, meaning.notice);
      if ('report' in meaning) {
        await publishReport(decision, received, meaning.report, correlations.get(meaning.report.messageId ?? ''));
      }
    });
    await Promise.all(noted);
  });
}
