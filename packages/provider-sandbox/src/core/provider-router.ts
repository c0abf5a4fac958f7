import express, { type Request, type Response, type Router } from 'express';
import type { FaultBox } from './fault-box.ts';
import type { AnswerFault } from './fault-switch.ts';
import type { Journal } from './journal.ts';
import type { Operation, Provider, Reply, SandboxRequest } from './operation.ts';

interface Outcome {
  /** Undefined when nothing is ever answered. */
  readonly reply: Reply | undefined;
  readonly fault: AnswerFault | undefined;
}

export interface ProviderRouterContext {
  readonly journal: Journal;
  readonly faults: FaultBox;
  /** Called after each entry is written: due webhooks go out. */
  readonly afterCommit: () => void;
}

const loggedHeaders = ['host', 'content-type', 'user-agent', 'idempotency-key', 'stripe-version', 'paypal-request-id'];
const loggedBodyCharacters = 8_000;
/** What a vendor answers who has changed its mind about its answers. */
const changedShape = JSON.stringify({ version: 'next', records: { count: 1, first: 'something else' } });

/** Reads what express holds into the shape the operations take. */
export function readRequest(req: Request): SandboxRequest {
  const url = new URL(req.originalUrl, 'http://sandbox.invalid');
  return {
    method: req.method,
    path: url.pathname,
    params: req.params as Record<string, string>,
    query: url.searchParams,
    headers: req.headers,
    host: (req.headers.host ?? '').replace(/:\d+$/, '').toLowerCase(),
    body: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
  };
}

/** Sends a whole answer. */
export function sendReply(res: Response, reply: Reply): void {
  res.status(reply.status).set(reply.headers ?? {});
  res.end(reply.body);
}

function decide(provider: Provider, operation: Operation, request: SandboxRequest, faults: FaultBox): Outcome {
  const fault = faults.strikeAnswer(provider.name, operation.name);
  const failure = (status: number): Reply =>
    provider.failure({ status, retryAfterSeconds: fault?.retryAfterSeconds ?? 1 });
  const work = (): Reply => provider.around(operation, request, () => operation.handle(request));
  if (!fault) return { reply: work(), fault };
  if (fault.kind === 'incomplete_results') {
    const told = { ...request, fault: fault.kind };
    return { reply: provider.around(operation, told, () => operation.handle(told)), fault };
  }
  if (fault.kind === 'truncated_body') return { reply: work(), fault };
  if (fault.kind === 'changed_shape') return { reply: { ...work(), status: 200, body: changedShape }, fault };
  const genuine = fault.after ? work() : undefined;
  if (fault.kind === 'rate_limit') return { reply: failure(429), fault };
  if (fault.kind === 'reset' || fault.kind === 'hang') return { reply: undefined, fault };
  const refuse = (): Reply => failure(fault.status);
  return { reply: genuine ? refuse() : provider.around(operation, request, refuse), fault };
}

function describe(operation: Operation, request: SandboxRequest, { reply, fault }: Outcome): object {
  const headers = Object.fromEntries(
    loggedHeaders.flatMap((name) => (request.headers[name] === undefined ? [] : [[name, request.headers[name]]])),
  );
  const body = request.body.length === 0 || operation.hideBody ? undefined : request.body.toString('utf8');
  return {
    operation: operation.name,
    method: request.method,
    path: request.path,
    query: request.query.toString(),
    headers,
    ...(body === undefined ? {} : { body: body.slice(0, loggedBodyCharacters) }),
    status: reply?.status ?? null,
    ...(fault ? { fault: { kind: fault.kind, after: fault.after } } : {}),
    ...(reply?.note ?? {}),
  };
}

function answer(res: Response, { reply, fault }: Outcome): void {
  if (fault?.kind === 'hang') return;
  if (!reply || fault?.kind === 'reset') {
    res.socket?.resetAndDestroy();
    return;
  }
  if (fault?.kind === 'truncated_body') {
    const body = Buffer.from(reply.body, 'utf8');
    res.status(reply.status).set({ ...reply.headers, 'content-length': String(Math.max(body.length, 2)) });
    res.write(body.subarray(0, Math.floor(body.length / 2)), () => res.socket?.destroy());
    return;
  }
  sendReply(res, reply);
}

/** One vendor's HTTP face: each call is one journal entry, written before the first byte of the answer. */
export function createProviderRouter(provider: Provider, context: ProviderRouterContext): Router {
  const router = express.Router({ caseSensitive: true });
  const run = (operation: Operation) => (req: Request, res: Response) => {
    const request = readRequest(req);
    const outcome = context.journal.transact(
      provider.name,
      'request',
      () => decide(provider, operation, request, context.faults),
      (decided) => describe(operation, request, decided),
    );
    answer(res, outcome);
    context.afterCommit();
  };
  for (const operation of provider.operations) router[operation.method](operation.path, run(operation));
  return router;
}
