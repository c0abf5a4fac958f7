import { createHash } from 'node:crypto';
import { readOrderReference } from '@loop/contracts';
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

/** What of an object is read, whichever it is: its id has three names. */
const changedObject = z.object({
  id: z.string().min(1).max(300).optional().catch(undefined),
  order_id: z.string().min(1).max(300).optional().catch(undefined),
  dispute_id: z.string().min(1).max(300).optional().catch(undefined),
  custom_id: z.string().optional().catch(undefined),
  purchase_units: z
    .array(z.object({ custom_id: z.string().optional() }))
    .optional()
    .catch(undefined),
  disputed_transactions: z
    .array(z.object({ custom: z.string().optional() }))
    .optional()
    .catch(undefined),
  payer: z.object({ email_address: z.email() }).optional().catch(undefined),
});

type ChangedObject = z.output<typeof changedObject>;

/** Whose money events must be about to be believed. */
export interface PayPalExpectation {
  readonly livemode: boolean;
}

/** Events that name an object to read, with our word for it. */
const OBJECTS: readonly (readonly [RegExp, string, (changed: ChangedObject) => string | undefined])[] = [
  [/^CHECKOUT\.ORDER\./, 'order', ({ id }) => id],
  [/^CHECKOUT\.PAYMENT-APPROVAL\./, 'order', ({ id, order_id }) => order_id ?? id],
  [/^PAYMENT\.AUTHORIZATION\./, 'authorization', ({ id }) => id],
  // What a refund changes is told of its capture, and the object is the refund.
  [/^PAYMENT\.(?:CAPTURE\.REFUNDED$|REFUND\.)/, 'refund', ({ id }) => id],
  [/^PAYMENT\.CAPTURE\./, 'capture', ({ id }) => id],
  [/^CUSTOMER\.DISPUTE\./, 'dispute', ({ dispute_id, id }) => dispute_id ?? id],
];

/** Families that speak of money: what we do not know of them is for a person to look at. */
const OF_MONEY = /^(?:CHECKOUT|PAYMENT|CUSTOMER\.DISPUTE)\b/;

const LIVE_HOSTS: ReadonlySet<string> = new Set(['api.paypal.com', 'api-m.paypal.com']);

/** Where an event says it can be read, which is signed with it: PayPal's sandbox and its live system have hosts of their own. */
function isLive({ links }: Envelope): boolean {
  const self = links.find(({ rel }) => rel === 'self')?.href ?? '';
  return URL.canParse(self) && LIVE_HOSTS.has(new URL(self).hostname);
}

function meaningOf(event: Envelope, changed: ChangedObject, expected: PayPalExpectation): Meaning {
  const livemode = isLive(event);
  if (livemode !== expected.livemode) return { disposition: 'quarantined', reason: 'livemode_mismatch' };
  const found = OBJECTS.find(([types]) => types.test(event.event_type));
  if (found === undefined) {
    return OF_MONEY.test(event.event_type)
      ? { disposition: 'quarantined', reason: 'unknown_type' }
      : { disposition: 'stored', reason: 'unused_type' };
  }
  const [, objectType, idOf] = found;
  const objectId = idOf(changed);
  if (objectId === undefined) return { disposition: 'quarantined', reason: 'no_object' };
  const customId =
    changed.custom_id ?? changed.purchase_units?.[0]?.custom_id ?? changed.disputed_transactions?.[0]?.custom ?? '';
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
  const changed = changedObject.parse(event.resource);
  const email = changed.payer?.email_address;
  return {
    ...own,
    id: event.id,
    type: event.event_type,
    occurredAt: new Date(event.create_time),
    about: email === undefined ? null : `email:${email.toLowerCase()}`,
    meaning: meaningOf(event, changed, expected),
  };
}
