import { KEPT_BODY_CHARACTERS } from '../domain/source-page.ts';
import type { SourceFailure } from './source.ts';

/** What a call came to: the parsed JSON, or the failure that it is. */
type JsonAnswer =
  | {
      readonly json: unknown;
      readonly headers: Headers;
      /** What it is when the JSON is not what the vendor documents. */
      readonly unread: (reason: string) => SourceFailure;
    }
  | SourceFailure;

/** Answers larger than this are not read: no page of any source comes near it. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const DEFAULT_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3); 30 s without one, 15 min at most. */
function retryAt(headers: Headers, nowMs: number): Date {
  const header = headers.get('retry-after');
  const seconds = header === null ? Number.NaN : Number(header);
  const date = header === null ? Number.NaN : Date.parse(header);
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : date - nowMs;
  return new Date(nowMs + Math.min(Math.max(Number.isNaN(waitMs) ? DEFAULT_WAIT_MS : waitMs, 1_000), LONGEST_WAIT_MS));
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_BODY_BYTES) throw new RangeError('The answer is larger than any page');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Reads JSON over HTTP without redirects. Reading changes nothing at the provider, so everything that may pass is `not_sent`:
 * no connection, a reset, a timeout, 5xx, a body that ends early. 429 (and 503 with `Retry-After`) waits as asked. Any other
 * status is `refused` with `http_<status>`: asking again would get the same answer. A whole body that is no JSON is kept.
 */
export async function readJson(url: URL, signal: AbortSignal): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', 'user-agent': 'customer-loop/1 (discovery)' },
      redirect: 'manual',
      signal,
    });
    const { headers, status } = response;
    if (status === 200) return jsonOf(await boundedText(response), headers);
    await response.body?.cancel();
    if (status === 429 || (status === 503 && headers.has('retry-after'))) {
      return { failed: 'rate_limited', until: retryAt(headers, Date.now()) };
    }
    const reason = `http_${status}`;
    return status >= 500 || status === 408 ? { failed: 'not_sent', reason } : { failed: 'refused', reason };
  } catch (error) {
    return { failed: 'not_sent', reason: failureOf(error) };
  }
}

function jsonOf(body: string, headers: Headers): JsonAnswer {
  const unread = (reason: string): SourceFailure => ({
    failed: 'unknown_shape',
    reason,
    answer: { status: 200, contentType: headers.get('content-type'), body: body.slice(0, KEPT_BODY_CHARACTERS) },
  });
  try {
    return { json: JSON.parse(body), headers, unread };
  } catch (error) {
    if (error instanceof SyntaxError) return unread('answer_is_not_json');
    throw error;
  }
}

/** Names a failure without the address or the answer's text. Told by name: `fetch` throws errors of several kinds. */
function failureOf(error: unknown): string {
  if (error instanceof RangeError) return 'answer_too_large';
  const { name, cause } = error as { readonly name?: string; readonly cause?: { readonly code?: unknown } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
  return typeof cause?.code === 'string' ? `connection_${cause.code.toLowerCase()}` : 'connection_failed';
}
