import { types } from 'node:util';

/** An error as it is logged. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  /** The error's `code`; under this name, since logs redact what is called `code`. */
  readonly errorCode?: string | number;
  readonly status?: number;
  readonly stack?: string;
  readonly cause?: ErrorRecord;
  readonly errors?: readonly ErrorRecord[];
}

const MAX_DEPTH = 8;
const MAX_ERRORS = 5;
const MAX_MESSAGE_CHARACTERS = 2000;

/** Parsers quote what they failed on: a webhook's body, a row's value. Keep what went wrong, drop what it went wrong with. */
function withoutQuotedInput(message: string): string {
  return message
    .replace(/^(Unexpected .{1,20}),? .*is not valid JSON$/s, '$1: not valid JSON')
    .replace(/^(invalid input (?:syntax|value) for [^:]+): ".*"$/s, '$1')
    .slice(0, MAX_MESSAGE_CHARACTERS);
}

function statusOf(error: Error): number | undefined {
  const fields = error as { status?: unknown; statusCode?: unknown; response?: { status?: unknown } };
  const status = [fields.status, fields.statusCode, fields.response?.status].find((value) => typeof value === 'number');
  return status as number | undefined;
}

function recordAt(error: unknown, depth: number): ErrorRecord {
  if (!types.isNativeError(error)) return { name: typeof error, message: 'Something that is no error was thrown' };
  const status = statusOf(error);
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  const errors = 'errors' in error && Array.isArray(error.errors) ? error.errors.slice(0, MAX_ERRORS) : [];
  const deeper = depth < MAX_DEPTH;
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    name: error.name,
    message: withoutQuotedInput(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { errorCode: code } : {}),
    ...(status === undefined ? {} : { status }),
    ...(frames === undefined ? {} : { stack: frames.join('\n') }),
    ...(deeper && error.cause !== undefined ? { cause: recordAt(error.cause, depth + 1) } : {}),
    ...(deeper && errors.length > 0 ? { errors: errors.map((one) => recordAt(one, depth + 1)) } : {}),
  };
}

/**
 * Turns an error into what may be logged: name, message, code, status, frames, and the same of its causes. Nothing else of it
 * is copied, since SDK errors (twilio's, SendGrid's axios errors) carry the request with its credentials, and Postgres errors
 * the row.
 */
export function errorRecord(error: unknown): ErrorRecord {
  return recordAt(error, 0);
}
