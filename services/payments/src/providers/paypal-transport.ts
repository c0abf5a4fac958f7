import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { z } from 'zod';
import { PayPalProblem } from './paypal-failure.ts';

/** How to reach PayPal. */
export interface PayPalAccess {
  readonly clientId: string;
  readonly clientSecret: string;
  /** `https://api-m.sandbox.paypal.com`, `https://api-m.paypal.com`, or the provider sandbox. */
  readonly baseUrl: string;
  /** Whether the money is real. */
  readonly live: boolean;
  /** For one method with all its calls; shorter than the 15 s an effect has; 10 s when absent. */
  readonly timeoutMs?: number;
}

/** One call of the REST API. */
export interface PayPalCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  /** `PayPal-Request-Id`: the first answer under it is given again. */
  readonly requestId?: string;
}

/** Performs a call and gives its parsed body; throws a {@link PayPalProblem} for anything but a 2xx. */
export type PayPalCaller = (call: PayPalCall) => Promise<unknown>;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

/** More than 500 lines of the account's statement, the largest answer asked for. */
const LARGEST_ANSWER_BYTES = 4 * 1024 * 1024;

const DEFAULT_TIMEOUT_MS = 10_000;

/** A token is renewed a minute before PayPal ends it. */
const RENEW_BEFORE_MS = 60_000;

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

const refusal = z.object({
  name: z.string().optional().catch(undefined),
  details: z
    .array(z.object({ issue: z.string() }))
    .optional()
    .catch(undefined),
});

/**
 * Opens a way to PayPal for one method of the rail: all its calls share one time limit. The access token is kept between
 * methods; one that PayPal no longer takes is renewed once, since a call refused for it surely did nothing.
 */
export function paypalTransport(access: PayPalAccess): () => PayPalCaller {
  let token: { readonly value: string; readonly endsAtMs: number } | undefined;
  let renewing: Promise<string> | undefined;

  const ask = async (): Promise<string> => {
    const grant = await granted(access, AbortSignal.timeout(access.timeoutMs ?? DEFAULT_TIMEOUT_MS));
    token = { value: grant.access_token, endsAtMs: performance.now() + grant.expires_in * 1_000 - RENEW_BEFORE_MS };
    return token.value;
  };
  /** However many calls want a token at once, one is asked for. */
  const renew = (): Promise<string> => {
    renewing ??= ask().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
  return () => {
    const signal = AbortSignal.timeout(access.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    return async (call) => {
      const isFresh = token === undefined || token.endsAtMs <= performance.now();
      const bearer = isFresh || token === undefined ? await renew() : token.value;
      let answer = await send(access, call, bearer, signal);
      if (answer.status === 401 && !isFresh) answer = await send(access, call, await renew(), signal);
      if (answer.status >= 200 && answer.status < 300) return parsed(answer.body);
      throw problemOf(answer);
    };
  };
}

function send(access: PayPalAccess, call: PayPalCall, bearer: string, signal: AbortSignal): Promise<Answer> {
  const { body, method, path, requestId } = call;
  const headers = {
    authorization: `Bearer ${bearer}`,
    'content-type': 'application/json',
    prefer: 'return=representation',
    ...(requestId === undefined ? {} : { 'paypal-request-id': requestId }),
  };
  return exchange(
    new URL(path, access.baseUrl),
    method,
    headers,
    body === undefined ? '' : JSON.stringify(body),
    signal,
  );
}

/** Asks for a token. Whatever goes wrong here, the call it was wanted for was not sent. */
async function granted(access: PayPalAccess, signal: AbortSignal): Promise<z.output<typeof tokenAnswer>> {
  const basic = Buffer.from(`${access.clientId}:${access.clientSecret}`).toString('base64');
  const headers = { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' };
  const url = new URL('/v1/oauth2/token', access.baseUrl);
  try {
    const answer = await exchange(url, 'POST', headers, 'grant_type=client_credentials', signal);
    const grant = answer.status === 200 ? tokenAnswer.safeParse(parsed(answer.body)).data : undefined;
    if (grant === undefined) throw problemOf(answer);
    return grant;
  } catch (error) {
    if (error instanceof PayPalProblem) throw error.beforeSending();
    throw error;
  }
}

function problemOf({ body, retryAfter, status }: Answer): PayPalProblem {
  const said = refusal.safeParse(jsonOf(body)).data;
  return new PayPalProblem({
    kind: 'answered',
    status,
    issue: said?.details?.[0]?.issue ?? said?.name,
    retryAfterS: Number(retryAfter),
  });
}

function parsed(body: string): unknown {
  const json = jsonOf(body);
  if (json === undefined) throw new PayPalProblem({ kind: 'unreadable' });
  return json;
}

/** The body as JSON; `{}` for none, undefined for what is no JSON. */
function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body === '' ? '{}' : body);
  } catch {
    return undefined;
  }
}

/**
 * One request and its whole answer, on a connection of its own: a kept one that PayPal has closed meanwhile would make a clean
 * failure an unknown one. Redirects are not followed.
 */
function exchange(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<Answer> {
  const open = url.protocol === 'http:' ? overHttp : overHttps;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(PayPalProblem.ofConnection(error, signal.aborted));
    const outgoing = open(url, { method, headers, signal, agent: false }, (incoming) => {
      readWhole(incoming).then(resolve, fail);
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

async function readWhole(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_ANSWER_BYTES) throw new Error('The answer is larger than any');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  return { status: incoming.statusCode ?? 0, retryAfter: incoming.headers['retry-after'], body };
}
