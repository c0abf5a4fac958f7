import type { Request } from 'express';
import type { z } from 'zod';
import type { Reply } from '../core/operation.ts';
import { problemReply } from '../core/reply.ts';

/** One address of the control API. */
export type ControlRoute = readonly ['get' | 'post' | 'put' | 'delete', string, (req: Request) => Reply];

/** The JSON of a request; undefined when there is none that can be read. */
export function parseBody(req: Request): unknown {
  if (!Buffer.isBuffer(req.body)) return undefined;
  try {
    return JSON.parse(req.body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Answers with what was asked for, or with a problem document that names what is wrong. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, answer: (value: T) => Reply): Reply {
  const parsed = schema.safeParse(value);
  if (parsed.success) return answer(parsed.data);
  const detail = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ');
  return problemReply(400, 'Bad request', detail);
}
