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

/** A record that is still being written. */
export type OpenRecord = Map<string, Map<string, RecordedEvent>>;

/** Adds one event; false when the record has it. The order in which events come changes nothing that is counted. */
export function recordEvent(record: OpenRecord, event: RecordedEvent): boolean {
  const ofSubject = record.get(event.subject) ?? new Map<string, RecordedEvent>();
  if (ofSubject.has(event.id)) return false;
  record.set(event.subject, ofSubject.set(event.id, event));
  return true;
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
