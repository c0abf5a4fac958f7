import { type Attributes, logs, SeverityNumber } from '@opentelemetry/api';

const SEVERITIES: Readonly<Record<string, SeverityNumber>> = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
};

/** A line as {@link import('./logger.ts').createLogger} writes it. */
interface Line {
  readonly level: string;
  readonly time: string;
  readonly msg?: string;
  /** The SDK names service, trace and span by itself. */
  readonly service: string;
  readonly traceId?: string;
  readonly spanId?: string;
}

/**
 * Hands a log line, already redacted, to OpenTelemetry, in the span under way. Does nothing while no collector is named. Standard
 * output stays the record: what a process says as it dies is exported by nobody.
 */
export function exportLine(line: string): void {
  const exporter = logs.getLogger('@loop/runtime');
  if (!exporter.enabled()) return;
  const {
    level,
    msg = '',
    service: _service,
    spanId: _spanId,
    time,
    traceId: _traceId,
    ...rest
  } = JSON.parse(line) as Line;
  exporter.emit({
    timestamp: new Date(time),
    severityText: level,
    severityNumber: SEVERITIES[level] ?? SeverityNumber.UNSPECIFIED,
    body: msg,
    attributes: rest as Attributes,
  });
}
