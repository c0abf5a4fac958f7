import { isUtf8 } from 'node:buffer';
import type { JsMsg } from '@nats-io/jetstream';
import { type Delivery, readDelivery } from '../bus/delivery.ts';
import type { EventHandler } from '../bus/handler.ts';
import { messageHeaders } from '../bus/message-headers.ts';
import { type Incoming, readIncoming, type Unreadable } from './incoming.ts';

/** A message as far as it can be read. */
export interface ReadMessage {
  /** The first value of each header. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when the headers do not say what event it is. */
  readonly delivery: Delivery | undefined;
  readonly incoming: Incoming | Unreadable;
}

/** Reads a message of a stream for the handlers of this service. Never throws on data from outside. */
export function readMessage(stream: string, message: JsMsg, handlers: ReadonlyMap<string, EventHandler>): ReadMessage {
  const headers = messageHeaders(message);
  if (headers === undefined) return malformed({}, 'The headers cannot be read');
  const place = { subject: message.subject, stream, streamSequence: message.seq };
  const delivery = readDelivery(place, (name) => headers[name] ?? '');
  if ('malformed' in delivery) return malformed(headers, delivery.malformed);
  const isText = isUtf8(message.data);
  const incoming = isText
    ? readIncoming(delivery, message.string(), handlers)
    : ({ reason: 'malformed', error: 'The body is not UTF-8' } as const);
  return { headers, delivery, incoming };
}

function malformed(headers: Readonly<Record<string, string>>, error: string): ReadMessage {
  return { headers, delivery: undefined, incoming: { reason: 'malformed', error } };
}
