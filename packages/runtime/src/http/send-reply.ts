import type { Request, Response } from 'express';
import { serializeCookie } from './cookies.ts';
import type { Problem } from './reply.ts';
import type { Reply } from './route.ts';
import { nonceOf } from './security-headers.ts';

/** Shows a problem document as a page to who prefers one. */
export type ProblemPage = (problem: Problem, nonce: string) => string;

const PROBLEM_JSON = 'application/problem+json';

function isProblem(reply: Reply): boolean {
  return reply.headers['content-type']?.startsWith(PROBLEM_JSON) ?? false;
}

function prefersPages(request: Request): boolean {
  return request.accepts([PROBLEM_JSON, 'application/json', 'text/html']) === 'text/html';
}

function asPage(reply: Reply, problemPage: ProblemPage, nonce: string): Reply {
  const page = problemPage(JSON.parse(String(reply.body)) as Problem, nonce);
  return { ...reply, headers: { ...reply.headers, 'content-type': 'text/html; charset=utf-8' }, body: page };
}

/** Writes the answer, once; of a stream of events only the head. Nothing is cached unless the answer says so. A problem becomes a page for a browser, where there is one. */
export function sendReply(request: Request, response: Response, given: Reply, problemPage?: ProblemPage): void {
  if (response.headersSent || response.destroyed) return;
  const shown = problemPage !== undefined && isProblem(given);
  if (shown) response.setHeader('vary', 'accept');
  const reply = shown && prefersPages(request) ? asPage(given, problemPage, nonceOf(response)) : given;
  response.statusCode = reply.status;
  response.setHeader('cache-control', 'no-store');
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
  if (reply.cookies.length > 0) response.setHeader('set-cookie', reply.cookies.map(serializeCookie));
  if (reply.events !== undefined && request.method !== 'HEAD') {
    response.flushHeaders();
    return;
  }
  if (reply.body === null) {
    if (reply.status !== 204) response.setHeader('content-length', 0);
    response.end();
    return;
  }
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  response.setHeader('content-length', body.byteLength);
  response.end(body);
}
