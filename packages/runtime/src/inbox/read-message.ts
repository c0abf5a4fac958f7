import { isUtf8 } from 'node:buffer';
import type { JsMsg } from '@nats-io/jetstream';
import { type Delivery, readDelivery } from '../bus/delivery.ts';
import type { EventHandler } from '../bus/handler.ts';
import { usualHeaders } from '../bus/header-block.ts';
import { messageHeaders } from '../bus/message-headers.ts';
import { type Incoming, readIncoming, type Unreadable } from './incoming.ts';

/** A message as far as it can be read. */
export interface ReadMessage {
  /** The first value of each header, for whoever keeps what cannot be read. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** Undefined when the headers do not say what event it is. */
  readonly delivery: Delivery | undefined;
  readonly incoming: Incoming | Unreadable;
}

/** Reads a message of a stream for the handlers of this service. Never throws on data from outside. */
export function readMessage(stream: string, message: JsMsg, handlers: ReadonlyMap<string, EventHandler>): ReadMessage {
  const headers = (): Readonly<Record<string, string>> => messageHeaders(message) ?? {};
  const malformed = (error: string): ReadMessage => {
    return { headers, delivery: undefined, incoming: { reason: 'malformed', error } };
  };
  const header = headerOf(message);
  if (header === undefined) return malformed('The headers cannot be read');
  const delivery = readDelivery({ subject: message.subject, stream, streamSequence: message.seq }, header);
  if ('malformed' in delivery) return malformed(delivery.malformed);
  const incoming = isUtf8(message.data)
    ? readIncoming(delivery, message.string(), handlers)
    : ({ reason: 'malformed', error: 'The body is not UTF-8' } as const);
  return { headers, delivery, incoming };
}

/** How to look up a header, empty where it is not there; undefined when they cannot be read. */
function headerOf(message: JsMsg): ((name: string) => string) | undefined {
  const usual = usualHeaders(message);
  if (usual !== undefined) return (name) => usual.get(name) ?? '';
  const all = messageHeaders(message);
  return all === undefined ? undefined : (name) => all[name] ?? '';
}
