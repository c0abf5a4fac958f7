import type { SpanOptions } from './spans.ts';

/** A span's name and what else it is made with. */
export interface NamedSpan {
  readonly name: string;
  readonly options: SpanOptions;
}

type Operation = 'send' | 'receive' | 'process' | 'settle';

const SPAN_KINDS = { send: 'producer', receive: 'client', process: 'consumer', settle: 'client' } as const;

/**
 * Name, kind and attributes of a messaging span, by OpenTelemetry's messaging conventions
 * (https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/, still in development). They have no page for NATS:
 * `messaging.system=nats` is our value. The destination is a subject or a stream, never an id.
 *
 * @param batchSize messages the operation handles at once; their ids and links stay with the caller.
 */
export function messagingSpan(
  operation: Operation,
  destination: string,
  consumer: string | null,
  batchSize = 1,
): NamedSpan {
  return {
    name: `${operation} ${destination}`,
    options: {
      kind: SPAN_KINDS[operation],
      attributes: {
        'messaging.system': 'nats',
        'messaging.operation.type': operation,
        'messaging.operation.name': operation,
        'messaging.destination.name': destination,
        ...(consumer === null ? {} : { 'messaging.consumer.group.name': consumer }),
        ...(batchSize === 1 ? {} : { 'messaging.batch.message_count': batchSize }),
      },
    },
  };
}
