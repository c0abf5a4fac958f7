import { createHash } from 'node:crypto';
import { z } from 'zod';
import { rankOf } from './message-rank.ts';
import { parseJson } from './parse-json.ts';
import type { Meaning, MessageStatus, ReceivedEvent } from './received-event.ts';
import { traceparent } from './traceparent.ts';

/** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
const STATUSES: Readonly<Record<string, MessageStatus>> = {
  processed: 'accepted',
  deferred: 'deferred',
  delivered: 'delivered',
  open: 'opened',
  click: 'clicked',
  bounce: 'bounced',
  dropped: 'dropped',
  spamreport: 'complained',
  unsubscribe: 'unsubscribed',
  group_unsubscribe: 'unsubscribed',
};

/** What can be kept and passed on: no controls, no half characters. An id or address of anything else names nothing of ours. */
const STORABLE = /^[^\p{Cc}\p{Cs}]+$/u;

const externalId = z.string().max(300).regex(STORABLE).nullish().catch(null);

const ourId = z.uuid().nullish().catch(null);

/** Custom arguments of the mail (`effect_id`, `message_id`, `tenant_id`, `correlation_id`, `traceparent`) come back beside SendGrid's own fields. */
const item = z.object({
  event: z.string().regex(/^[a-z_]{1,100}$/),
  sg_event_id: externalId,
  sg_message_id: externalId,
  email: z.string().trim().max(320).regex(STORABLE).nullish().catch(null),
  timestamp: z.number().int().min(0).max(99_999_999_999).nullish().catch(null),
  type: z.string().nullish().catch(null),
  reason: z.string().nullish().catch(null),
  response: z.string().nullish().catch(null),
  effect_id: ourId,
  message_id: ourId,
  correlation_id: ourId,
  tenant_id: z.string().nullish().catch(null),
  traceparent,
});

type Item = z.output<typeof item>;

/** SendGrid's own id of a mail is what stands before the name of the machine that took it. */
const mailIdOf = (messageId: string) => messageId.split(/\.(?:filter|recvd)/, 1)[0] ?? messageId;

/** Provider texts quote addresses and whatever a mail server answered; a reason names nobody and can be kept. */
const reasonOf = ({ reason, response }: Item): string | null => {
  const text = (reason || response || '')
    .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .replace(/[^\s<>"'(),;:]+@[^\s<>"'(),;]+/g, '…')
    .slice(0, 500)
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
  return text === '' ? null : text;
};

/** Reasons of a drop that speak of the address; all others (a quota, our own header, our words) speak of us. */
const DROPPED_FOR_ADDRESS = /^(bounced|unsubscribed|spam reporting) address|^invalid$/i;

/**
 * Whether a message did not arrive for a reason that is not the address's: the next one may. Counting it against the address
 * would keep a client from their codes for good. `blocked` is a bounce for a while.
 */
function isOurTrouble({ event, reason, type }: Item): boolean {
  if (event === 'bounce') return type === 'blocked';
  return event === 'dropped' && Boolean(reason) && !DROPPED_FOR_ADDRESS.test(reason ?? '');
}

function meaningOf(event: Item, tenantId: string): Meaning {
  const status = isOurTrouble(event) ? 'failed' : STATUSES[event.event];
  if (status === undefined) return { disposition: 'stored', reason: 'unused_type' };
  if (event.tenant_id && event.tenant_id !== tenantId) return { disposition: 'quarantined', reason: 'tenant_mismatch' };
  const providerMessageId = mailIdOf(event.sg_message_id ?? '');
  if (providerMessageId === '') return { disposition: 'stored', reason: 'no_message' };
  return {
    disposition: 'published',
    report: {
      providerMessageId,
      messageId: event.message_id ?? null,
      effectId: event.effect_id ?? null,
      correlationId: event.correlation_id ?? null,
      status,
      reason: reasonOf(event),
      email: event.email?.toLowerCase() || null,
    },
  };
}

const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** Names an event that has no id of its own by what it says; one that is too deep to be written again, by its place. */
function hashOf(value: unknown, place: string): string {
  try {
    return sha256(JSON.stringify(value));
  } catch (error) {
    if (error instanceof RangeError) return sha256(place);
    throw error;
  }
}

const unreadable = (id: string): ReceivedEvent => ({
  id,
  type: 'unreadable',
  account: '',
  occurredAt: null,
  about: null,
  traceparent: null,
  meaning: { disposition: 'quarantined', reason: 'unreadable' },
});

function readItem(raw: unknown, place: string, tenantId: string): ReceivedEvent {
  const parsed = item.safeParse(raw);
  if (!parsed.success) return unreadable(hashOf(raw, place));
  const event = parsed.data;
  const email = event.email?.toLowerCase();
  return {
    id: event.sg_event_id ?? hashOf(raw, place),
    type: event.event,
    account: '',
    occurredAt: typeof event.timestamp === 'number' ? new Date(event.timestamp * 1_000) : null,
    about: email ? `email:${email}` : null,
    traceparent: event.traceparent ?? null,
    meaning: meaningOf(event, tenantId),
  };
}

const rank = ({ meaning }: ReceivedEvent) => ('report' in meaning ? rankOf(meaning.report.status) : 0);

/**
 * Reads a verified delivery of SendGrid: a batch of events, each once, in the order they happened as far as their seconds
 * tell, then by rank. A broken one is quarantined and stops none of the others. Pure.
 */
export function readSendGridEvents(body: string, tenantId: string): ReceivedEvent[] {
  const parsed = parseJson(body);
  if (parsed === undefined) return [unreadable(sha256(JSON.stringify(body)))];
  const items: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  const events = items.map((raw, index) => readItem(raw, `${index} of ${body}`, tenantId));
  return [...new Map(events.map((event) => [event.id, event])).values()].sort(
    (a, b) => (a.occurredAt?.getTime() ?? 0) - (b.occurredAt?.getTime() ?? 0) || rank(a) - rank(b),
  );
}
