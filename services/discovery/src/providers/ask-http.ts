import { KEPT_BODY_CHARACTERS } from '../domain/source-page.ts';
import type { SourceFailure } from './source.ts';

/** A whole answer, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** What is asked. */
export interface HttpQuestion {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/** Who we say we are where the vendor does not want to hear it in its own words. */
export const USER_AGENT = 'customer-loop/1 (discovery)';

/** Answers larger than this are not read: no page of any source comes near it. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** Shorter than the 15 s an effect has, so that it ends with a failure of its own. */
const TIMEOUT_MS = 12_000;
const DEFAULT_WAIT_MS = 30_000;
const SHORTEST_WAIT_MS = 1_000;
/** The longest window of a vendor is an hour; a longer wait is a mistake of its headers. */
const LONGEST_WAIT_MS = 60 * 60_000;

/** When to come again after a wait that the vendor names, within reason. */
export const afterWait = (waitMs: number): Date => {
  const wished = Number.isFinite(waitMs) ? waitMs : DEFAULT_WAIT_MS;
  return new Date(Date.now() + Math.min(Math.max(wished, SHORTEST_WAIT_MS), LONGEST_WAIT_MS));
};

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3); 30 s without one. */
export function retryAfter(header: string | null | undefined): Date {
  if (header === null || header === undefined || header === '') return afterWait(DEFAULT_WAIT_MS);
  const seconds = Number(header);
  return afterWait(Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now());
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
 * Asks over HTTP, follows no redirect, reads a bounded body. Never rejects: what breaks on the way (no connection, a reset, a
 * timeout, a body that ends early) is `not_sent`, since reading changes nothing at the vendor.
 */
export async function askHttp(url: URL, question: HttpQuestion): Promise<HttpAnswer | SourceFailure> {
  const { body, headers, method = 'GET', signal } = question;
  try {
    const response = await fetch(url, {
      method,
      headers: { 'user-agent': USER_AGENT, ...headers },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    return { status: response.status, headers: response.headers, body: await boundedText(response) };
  } catch (error) {
    return { failed: 'not_sent', reason: failureOf(error) };
  }
}

/**
 * `fetch` for SDKs that take one: no redirect, a bounded body, and a body that ends early is an error instead of a short text, which is
 * what some SDKs make of it.
 */
export async function wholeFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, { ...init, redirect: 'manual' });
  const body = await boundedText(response);
  const { headers, status, statusText } = response;
  return new Response(body === '' ? null : body, { headers, status, statusText });
}

/** Names a failure without the address or the answer's text. Told by name: `fetch` throws errors of several kinds. */
function failureOf(error: unknown): string {
  if (error instanceof RangeError) return 'answer_too_large';
  const { name, cause } = error as { readonly name?: string; readonly cause?: { readonly code?: unknown } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
  return typeof cause?.code === 'string' ? `connection_${cause.code.toLowerCase()}` : 'connection_failed';
}

/** A status that is not the one hoped for. 429, and 503 that says when, wait; 5xx may pass; anything else stays as it is. */
export function failedStatus(status: number, wait: string | null | undefined): SourceFailure {
  const reason = `http_${status}`;
  if (status === 429 || (status === 503 && wait)) return { failed: 'rate_limited', until: retryAfter(wait) };
  return status >= 500 || status === 408 ? { failed: 'not_sent', reason } : { failed: 'refused', reason };
}

/** A key that is not taken: no other call with it would fare better, so the provider's breaker opens. */
export const credentialsRefused: SourceFailure = { failed: 'not_sent', reason: 'credentials_refused', breaker: true };

/** An answer that is of another shape than documented, with as much of it as is kept. */
export function unreadAnswer(reason: string, status: number, contentType: string | null, body: string): SourceFailure {
  return {
    failed: 'unknown_shape',
    reason,
    answer: { status, contentType, body: body.slice(0, KEPT_BODY_CHARACTERS) },
  };
}
