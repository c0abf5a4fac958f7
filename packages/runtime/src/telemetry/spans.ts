import {
  type Attributes,
  context,
  INVALID_SPANID,
  INVALID_TRACEID,
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
  /** Trace context of the span it is a child of, where that is not the one under way: whoever asked, over the wire. */
  readonly parent?: string | null;
}

/** OpenTelemetry's SDK keeps no more links of one span. */
export const MAX_LINKS = 128;

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** Runs `work` in a span that ends with it and is marked failed when it rejects. Costs next to nothing while nothing is traced. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const { kind = 'internal', attributes = {}, links = [], parent = null } = options;
  const tracer = trace.getTracer('@loop/runtime');
  const remote = spanContextOf(parent);
  const under = remote === undefined ? context.active() : trace.setSpanContext(context.active(), remote);
  return tracer.startActiveSpan(name, { kind: KINDS[kind], attributes, links: [...links] }, under, async (span) => {
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
  return traceparentOf(activeSpanContext());
}

function traceparentOf(spanContext: SpanContext | undefined): string | null {
  if (spanContext === undefined || !isSpanContextValid(spanContext)) return null;
  const { spanId, traceFlags, traceId } = spanContext;
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/**
 * Records a span, child of the one under way, that does nothing but link to what causes some of the work. Returns the trace
 * context to go on with; null when nothing is traced. For causes that the span under way has no room for.
 */
export function linkingSpan(name: string, causes: readonly (string | null)[]): string | null {
  const span = trace.getTracer('@loop/runtime').startSpan(name, { links: causes.flatMap(linkTo) });
  span.end();
  return traceparentOf(span.spanContext());
}

/**
 * Links the span under way to the one that a `traceparent` names: for work that goes on with what it finds stored, such as the
 * contract that a client acts on. Does nothing for null, and when nothing is traced.
 */
export function followsFrom(traceparent: string | null): void {
  trace.getActiveSpan()?.addLinks([...linkTo(traceparent)]);
}

/** Ids of the span under way, for log lines; empty when nothing is traced. */
export function currentTraceIds(): Record<string, string> {
  const active = activeSpanContext();
  return active === undefined ? {} : { traceId: active.traceId, spanId: active.spanId };
}

/** Links to the span that a `traceparent` names: none for null, and none for what is no trace context. */
export function linkTo(traceparent: string | null): readonly Link[] {
  const spanContext = spanContextOf(traceparent);
  return spanContext === undefined ? [] : [{ context: spanContext }];
}

function spanContextOf(traceparent: string | null): SpanContext | undefined {
  const match = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/.exec(traceparent ?? '');
  if (match === null) return undefined;
  const [, traceId = '', spanId = '', flags = '00'] = match;
  // Hexadecimal and long enough they are: all zeros is what is left to be invalid.
  if (traceId === INVALID_TRACEID || spanId === INVALID_SPANID) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}
