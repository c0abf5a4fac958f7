import { Buffer } from 'node:buffer';
import type { Readable } from 'node:stream';
import { request } from 'undici';
import { type Dialling, vettedAgent } from './dial.ts';
import { failed, NoPage, refused } from './page-outcome.ts';
import { ACCEPTED_ENCODINGS, readBody } from './read-body.ts';
import { vetUrl } from './vet-url.ts';

/** An answer that is no redirect, read whole. */
export interface WholeAnswer {
  readonly url: URL;
  readonly contentType: string;
  readonly body: Buffer;
  readonly redirects: number;
}

/** How an address is asked, and how far. */
export interface Asking {
  readonly dialling: Dialling;
  readonly userAgent: string;
  readonly accept: string;
  readonly maxBytes: number;
  readonly maxRedirects: number;
  readonly signal: AbortSignal;
  /** Called before each address is asked, the first as well as those of redirects; throws where it must not be. */
  beforeEach(url: URL): Promise<void>;
  /** Called with each answer's content type before its body is read; throws where it is nothing for us. */
  beforeBody(contentType: string): void;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const DEFAULT_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 60 * 60_000;

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The first of a header that should stand once. */
const headerOf = (headers: Headers, name: string): string => [headers[name] ?? ''].flat()[0] ?? '';

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), within an hour. */
function waitOf(header: string): Date {
  const seconds = Number(header);
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return new Date(
    Date.now() + Math.min(Math.max(Number.isFinite(waitMs) ? waitMs : DEFAULT_WAIT_MS, 1_000), LONGEST_WAIT_MS),
  );
}

function refuseStatus(status: number, headers: Headers): void {
  const wait = headerOf(headers, 'retry-after');
  if (status === 429 || (status === 503 && wait !== '')) {
    throw new NoPage({ outcome: 'wait', until: waitOf(wait === '' ? 'unsaid' : wait) });
  }
  if (status >= 500 || status === 408) throw failed(`http_${status}`);
  if (status < 200 || status > 299) throw refused(`http_${status}`);
}

/** What broke on the way, in the guard's words. */
function translated(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof NoPage) return error;
  if (signal.aborted) return failed('timeout', error);
  const { code } = error as { readonly code?: unknown };
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') return refused('headers_too_large', error);
  return failed('connection_failed', error);
}

/** Asks one address over a connection of its own; resolves to where it redirects, or to its answer. */
async function askOnce(url: URL, redirects: number, asking: Asking): Promise<URL | WholeAnswer> {
  const { accept, beforeBody, dialling, maxBytes, signal, userAgent } = asking;
  const agent = vettedAgent(dialling);
  let body: Readable | undefined;
  try {
    const answer = await request(url, {
      dispatcher: agent,
      headers: { accept, 'accept-encoding': ACCEPTED_ENCODINGS, 'user-agent': userAgent },
      reset: true,
      signal,
    });
    body = answer.body;
    const { headers, statusCode } = answer;
    if (REDIRECTS.has(statusCode)) {
      const target = headerOf(headers, 'location');
      if (target === '') throw refused('redirect_without_target');
      // As bytes it may be UTF-8; the header is read as Latin-1.
      return vetUrl(Buffer.from(target, 'latin1').toString('utf8'), url, dialling.ownPlaces);
    }
    refuseStatus(statusCode, headers);
    const contentType = headerOf(headers, 'content-type');
    beforeBody(contentType);
    const read = await readBody(body, headerOf(headers, 'content-encoding'), maxBytes);
    return { url, contentType, body: read, redirects };
  } catch (error) {
    throw translated(error, signal);
  } finally {
    body?.on('error', () => undefined).destroy();
    await agent.destroy();
  }
}

/**
 * Asks an address and follows its redirects by hand: each target is vetted like the first, over a connection of its own, without
 * cookies or referrer. Throws {@link NoPage}.
 */
export async function followRedirects(start: URL, asking: Asking): Promise<WholeAnswer> {
  let url = start;
  for (let redirects = 0; redirects <= asking.maxRedirects; redirects += 1) {
    await asking.beforeEach(url);
    const answer = await askOnce(url, redirects, asking);
    if (!(answer instanceof URL)) return answer;
    url = answer;
  }
  throw refused('too_many_redirects');
}
