import type { ReadingFailed } from './read-feed-page.ts';

/** What a GET came to: the parsed JSON, or the outcome that its failure is. */
type JsonAnswer = { readonly json: unknown } | ReadingFailed;

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
 * no connection, a reset, a timeout, 5xx, a body that ends early or is no JSON. 429 (and 503 with `Retry-After`) waits as
 * asked. Any other status is `refused` with `http_<status>`: asking again would get the same answer.
 */
export async function readJson(url: URL, signal: AbortSignal): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', 'user-agent': 'customer-loop/1 (discovery)' },
      redirect: 'manual',
      signal,
    });
    const { status } = response;
    if (status === 429 || (status === 503 && response.headers.has('retry-after'))) {
      await response.body?.cancel();
      return { failed: { outcome: 'rate_limited', until: retryAt(response.headers, Date.now()) } };
    }
    if (status !== 200) {
      await response.body?.cancel();
      const passing = status >= 500 || status === 408;
      return {
        failed: passing
          ? { outcome: 'not_sent', reason: `http_${status}` }
          : { outcome: 'refused', reason: `http_${status}` },
      };
    }
    return { json: JSON.parse(await boundedText(response)) };
  } catch (error) {
    return { failed: { outcome: 'not_sent', reason: failureOf(error) } };
  }
}

/** Names a failure without the address or the answer's text. Told by name: `fetch` throws errors of several kinds. */
function failureOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'answer_is_not_json';
  if (error instanceof RangeError) return 'answer_too_large';
  const { name, cause } = error as { readonly name?: string; readonly cause?: { readonly code?: unknown } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
  return typeof cause?.code === 'string' ? `connection_${cause.code.toLowerCase()}` : 'connection_failed';
}
