import { type Delivery, readDelivery } from '../bus/delivery.ts';

/** An event as the broker keeps it, for an operator's eyes. */
export interface StoredEvent {
  readonly stream: string;
  readonly streamSequence: number;
  readonly subject: string;
  /** When the broker took it; real time, unlike the event's own. */
  readonly storedAt: Date;
  /** Its attributes, or the sentence that says what is wrong with them. */
  readonly attributes: Delivery | { readonly malformed: string };
  /** As received; empty when only headers were read. May hold personal data. */
  readonly body: string;
}

/** A message of a stream, however it was read. */
export interface StoredMessage {
  readonly stream: string;
  readonly streamSequence: number;
  readonly subject: string;
  readonly storedAt: Date;
  readonly header: (name: string) => string;
  readonly body: string;
}

/** Reads the attributes of a stored message. Never throws: what cannot be read is shown as such. */
export function storedEvent(message: StoredMessage): StoredEvent {
  const { header, ...place } = message;
  return { ...place, attributes: readDelivery(place, header) };
}
