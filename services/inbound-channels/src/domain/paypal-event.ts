import { createHash } from 'node:crypto';
import { paypalNoticeOf, readOrderReference } from '@loop/contracts';
import { z } from 'zod';
import { parseJson } from './parse-json.ts';
import type { Meaning, ReceivedEvent } from './received-event.ts';

/** https://developer.paypal.com/docs/api/webhooks/v1/#webhooks-events_get */
const envelope = z.object({
  id: z.string().regex(/^WH-[\w-]{1,250}$/),
  event_type: z.string().regex(/^[A-Z0-9._-]{1,200}$/),
  create_time: z.iso.datetime({ offset: true }),
  resource_version: z.string().min(1).max(100).nullish().catch(null),
  resource: z.record(z.string(), z.unknown()),
  links: z.array(z.object({ href: z.string().max(2048), rel: z.string() })).catch([]),
});

type Envelope = z.output<typeof envelope>;

/** The person an approved order speaks of. */
const person = z.object({ payer: z.object({ email_address: z.email() }) });

/** Whose money events must be about to be believed. */
export interface PayPalExpectation {
  readonly livemode: boolean;
}

/** Families that speak of money: what we do not know of them is for a person to look at. */
const OF_MONEY = /^(?:CHECKOUT|PAYMENT|CUSTOMER\.DISPUTE)\b/;

const LIVE_HOSTS: ReadonlySet<string> = new Set(['api.paypal.com', 'api-m.paypal.com']);

/** Where an event says it can be read, which is signed with it: PayPal's sandbox and its live system have hosts of their own. */
function isLive({ links }: Envelope): boolean {
  const self = links.find(({ rel }) => rel === 'self')?.href ?? '';
  return URL.canParse(self) && LIVE_HOSTS.has(new URL(self).hostname);
}

function meaningOf(event: Envelope, expected: PayPalExpectation): Meaning {
  const livemode = isLive(event);
  if (livemode !== expected.livemode) return { disposition: 'quarantined', reason: 'livemode_mismatch' };
  const notice = paypalNoticeOf(event.event_type, event.resource);
  if (notice === 'unknown_type' && !OF_MONEY.test(event.event_type)) {
    return { disposition: 'stored', reason: 'unused_type' };
  }
  if (typeof notice === 'string') return { disposition: 'quarantined', reason: notice };
  const { customId, objectId, objectType } = notice;
  const correlationId = readOrderReference(customId)?.correlationId ?? null;
  const apiVersion = event.resource_version ?? null;
  return { disposition: 'published', notice: { objectId, objectType, apiVersion, livemode, correlationId } };
}

/**
 * Reads a verified delivery of PayPal: always one event. What is no event, in spite of its signature, is quarantined under the
 * hash of its bytes. Pure.
 */
export function readPayPalEvent(body: string, expected: PayPalExpectation): ReceivedEvent {
  const parsed = envelope.safeParse(parseJson(body));
  const own = { account: '', traceparent: null };
  if (!parsed.success) {
    const id = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    const meaning: Meaning = { disposition: 'quarantined', reason: 'unreadable' };
    return { ...own, id, type: 'unreadable', occurredAt: null, about: null, meaning };
  }
  const event = parsed.data;
  const email = person.safeParse(event.resource).data?.payer.email_address;
  return {
    ...own,
    id: event.id,
    type: event.event_type,
    occurredAt: new Date(event.create_time),
    about: email === undefined ? null : `email:${email.toLowerCase()}`,
    meaning: meaningOf(event, expected),
  };
}
