import type { BaseConfig } from '../config/base-settings.ts';

const METRIC_INTERVAL_MS = 15_000;

/** Telemetry that is exported. */
export interface Telemetry {
  /** Sends what is buffered and stops. */
  stop(): Promise<void>;
}

/**
 * Starts OpenTelemetry where a collector is named, with W3C trace context; elsewhere it does nothing, and the SDK is not even
 * loaded: it costs more memory than a service's own code. Call it before anything measures.
 * A collector that is away costs spans, never the service.
 */
export async function startTelemetry(service: string, config: Pick<BaseConfig, 'LOOP_OTLP_URL'>): Promise<Telemetry> {
  if (config.LOOP_OTLP_URL === undefined) return { stop: () => Promise.resolve() };
  const collector = config.LOOP_OTLP_URL.replace(/\/$/, '');
  const [{ NodeSDK }, { OTLPTraceExporter }, { OTLPMetricExporter }, { PeriodicExportingMetricReader }] =
    await Promise.all([
      import('@opentelemetry/sdk-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/exporter-metrics-otlp-http'),
      import('@opentelemetry/sdk-metrics'),
    ]);
  const sdk = new NodeSDK({
    serviceName: service,
    autoDetectResources: false,
    instrumentations: [],
    logRecordProcessors: [],
    traceExporter: new OTLPTraceExporter({ url: `${collector}/v1/traces` }),
    metricReaders: [
      new PeriodicExportingMetricReader({
        exporter: new OTLPMetricExporter({ url: `${collector}/v1/metrics` }),
        exportIntervalMillis: METRIC_INTERVAL_MS,
      }),
    ],
  });
  sdk.start();
  return { stop: () => sdk.shutdown() };
}
