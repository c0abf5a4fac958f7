import {
  type Attributes,
  context,
  isSpanContextValid,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** How a span is made. */
export interface SpanOptions {
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes?: Attributes;
  /** Spans this one follows from without being their child: across people, webhooks and queues. */
  readonly links?: readonly Link[];
}

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** Runs `work` in a span that ends with it and is marked failed when it rejects. Costs next to nothing while nothing is traced. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const { kind = 'internal', attributes = {}, links = [] } = options;
  const tracer = trace.getTracer('@loop/runtime');
  return tracer.startActiveSpan(name, { kind: KINDS[kind], attributes, links: [...links] }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      // The message may quote what failed; the log has it, redacted.
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'rejected' });
      throw error;
    } finally {
      span.end();
    }
  });
}

function activeSpanContext(): SpanContext | undefined {
  const spanContext = trace.getSpan(context.active())?.spanContext();
  return spanContext !== undefined && isSpanContextValid(spanContext) ? spanContext : undefined;
}

/**
 * W3C trace context of the span under way (https://www.w3.org/TR/trace-context/#traceparent-header), or null when nothing is
 * traced. None is invented then: it would name a span that nobody recorded, and the correlation id joins the events anyway.
 */
export function currentTraceparent(): string | null {
  const active = activeSpanContext();
  if (active === undefined) return null;
  return `00-${active.traceId}-${active.spanId}-${active.traceFlags.toString(16).padStart(2, '0')}`;
}

/** Ids of the span under way, for log lines; empty when nothing is traced. */
export function currentTraceIds(): Record<string, string> {
  const active = activeSpanContext();
  return active === undefined ? {} : { traceId: active.traceId, spanId: active.spanId };
}

/** Links to the span that a `traceparent` names: none for null, and none for what is no trace context. */
export function linkTo(traceparent: string | null): readonly Link[] {
  const match = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/.exec(traceparent ?? '');
  if (match === null) return [];
  const [, traceId = '', spanId = '', flags = '00'] = match;
  const spanContext = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(spanContext) ? [{ context: spanContext }] : [];
}
