import type { Request, RequestHandler, Response } from 'express';
import { MemoryStore, rateLimit } from 'express-rate-limit';
import { problem, withHeader } from './reply.ts';
import type { Reply } from './route.ts';

const WINDOW_MS = 60_000;

/** A limiter of one route; `stop` ends its timer. */
export interface RouteLimit {
  readonly middleware: RequestHandler;
  stop(): void;
}

/**
 * Admits `perMinute` requests per client address (IPv6: per /56) and minute, counted in this process only, and answers more
 * with a 429 problem and `Retry-After`. Fails open: a broken counter must not take the route down.
 */
export function limitRate(
  perMinute: number,
  answer: (request: Request, response: Response, reply: Reply) => void,
): RouteLimit {
  const store = new MemoryStore();
  const middleware = rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    store,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    passOnStoreError: true,
    validate: false,
    handler: (request, response) => {
      const resetTime = (request as Request & { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime;
      const waitMs = (resetTime?.getTime() ?? Date.now() + WINDOW_MS) - Date.now();
      const refusal = problem(429, 'too_many_requests', 'Too many requests', 'Wait a moment and try again');
      answer(request, response, withHeader(refusal, 'retry-after', String(Math.max(1, Math.ceil(waitMs / 1000)))));
    },
  });
  return { middleware, stop: () => store.shutdown() };
}
