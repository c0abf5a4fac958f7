import type { IncomingMessage } from 'node:http';
import { problem } from './reply.ts';
import type { Reply, Route } from './route.ts';

/** Something read from a request, or the answer that refuses it. */
export type Read<T> = { readonly ok: T } | { readonly refused: Reply };

const DEFAULT_LIMIT_BYTES = 64 * 1024;

/** Beyond the limit this much is read and thrown away, so that the sender gets to read the refusal. */
const DRAIN_BYTES = 1024 * 1024;

const FORM = 'application/x-www-form-urlencoded';

function tooLarge(limitBytes: number): Reply {
  const refusal = problem(413, 'too_large', 'Too large', `The body may have at most ${limitBytes} bytes`);
  return { ...refusal, headers: { ...refusal.headers, connection: 'close' } };
}

const HUNG_UP = { refused: problem(400, 'hung_up', 'Hung up', 'The body did not arrive whole') };

/**
 * Reads the body's original bytes, counted as they arrive: a `Content-Length` that lies, or none, gains nothing.
 * Beyond the route's limit it is refused with 413 and the connection is closed. A sender who hangs up is refused as well,
 * though nobody reads that: it is no failure of ours, and none of a database's connection.
 */
export function readBody(request: IncomingMessage, route: Pick<Route, 'bodyLimitBytes'>): Promise<Read<Uint8Array>> {
  const limitBytes = route.bodyLimitBytes ?? DEFAULT_LIMIT_BYTES;
  if (Number(request.headers['content-length'] ?? 0) > limitBytes + DRAIN_BYTES) {
    return Promise.resolve({ refused: tooLarge(limitBytes) });
  }
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let sizeBytes = 0;
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= limitBytes) chunks.push(chunk);
      else chunks = [];
      if (sizeBytes > limitBytes + DRAIN_BYTES) {
        request.pause();
        resolve({ refused: tooLarge(limitBytes) });
      }
    });
    request.on('end', () => {
      resolve(sizeBytes > limitBytes ? { refused: tooLarge(limitBytes) } : { ok: Buffer.concat(chunks) });
    });
    request.on('error', () => resolve(HUNG_UP));
    request.on('close', () => resolve(HUNG_UP));
  });
}

function notUnderstood(wanted: string): Read<never> {
  return { refused: problem(415, 'unsupported_media_type', 'Unsupported media type', `Send the body as ${wanted}`) };
}

/** Fields of a query or a form; a repeated name becomes a list. Goes through them once: anybody may send thousands. */
export function fieldsOf(search: URLSearchParams): Record<string, string | string[]> {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of search) {
    const given = fields.get(name);
    if (Array.isArray(given)) given.push(value);
    else fields.set(name, given === undefined ? value : [given, value]);
  }
  return Object.fromEntries(fields);
}

/** Makes of the bytes what the route reads. An encoded (compressed) body is refused: its limit could not be kept. */
export function parseBody(request: IncomingMessage, route: Pick<Route, 'reads'>, bytes: Uint8Array): Read<unknown> {
  if (route.reads === 'raw') return { ok: undefined };
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') return notUnderstood('it is, without a content encoding');
  const text = Buffer.from(bytes).toString('utf8');
  if (route.reads === 'form') {
    return type === FORM || bytes.length === 0 ? { ok: fieldsOf(new URLSearchParams(text)) } : notUnderstood(FORM);
  }
  if (bytes.length === 0) return { ok: undefined };
  if (type !== 'application/json' && !type.endsWith('+json')) return notUnderstood('application/json');
  try {
    return { ok: JSON.parse(text) as unknown };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { refused: problem(400, 'malformed', 'Malformed', 'The body is not JSON') };
  }
}
