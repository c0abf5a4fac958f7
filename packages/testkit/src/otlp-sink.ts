import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface SpanName {
  readonly traceId: string;
  readonly spanId: string;
}

/** A span as it was exported. */
export interface SeenSpan extends SpanName {
  readonly service: string;
  readonly name: string;
  /** Null for a root. */
  readonly parentSpanId: string | null;
  readonly links: readonly SpanName[];
}

/** A log line as it was exported. */
export interface SeenLog {
  readonly service: string;
  readonly severity: string;
  readonly text: string;
  /** Empty outside of any span. */
  readonly traceId: string;
}

/** A measurement as it was exported, at its newest. */
export interface SeenMetric {
  readonly service: string;
  readonly name: string;
  /** UCUM, as instruments have it. */
  readonly unit: string;
  /** Whether it only ever rises. */
  readonly isCounter: boolean;
  /** What its values are told apart by. */
  readonly labels: readonly string[];
  /** Sum of its values. */
  readonly value: number;
}

/** OTLP's JSON, as far as it is read here (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). */
interface Exported {
  readonly resourceSpans?: readonly (Resource & {
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  })[];
  readonly resourceLogs?: readonly (Resource & {
    readonly scopeLogs: readonly { readonly logRecords: readonly Log[] }[];
  })[];
  readonly resourceMetrics?: readonly (Resource & {
    readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[];
  })[];
}

interface Resource {
  readonly resource: {
    readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
  };
}

interface Span extends SpanName {
  readonly name: string;
  readonly parentSpanId?: string;
  readonly links?: readonly SpanName[];
}

interface Log {
  readonly severityText?: string;
  readonly body?: { readonly stringValue?: string };
  readonly traceId?: string;
}

interface Points {
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly {
    readonly asInt?: number | string;
    readonly asDouble?: number;
    readonly attributes?: readonly { readonly key: string }[];
  }[];
}

interface Metric {
  readonly name: string;
  readonly unit?: string;
  readonly gauge?: Points;
  readonly sum?: Points;
}

/** A collector that keeps what services export to it over OTLP/HTTP, as JSON. */
export class OtlpSink {
  readonly #server: Server;
  #spans: readonly SeenSpan[] = [];
  #logs: readonly SeenLog[] = [];
  readonly #metrics = new Map<string, SeenMetric>();
  /** Whether it answers 503 and keeps nothing, as a collector does that cannot keep up. */
  isAway = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<OtlpSink> {
    const server = createServer();
    const sink = new OtlpSink(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (!sink.isAway) sink.#take(JSON.parse(Buffer.concat(chunks).toString()) as Exported);
        response.writeHead(sink.isAway ? 503 : 200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  /** What LOOP_OTLP_URL is set to. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get spans(): readonly SeenSpan[] {
    return this.#spans;
  }

  get logs(): readonly SeenLog[] {
    return this.#logs;
  }

  /** The newest measurements, one of each service and name. */
  get metrics(): readonly SeenMetric[] {
    return [...this.#metrics.values()];
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #take({ resourceLogs = [], resourceMetrics = [], resourceSpans = [] }: Exported): void {
    const spans = resourceSpans.flatMap((resource) =>
      resource.scopeSpans.flatMap((scope) => scope.spans.map((span) => seenSpan(serviceOf(resource), span))),
    );
    const logs = resourceLogs.flatMap((resource) =>
      resource.scopeLogs.flatMap((scope) => scope.logRecords.map((log) => seenLog(serviceOf(resource), log))),
    );
    this.#spans = [...this.#spans, ...spans];
    this.#logs = [...this.#logs, ...logs];
    for (const resource of resourceMetrics) {
      const service = serviceOf(resource);
      for (const metric of resource.scopeMetrics.flatMap((scope) => scope.metrics)) {
        this.#metrics.set(`${service} ${metric.name}`, seenMetric(service, metric));
      }
    }
  }
}

function serviceOf({ resource }: Resource): string {
  return resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
}

function seenSpan(service: string, { links = [], name, parentSpanId, spanId, traceId }: Span): SeenSpan {
  return { service, name, traceId, spanId, parentSpanId: parentSpanId || null, links };
}

function seenLog(service: string, { body, severityText = '', traceId = '' }: Log): SeenLog {
  return { service, severity: severityText, text: body?.stringValue ?? '', traceId };
}

function seenMetric(service: string, { gauge, name, sum, unit = '' }: Metric): SeenMetric {
  const points = (gauge ?? sum)?.dataPoints ?? [];
  return {
    service,
    name,
    unit,
    isCounter: sum?.isMonotonic ?? false,
    labels: (points[0]?.attributes ?? []).map(({ key }) => key),
    value: points.reduce((total, { asDouble, asInt }) => total + Number(asInt ?? asDouble ?? 0), 0),
  };
}
