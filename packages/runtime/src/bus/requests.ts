import type { RequestDefinition } from '@loop/contracts';
import {
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  RequestError,
  type Subscription,
} from '@nats-io/transport-node';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Edge } from '../decide/edge.ts';
import type { Ask } from '../effects/provider-call.ts';
import { currentTraceparent, inSpan } from '../telemetry/spans.ts';
import type { Answer } from './answer.ts';
import { messageHeaders } from './message-headers.ts';
import type { RespondContext, Responder } from './responder.ts';

const answerShape = z.union([z.object({ ok: z.unknown() }), z.object({ refused: z.string(), detail: z.string() })]);

/** Answer of a service that failed. No refusal: asking again may succeed. */
const FAILED = 'internal';

class ServiceFailedError extends Error {
  override readonly name = 'ServiceFailedError';
}

/**
 * Asks over a connection. The returned function rejects when nobody answers in the request's time, when who answers fails,
 * when the answer does not parse, or when this user may not ask.
 */
export function asker(connection: NatsConnection): Ask {
  return async (request, input) => {
    const body = JSON.stringify(request.input.parse(input));
    let message: Msg;
    try {
      message = await connection.request(request.subject, body, {
        timeout: request.timeoutMs,
        headers: traceHeaders(),
      });
    } catch (error) {
      const nobody = error instanceof RequestError && error.isNoResponders();
      throw new Error(`${request.subject} ${nobody ? 'has nobody to answer it' : 'was not answered'}`, {
        cause: error,
      });
    }
    return readAnswer(request, message) as never;
  };
}

/** Asks every instance of a service. */
export type Gather = <I extends z.ZodType, O extends z.ZodType>(
  request: RequestDefinition<I, O>,
  input: z.input<I>,
) => Promise<Answer<z.output<O>>[]>;

/**
 * Asks over a connection, and gathers answers until none has come for 0.3 s. The returned function rejects as {@link asker}'s
 * does; an instance that fails is left out while another answers.
 */
export function gatherer(connection: NatsConnection): Gather {
  return async (request, input) => {
    const body = JSON.stringify(request.input.parse(input));
    const answers: Answer<unknown>[] = [];
    let failure: unknown;
    try {
      const maxWait = request.timeoutMs;
      const messages = await connection.requestMany(request.subject, body, { strategy: 'stall', maxWait });
      for await (const message of messages) {
        try {
          answers.push(readAnswer(request, message));
        } catch (error) {
          failure = error;
        }
      }
    } catch (error) {
      throw new Error(`${request.subject} has nobody to answer it`, { cause: error });
    }
    if (answers.length === 0) throw failure ?? new ServiceFailedError(`${request.subject} was not answered`);
    return answers as never;
  };
}

function readAnswer(request: RequestDefinition, message: Msg): Answer<unknown> {
  const answer = answerShape.parse(message.json());
  if ('refused' in answer && answer.refused === FAILED)
    throw new ServiceFailedError(`${request.subject} failed: ${answer.detail}`);
  return 'refused' in answer ? answer : { ok: request.output.parse(answer.ok) };
}

/** The trace context of who asks, so that the answer is a part of the same trace. */
function traceHeaders(): MsgHdrs {
  const own = headers();
  const traceparent = currentTraceparent();
  if (traceparent !== null) own.set('traceparent', traceparent);
  return own;
}

/**
 * Answers requests until the connection closes. Instances of a service share them (queue group), but for those that every instance
 * answers. Input that does not parse
 * is refused as `invalid_input` with the places, never the values; a throw is logged with its cause, and rejects at the asker's.
 */
export function answerRequests(
  connection: NatsConnection,
  queue: string,
  responders: readonly Responder[],
  edgeOf: (name: string) => Edge,
  logger: Logger,
): readonly Subscription[] {
  return responders.map((responder) =>
    connection.subscribe(responder.request.subject, {
      ...(responder.request.everyInstance ? {} : { queue }),
      callback: (error, message) => {
        if (error) logger.error({ err: error, subject: responder.request.subject }, 'requests cannot be answered');
        else void answerOne(responder, edgeOf(responder.request.subject), message, logger);
      },
    }),
  );
}

async function answerOne(responder: Responder, edge: Edge, message: Msg, logger: Logger): Promise<void> {
  const { subject } = responder.request;
  const parent = messageHeaders(message)?.['traceparent'] ?? null;
  const answer = await inSpan(`answer ${subject}`, { kind: 'server', parent }, () =>
    answerTo(responder.request, responder, edge, message, logger),
  );
  try {
    message.respond(JSON.stringify(answer));
    logger.debug({ subject: responder.request.subject }, 'answered');
  } catch (error) {
    logger.warn({ err: error, subject }, 'an answer could not be sent; whoever asked asks again');
  }
}

function contextOf<I>(edge: Edge, input: I): RespondContext<I> {
  return {
    input,
    now: edge.now,
    decide: (tenantId, cause, work) => edge.decide(tenantId, cause, work),
    read: (tenantId, load) => edge.read(tenantId, load),
    request: (request, asked) => edge.request(request, asked),
    outcomeOf: (effectId, timeoutMs) => edge.outcomeOf(effectId, timeoutMs),
  };
}

async function answerTo(
  request: RequestDefinition,
  responder: Responder,
  edge: Edge,
  message: Msg,
  logger: Logger,
): Promise<Answer<unknown>> {
  try {
    const input = request.input.safeParse(parseJson(message));
    if (!input.success) {
      const places = input.error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
      return { refused: 'invalid_input', detail: places.slice(0, 10).join('; ') };
    }
    const answer = await responder.respond(contextOf(edge, input.data));
    return 'ok' in answer ? { ok: request.output.parse(answer.ok) } : answer;
  } catch (error) {
    logger.error({ err: error, subject: request.subject }, 'a request could not be answered');
    return { refused: FAILED, detail: 'The service could not answer; its log says why' };
  }
}

function parseJson(message: Msg): unknown {
  try {
    return message.json();
  } catch {
    return undefined;
  }
}
