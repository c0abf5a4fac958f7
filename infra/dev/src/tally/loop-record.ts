import { type EventDefinition, type PayloadOf, parseEvent } from '@loop/contracts';
import type { StoredEvent } from '@loop/runtime';

/** What of an event the tally keeps. */
export interface RecordedEvent {
  readonly id: string;
  readonly subject: string;
  /** Id of the aggregate the event is about. */
  readonly key: string;
  readonly correlationId: string;
  /** The parsed payload. */
  readonly data: unknown;
}

/** Everything the streams have told so far: by subject, then by event id. */
export type LoopRecord = ReadonlyMap<string, ReadonlyMap<string, RecordedEvent>>;

/** The record of a system that has not said anything yet. */
export const EMPTY_RECORD: LoopRecord = new Map();

/**
 * Adds one event. The order in which events come changes nothing, nor does a repeated one: it returns the same record.
 */
export function recordEvent(record: LoopRecord, event: RecordedEvent): LoopRecord {
  const ofSubject = record.get(event.subject);
  if (ofSubject?.has(event.id)) return record;
  return new Map(record).set(event.subject, new Map(ofSubject).set(event.id, event));
}

/** The recorded events of one kind, with their payloads, in the order they were read. */
export function recorded<D extends EventDefinition>(
  record: LoopRecord,
  definition: D,
): readonly (Omit<RecordedEvent, 'data'> & { readonly data: PayloadOf<D> })[] {
  const events = [...(record.get(definition.subject)?.values() ?? [])];
  return events as unknown as readonly (Omit<RecordedEvent, 'data'> & { readonly data: PayloadOf<D> })[];
}

/** Reads a stored event as the tally keeps it; undefined when it cannot be parsed (its consumers have the dead letter). */
export function recordedEvent(stored: StoredEvent): RecordedEvent | undefined {
  const { attributes, subject, body } = stored;
  if ('malformed' in attributes) return undefined;
  const parsed = parseEvent(subject, attributes.version, parseJson(body));
  if (parsed.status !== 'ok') return undefined;
  return {
    id: attributes.id,
    subject,
    key: attributes.key,
    correlationId: attributes.correlationId,
    data: parsed.data,
  };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
