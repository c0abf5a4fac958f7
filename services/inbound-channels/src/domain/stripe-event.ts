import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from './parse-json.ts';
import type { Meaning, ReceivedEvent } from './received-event.ts';
import { concernOf } from './stripe-event-types.ts';
import { traceparent } from './traceparent.ts';

/** https://docs.stripe.com/api/events/object; `object: v2.core.event` is a thin notification and does not parse. */
const envelope = z.object({
  id: z.string().regex(/^evt_\w{1,250}$/),
  object: z.literal('event'),
  type: z.string().regex(/^[a-z0-9_.]{1,200}$/),
  created: z.number().int().min(0).max(99_999_999_999),
  livemode: z.boolean(),
  api_version: z.string().max(100).nullish(),
  account: z.string().max(255).nullish(),
  data: z.object({ object: z.record(z.string(), z.unknown()) }),
});

const changedObject = z.object({
  id: z.string().min(1).max(300),
  object: z.string().regex(/^[a-z0-9][a-z0-9_.]{0,99}$/),
});

const person = z.object({
  customer_details: z.object({ email: z.email() }).nullish().catch(null),
  receipt_email: z.email().nullish().catch(null),
  billing_details: z.object({ email: z.email() }).nullish().catch(null),
});

/** What our call gave the object to keep (https://docs.stripe.com/api/metadata). */
const kept = z.object({ metadata: z.object({ traceparent, correlation: z.uuid().nullish().catch(null) }) });

/** What must hold for an event to be believed. */
export interface StripeExpectation {
  readonly livemode: boolean;
  /** The version our SDK is pinned to, `2026-10-28.endive`: within one release train versions read alike. */
  readonly apiVersion: string;
}

const trainOf = (apiVersion: string) => apiVersion.split('.')[1] ?? apiVersion;

function meaningOf(event: z.output<typeof envelope>, expected: StripeExpectation): Meaning {
  const apiVersion = event.api_version ?? null;
  if (event.livemode !== expected.livemode) return { disposition: 'quarantined', reason: 'livemode_mismatch' };
  if (apiVersion !== null && trainOf(apiVersion) !== trainOf(expected.apiVersion)) {
    return { disposition: 'quarantined', reason: 'api_version_mismatch' };
  }
  const concern = concernOf(event.type);
  if (concern === 'unknown') return { disposition: 'quarantined', reason: 'unknown_type' };
  if (concern === 'other') return { disposition: 'stored', reason: 'unused_type' };
  const changed = changedObject.safeParse(event.data.object);
  if (!changed.success) return { disposition: 'quarantined', reason: 'no_object' };
  const { id: objectId, object: objectType } = changed.data;
  const correlationId = kept.safeParse(event.data.object).data?.metadata.correlation ?? null;
  return {
    disposition: 'published',
    notice: { objectId, objectType, apiVersion, livemode: event.livemode, correlationId },
  };
}

function aboutOf(changed: Readonly<Record<string, unknown>>): string | null {
  const named = person.safeParse(changed).data;
  const email = named?.customer_details?.email ?? named?.receipt_email ?? named?.billing_details?.email;
  return email === undefined || email === null ? null : `email:${email.toLowerCase()}`;
}

/**
 * Reads a verified delivery of Stripe: always one event. What is no event, in spite of its signature, is quarantined under the
 * hash of its bytes. Pure.
 */
export function readStripeEvent(body: string, expected: StripeExpectation): ReceivedEvent {
  const parsed = envelope.safeParse(parseJson(body));
  if (!parsed.success) {
    const id = `sha256:${createHash('sha256').update(body).digest('hex')}`;
    const meaning: Meaning = { disposition: 'quarantined', reason: 'unreadable' };
    return { id, type: 'unreadable', account: '', occurredAt: null, about: null, traceparent: null, meaning };
  }
  const event = parsed.data;
  return {
    id: event.id,
    type: event.type,
    account: event.account ?? '',
    occurredAt: new Date(event.created * 1_000),
    about: aboutOf(event.data.object),
    traceparent: kept.safeParse(event.data.object).data?.metadata.traceparent ?? null,
    meaning: meaningOf(event, expected),
  };
}
