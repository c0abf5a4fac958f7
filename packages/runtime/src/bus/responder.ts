import type { RequestDefinition } from '@loop/contracts';
import type { z } from 'zod';
import type { Edge } from '../decide/edge.ts';
import type { Answer } from './answer.ts';

/** Answers one typed request of this service. */
export interface Responder {
  readonly request: RequestDefinition;
  respond(context: RespondContext<unknown>): Promise<Answer<unknown>>;
}

/** What a responder is given: the parsed input and the means to decide, read, ask and wait for an effect. */
export interface RespondContext<I> extends Edge {
  readonly input: I;
}

/**
 * Registers the answer to a request. The input is parsed before, the answer after; a throw is logged and makes the request
 * reject at the caller's, as if nobody had answered. Duplicate requests must be harmless: decide under a business key.
 */
export function respond<I extends z.ZodType, O extends z.ZodType>(
  request: RequestDefinition<I, O>,
  answer: (context: RespondContext<z.output<I>>) => Promise<Answer<z.input<O>>>,
): Responder {
  return { request, respond: answer as Responder['respond'] };
}
