import { hash } from 'node:crypto';
import { type EventEnvelope, isServiceName, type ServiceName } from '@loop/contracts';

/** The CloudEvents attributes of an event as they stand in its headers, before the payload is looked at. */
export interface Delivery {
  readonly id: string;
  readonly subject: string;
  readonly version: number;
  readonly publisher: ServiceName;
  readonly time: string;
  readonly key: string;
  readonly tenantId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly sequence: number | null;
  readonly traceparent: string | null;
  readonly stream: string;
  readonly streamSequence: number;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** W3C Trace Context, `traceparent` (https://www.w3.org/TR/trace-context/#traceparent-header). */
const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Where a message stands in the broker. */
export interface Place {
  readonly subject: string;
  readonly stream: string;
  readonly streamSequence: number;
}

/**
 * Reads the `ce-` headers of a message (CloudEvents 1.0, binary mode). Returns the sentence that says what is wrong where
 * one is missing or malformed; the sentence never repeats a value. A malformed `traceparent` is dropped, as its standard asks.
 */
export function readDelivery(
  place: Place,
  header: (name: string) => string,
): Delivery | { readonly malformed: string } {
  const version = versionOf(header('ce-type'), place.subject);
  if (version === undefined) return { malformed: 'ce-type is not the subject and a version' };
  const publisher = header('ce-source');
  if (!isServiceName(publisher)) return { malformed: 'ce-source is no service' };
  const id = header('ce-id');
  if (!UUID.test(id)) return { malformed: 'ce-id is not a UUID' };
  const tenantId = header('ce-tenantid');
  if (!UUID.test(tenantId)) return { malformed: 'ce-tenantid is not a UUID' };
  const correlationId = header('ce-correlationid');
  if (!UUID.test(correlationId)) return { malformed: 'ce-correlationid is not a UUID' };
  const causationId = header('ce-causationid');
  if (!UUID.test(causationId)) return { malformed: 'ce-causationid is not a UUID' };
  const time = header('ce-time');
  if (Number.isNaN(Date.parse(time))) return { malformed: 'ce-time is not a time' };
  const key = decodedOrEmpty(header('ce-subject'));
  if (key === '') return { malformed: 'ce-subject is missing or not percent-encoded' };
  const sequence = header('ce-sequence');
  if (sequence !== '' && !/^\d{1,15}$/.test(sequence)) return { malformed: 'ce-sequence is not a number' };
  const traceparent = header('traceparent');
  return {
    id,
    subject: place.subject,
    version,
    publisher,
    time,
    key,
    tenantId,
    correlationId,
    causationId,
    sequence: sequence === '' ? null : Number(sequence),
    traceparent: TRACEPARENT.test(traceparent) ? traceparent : null,
    stream: place.stream,
    streamSequence: place.streamSequence,
  };
}

/** Undefined where a type is not the subject and a version. */
function versionOf(type: string, subject: string): number | undefined {
  const version = /\.v([1-9]\d{0,5})$/.exec(type);
  return version !== null && version.index === subject.length && type.startsWith(subject)
    ? Number(version[1])
    : undefined;
}

function decodedOrEmpty(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** The envelope handed to a handler: the delivery's attributes and the parsed payload. */
export function envelopeOf<T>(delivery: Delivery, data: T): EventEnvelope<T> {
  // Written out: spreading the rest costs more than the event's JSON.
  return {
    id: delivery.id,
    subject: delivery.subject,
    version: delivery.version,
    publisher: delivery.publisher,
    time: delivery.time,
    key: delivery.key,
    tenantId: delivery.tenantId,
    correlationId: delivery.correlationId,
    causationId: delivery.causationId,
    sequence: delivery.sequence,
    traceparent: delivery.traceparent,
    data,
  };
}

/** A UUID-shaped digest of an event's body: tells the same id with another payload. Not a security boundary. */
export function fingerprintOf(body: string | Uint8Array): string {
  const hex = hash('sha256', body, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
