import { metrics, TraceFlags } from '@opentelemetry/api';
import type { LogRecordExporter, LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { BaseConfig } from '../config/base-settings.ts';
import { INSTANCE_NAME } from '../instance-name.ts';
import { ExportQueue, MAX_QUEUE } from './export-queue.ts';
import type { Logger } from './logger.ts';

const METRIC_INTERVAL_MS = 15_000;

/** A collector that does not answer must not keep a process from stopping. */
const EXPORT_TIMEOUT_MS = 5_000;

const REPORT_LOSSES_EVERY_MS = 60_000;

/** Telemetry that is exported. */
export interface Telemetry {
  /** Sends what is buffered and stops. Never rejects: what cannot be sent is lost, and said to be. */
  stop(): Promise<void>;
}

/**
 * Starts OpenTelemetry where a collector is named, with W3C trace context: traces, metrics, and the log lines that go to standard
 * output as well. Elsewhere it does nothing, and the SDK is not even loaded: it costs more memory than a service's own code. Call
 * it before anything measures. A collector that is away costs telemetry, never the service; what is lost is measured
 * (`loop.telemetry.lost`) and logged once a minute.
 */
export async function startTelemetry(
  service: string,
  config: Pick<BaseConfig, 'LOOP_OTLP_URL'>,
  logger: Logger,
): Promise<Telemetry> {
  if (config.LOOP_OTLP_URL === undefined) return { stop: () => Promise.resolve() };
  const collector = config.LOOP_OTLP_URL.replace(/\/$/, '');
  const queues = { spans: new ExportQueue(), logs: new ExportQueue() } as const;
  const parts = await startSdk(service, collector, queues);
  observeLosses(queues);
  const report = (): void => reportLosses(queues, logger);
  const timer = setInterval(report, REPORT_LOSSES_EVERY_MS).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      // They reject with what could not be sent, which is counted; one by one, since the SDK waits for the first to reject only.
      await Promise.allSettled(parts.map((part) => part.shutdown()));
      report();
    },
  };
}

interface Queues {
  readonly spans: ExportQueue;
  readonly logs: ExportQueue;
}

/** Starts exporting. Resolves to what sends the rest when it is shut down. */
async function startSdk(
  service: string,
  collector: string,
  queues: Queues,
): Promise<readonly { shutdown(): Promise<void> }[]> {
  const [sdkNode, traces, metricsOut, logsOut, sdkMetrics, resources] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/exporter-metrics-otlp-http'),
    import('@opentelemetry/exporter-logs-otlp-http'),
    import('@opentelemetry/sdk-metrics'),
    import('@opentelemetry/resources'),
  ]);
  const to = (path: string) => ({ url: `${collector}/v1/${path}`, timeoutMillis: EXPORT_TIMEOUT_MS });
  const spans = await spanProcessor(queues.spans, new traces.OTLPTraceExporter(to('traces')));
  const logLines = await logProcessor(queues.logs, new logsOut.OTLPLogExporter(to('logs')));
  const measurements = new sdkMetrics.PeriodicExportingMetricReader({
    exporter: new metricsOut.OTLPMetricExporter(to('metrics')),
    exportIntervalMillis: METRIC_INTERVAL_MS,
  });
  const sdk = new sdkNode.NodeSDK({
    serviceName: service,
    resource: resources.resourceFromAttributes({ 'service.instance.id': INSTANCE_NAME }),
    autoDetectResources: false,
    instrumentations: [],
    logRecordProcessors: [logLines],
    spanProcessors: [spans],
    metricReaders: [measurements],
  });
  sdk.start();
  return [spans, logLines, measurements];
}

async function spanProcessor(queue: ExportQueue, exporter: SpanExporter): Promise<SpanProcessor> {
  const { BatchSpanProcessor } = await import('@opentelemetry/sdk-trace');
  const batches = new BatchSpanProcessor({ exporter: queue.counted(exporter), maxQueueSize: MAX_QUEUE });
  return {
    onStart: () => undefined,
    onEnd: (span) => {
      const isSampled = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
      if (isSampled && queue.admit()) batches.onEnd(span);
    },
    forceFlush: () => batches.forceFlush(),
    shutdown: () => batches.shutdown(),
  };
}

async function logProcessor(queue: ExportQueue, exporter: LogRecordExporter): Promise<LogRecordProcessor> {
  const { BatchLogRecordProcessor } = await import('@opentelemetry/sdk-logs');
  const batches = new BatchLogRecordProcessor({ exporter: queue.counted(exporter), maxQueueSize: MAX_QUEUE });
  return {
    onEmit: (record) => {
      if (queue.admit()) batches.onEmit(record);
    },
    forceFlush: () => batches.forceFlush(),
    shutdown: () => batches.shutdown(),
  };
}

function observeLosses(queues: Queues): void {
  const description = 'Spans and log lines that did not reach the collector';
  const lost = metrics
    .getMeter('@loop/runtime')
    .createObservableCounter('loop.telemetry.lost', { unit: '{item}', description });
  lost.addCallback((result) => {
    for (const [signal, queue] of Object.entries(queues) as [keyof Queues, ExportQueue][]) {
      for (const [reason, count] of Object.entries(queue.lost)) result.observe(count, { signal, reason });
    }
  });
}

function reportLosses({ logs, spans }: Queues, logger: Logger): void {
  const lost = { spans: spans.newlyLost(), logLines: logs.newlyLost() };
  if (lost.spans + lost.logLines > 0) logger.warn(lost, 'telemetry was lost: the collector is away, or too slow');
}
