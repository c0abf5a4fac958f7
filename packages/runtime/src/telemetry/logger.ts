import { redactionPaths } from '@loop/contracts';
import pino, { type DestinationStream, type Logger } from 'pino';
import { errorRecord } from './error-record.ts';
import { exportLine } from './export-logs.ts';
import { currentTraceIds } from './spans.ts';

export type { Logger };

/** Names that hold a secret wherever they stand, up to three levels deep. */
const SECRET_NAMES = ['password', 'authorization', 'cookie', 'token', 'code', 'secret', 'apiKey'] as const;

const ADDRESS_NAMES = ['url', 'originalUrl'] as const;

const LEVELS_DEEP = 3;

function atEveryLevel(names: readonly string[]): string[] {
  return names.flatMap((name) => Array.from({ length: LEVELS_DEEP }, (_, depth) => `${'*.'.repeat(depth)}${name}`));
}

/** An address keeps where it points and loses its query and fragment, where tokens stand. */
function censor(value: unknown, path: readonly string[]): unknown {
  const name = path.at(-1) ?? '';
  if ((ADDRESS_NAMES as readonly string[]).includes(name) && typeof value === 'string') {
    return value.replace(/[?#].*$/s, '');
  }
  return '[redacted]';
}

/**
 * Makes a service's logger: JSON lines with ISO times, the service's name and the ids of the span under way. Personal fields
 * of events (logged under `data`), secrets by name and the queries of addresses are redacted; errors (`err`) lose
 * everything but {@link errorRecord}. An error's `code` is kept, as `errorCode`.
 *
 * @param destination when absent standard output, written at once, so that lines of a process that dies are not lost, and the
 *   collector where `startTelemetry` has one.
 */
export function createLogger(service: string, level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: currentTraceIds,
      serializers: { err: errorRecord, error: errorRecord },
      redact: { paths: [...atEveryLevel(SECRET_NAMES), ...atEveryLevel(ADDRESS_NAMES), ...redactionPaths()], censor },
    },
    destination ?? outputAndCollector(),
  );
}

function outputAndCollector(): DestinationStream {
  const output = pino.destination({ fd: 1, sync: true });
  return {
    write: (line) => {
      output.write(line);
      exportLine(line);
    },
  };
}
