import type { Reply, ReplyCookie } from './route.ts';
import type { EventSource } from './streamed-event.ts';

/** A problem document (RFC 9457). Extra members are allowed by the standard; keep personal data out of all of them. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly [extension: string]: unknown;
}

function reply(status: number, contentType: string | null, body: string | null): Reply {
  return { status, headers: contentType === null ? {} : { 'content-type': contentType }, cookies: [], body };
}

/** Answers JSON. */
export function json(body: unknown, status = 200): Reply {
  return reply(status, 'application/json; charset=utf-8', JSON.stringify(body));
}

/** Answers a page; give it the document including its doctype. */
export function html(page: string, status = 200): Reply {
  return reply(status, 'text/html; charset=utf-8', page);
}

/** Answers 303 See Other (RFC 9110 §15.4.4): the browser goes on with a GET, whatever it sent. */
export function redirect(location: string): Reply {
  return { status: 303, headers: { location }, cookies: [], body: null };
}

/** Answers without a body: 204, or another status. */
export function empty(status = 204): Reply {
  return reply(status, null, null);
}

/**
 * Answers with server-sent events (WHATWG HTML §9.2). Where they end, or their connection does, a browser asks again by itself
 * and says what it has seen; a 204 tells it to stop.
 */
export function eventStream(events: EventSource): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    cookies: [],
    body: null,
    events,
  };
}

/**
 * Answers a problem document (RFC 9457). `type` is one short word such as `payments_not_configured` and becomes
 * `urn:loop:problem:<type>`; `detail` is one sentence, safe to show, without values the caller sent.
 */
export function problem(
  status: number,
  type: string,
  title: string,
  detail: string,
  extensions: Readonly<Record<string, unknown>> = {},
): Reply {
  const document: Problem = { ...extensions, type: `urn:loop:problem:${type}`, title, status, detail };
  return reply(status, 'application/problem+json; charset=utf-8', JSON.stringify(document));
}

/** The same answer, setting a cookie as well. */
export function withCookie(answer: Reply, cookie: ReplyCookie): Reply {
  return { ...answer, cookies: [...answer.cookies, cookie] };
}

/** The same answer with a header more, or with another value of it. Names are lower case. */
export function withHeader(answer: Reply, name: string, value: string): Reply {
  return { ...answer, headers: { ...answer.headers, [name]: value } };
}
